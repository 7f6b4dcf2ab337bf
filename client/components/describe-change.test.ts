import { describe, expect, test } from 'vitest';
import type { Rows, SeenRow } from '../hall.ts';
import { describeChange } from './describe-change.ts';

const row = (id: string, values: Record<string, unknown>) =>
  ({ id, version: 1, pending: false, ...values }) as SeenRow;

const held: Readonly<Record<string, SeenRow>> = {
  ana: row('ana', { displayName: 'Ana Reyes' }),
  class: row('class', { courseId: 'math', sessionDate: '2026-11-18', topic: 'Fractions' }),
  math: row('math', { code: 'MATH101', name: 'Trade Math' }),
  mark: row('mark', { sessionId: 'class', studentId: 'ana', status: 'present' }),
};
const rows = { get: (_entity: string, id: string) => Promise.resolve(held[id]) } as Rows;
const said = async (change: Omit<Parameters<typeof describeChange>[1], 'row'> & { row?: string }) => {
  const words = await describeChange(rows, { row: null, ...change });
  return `${words.what} — ${words.about}`;
};

describe('a change in human words', () => {
  test('a mark says itself, and names the student and the class', async () => {
    const set = { status: 'late', arrivalTime: '18:10', departureTime: null };
    const base = { status: 'present', arrivalTime: null, departureTime: null };
    expect(await said({ entity: 'attendance', op: 'update', row: 'mark', set, base })).toBe(
      'Late, 6:10 PM — Ana Reyes, MATH101 Trade Math, Nov 18 Fractions',
    );
  });

  test('a time that was set right by itself says which time it is', async () => {
    const set = { status: 'late', arrivalTime: '17:52', departureTime: null };
    const base = { status: 'late', arrivalTime: '18:10', departureTime: null };
    expect(await said({ entity: 'attendance', op: 'update', row: 'mark', set, base })).toBe(
      'Arrived: 5:52 PM — Ana Reyes, MATH101 Trade Math, Nov 18 Fractions',
    );
  });

  test('a new mark is told by what it says, though its row is not on the device', async () => {
    const set = { sessionId: 'class', studentId: 'ana', status: 'absent', arrivalTime: null };
    expect(await said({ entity: 'attendance', op: 'create', row: 'new', set })).toBe(
      'Absent — Ana Reyes, MATH101 Trade Math, Nov 18 Fractions',
    );
  });

  test('a new record with a name is told by it', async () => {
    const set = { code: 'CODE101', name: 'National Electrical Code', hours: 60 };
    expect(await said({ entity: 'course', op: 'create', row: 'x', set })).toBe(
      'Added — CODE101 National Electrical Code',
    );
  });

  test('fields that only travelled along with their group are not said', async () => {
    const set = { address: '1 Main St', city: 'Olympia' };
    const base = { address: '1 Main St', city: 'Tacoma' };
    expect(await said({ entity: 'member', op: 'update', row: 'gone', set, base })).toBe(
      'City: Olympia — Member',
    );
  });

  test('emptying a field is said; removing a record is said', async () => {
    expect(await said({ entity: 'course', op: 'update', row: 'math', set: { description: null } })).toBe(
      'Description: — — MATH101 Trade Math',
    );
    expect(await said({ entity: 'course', op: 'delete', row: 'math', set: {} })).toBe(
      'Removed — MATH101 Trade Math',
    );
  });

  test('an order has its name, and an unknown kind of record its own word', async () => {
    expect(await said({ entity: 'closeRefusal', op: 'command', set: {} })).toBe(
      'Order — Close a refused change',
    );
    expect(await said({ entity: 'spaceship', op: 'update', set: {} })).toMatch(/spaceship$/);
  });
});
