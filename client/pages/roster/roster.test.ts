import { describe, expect, test, vi } from 'vitest';
import { holdingsOf } from '../../../shared/access/holdings.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { registry } from '../../../shared/entities/index.ts';
import { createToasts } from '../../elements/toasts.ts';
import type { Gesture, Hall, ListOptions, OutboxItem, SeenRow, Written } from '../../hall.ts';
import { createMarking, mayMark } from './marking.ts';
import { readRosterKey } from './roster-keys.ts';
import { readSeats } from './seats.ts';

const row = (id: string, values: Record<string, unknown>) =>
  ({ id, version: 1, pending: false, ...values }) as SeenRow;

const tables: Record<string, SeenRow[]> = {
  classSession: [row('class', { cohortId: 'spring', courseId: 'math', sessionDate: '2026-11-18' })],
  enrollment: ['zoe', 'ana', 'ben'].map((studentId) =>
    row(`e-${studentId}`, {
      studentId,
      cohortId: 'spring',
      courseId: 'math',
      status: 'enrolled',
      enrollmentDate: '2026-09-01',
    }),
  ),
  student: [
    row('zoe', { displayName: 'Zoë Abara', familyName: 'Abara' }),
    row('ana', { displayName: 'Ana Reyes', familyName: 'Reyes' }),
  ],
  attendance: [
    row('mark-ana', {
      sessionId: 'class',
      studentId: 'ana',
      cohortId: 'spring',
      status: 'late',
      arrivalTime: '18:05',
    }),
  ],
};

function fakeHall(role: Role, waiting: readonly Partial<OutboxItem>[] = []) {
  const written: Gesture[] = [];
  const discarded: string[] = [];
  const answer = (gesture: Gesture, index: number): Written => ({
    ok: true,
    rowId: gesture.row ?? `mark-${String(gesture.set?.['studentId'])}`,
    changeId: `change-${index}`,
  });
  const hall = {
    holdings: () =>
      holdingsOf(
        {
          localId: 'l',
          userId: 'u',
          accountId: 'a',
          memberId: null,
          grants: [{ role, startsAt: 0, expiresAt: null }],
          teaching: [{ cohortId: 'spring', until: null }],
        },
        registry,
        1,
      ),
    rows: {
      get: (entity: string, id: string) =>
        Promise.resolve(
          tables[entity]?.find((one) => one.id === id) ??
            (entity === 'attendance' ? row(id, { cohortId: 'spring', memberId: 'm' }) : undefined),
        ),
      list: (entity: string, options?: ListOptions) =>
        Promise.resolve(
          (tables[entity] ?? []).filter((one) => Object.values(one).includes(options?.prefix?.[0] ?? null)),
        ),
      unsent: () => Promise.resolve(waiting),
      needsYou: () => Promise.resolve([]),
      write: (gesture: Gesture) => Promise.resolve(answer(gesture, written.push(gesture))),
      writeAll: (gestures: readonly Gesture[]) =>
        Promise.resolve(gestures.map((one) => answer(one, written.push(one)))),
      discard: (id: string) => {
        discarded.push(id);
        return Promise.resolve();
      },
    },
  } as unknown as Hall;
  return { hall, written, discarded };
}

describe('the seats of a roster', () => {
  test('in the order of family names, each with its mark and how far it has got', async () => {
    const { hall } = fakeHall('instructor', [{ row: 'mark-ana', state: 'saved' }]);
    const seats = await readSeats(hall.rows, 'class');
    expect(seats.map(({ id, status, state }) => [id, status, state])).toEqual([
      ['ben', undefined, undefined],
      ['zoe', undefined, undefined],
      ['ana', 'late', 'saved'],
    ]);
  });

  test('a mark that nothing waits for has been sent', async () => {
    const seats = await readSeats(fakeHall('instructor').hall.rows, 'class');
    expect(seats.find((seat) => seat.id === 'ana')?.state).toBe('sent');
  });
});

describe('all present', () => {
  test('marks only who has no mark, as one gesture', async () => {
    const { hall, written } = fakeHall('instructor');
    const marking = createMarking(hall, () => 'class', createToasts());
    await marking.markAllPresent(await readSeats(hall.rows, 'class'));
    expect(written.map((gesture) => gesture.set)).toEqual(
      ['ben', 'zoe'].map((studentId) => ({
        sessionId: 'class',
        studentId,
        status: 'present',
        arrivalTime: null,
        departureTime: null,
      })),
    );
    expect(new Set(written.map((gesture) => gesture.group)).size).toBe(1);
  });

  const undo = async (role: Role, waiting: readonly Partial<OutboxItem>[]) => {
    const fake = fakeHall(role, waiting);
    const toasts = createToasts();
    await createMarking(fake.hall, () => 'class', toasts).markAllPresent(
      await readSeats(fake.hall.rows, 'class'),
    );
    fake.written.length = 0;
    toasts.items()[0]?.action?.onAct();
    await vi.waitFor(() => expect(toasts.items()).toHaveLength(2));
    return { ...fake, said: toasts.items().at(-1)?.text };
  };

  test('undo takes back what has not left the device as if it had never been', async () => {
    const waiting = ['change-1', 'change-2'].map((changeId) => ({
      changeId,
      state: 'saved' as const,
      tries: 0,
    }));
    const { discarded, written, said } = await undo('instructor', waiting);
    expect(discarded).toEqual(['change-1', 'change-2']);
    expect(written).toEqual([]);
    expect(said).toBe('2 taken back.');
  });

  test('the office removes what was sent already', async () => {
    const { discarded, written } = await undo('staff', []);
    expect(discarded).toEqual([]);
    expect(written.map(({ op, row: id }) => [op, id])).toEqual([
      ['delete', 'mark-ben'],
      ['delete', 'mark-zoe'],
    ]);
  });
});

test('an instructor marks the cohorts taught, and no other', () => {
  const { hall } = fakeHall('instructor');
  expect([mayMark(hall, 'spring'), mayMark(hall, 'fall')]).toEqual([true, false]);
  expect(mayMark(fakeHall('member').hall, 'spring')).toBe(false);
});

test('digits mark, arrows only move, anything else is left to the control', () => {
  expect(readRosterKey('2')).toEqual({ kind: 'mark', state: 'late' });
  expect(readRosterKey('6')).toBeUndefined();
  expect(readRosterKey('ArrowRight')).toEqual({ kind: 'option', step: 1 });
  expect(readRosterKey('ArrowUp')).toEqual({ kind: 'seat', step: -1 });
  expect(readRosterKey('a')).toBeUndefined();
});
