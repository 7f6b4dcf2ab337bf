import { describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { blame, Interrupted, refusalFor } from './database-fault.ts';

/** An error as the driver makes it. */
function databaseError(code: string, more: Record<string, string> = {}): Error {
  return Object.assign(new Error('refused'), { name: 'PostgresError', code, ...more });
}

describe('who is to blame', () => {
  test.each(['40P01', '40001', '55P03'])('%s passes', (code) =>
    expect(blame(databaseError(code))).toBe('passing'),
  );
  test.each(['08006', '53100', '57014', '57P01', '58030'])('%s is no change’s fault', (code) =>
    expect(blame(databaseError(code))).toBe('outside'),
  );
  test.each(['23505', '23503', '23514', '22001', '42P01', 'XX000'])('%s is some change’s', (code) =>
    expect(
      blame(databaseError(code, { table_name: 'courses', constraint_name: 'courses_code_unique' })),
    ).toBe('change'),
  );
  test('the same row made twice at once passes', () => {
    expect(blame(databaseError('23505', { table_name: 'courses', constraint_name: 'courses_key' }))).toBe(
      'passing',
    );
  });
  test('a lost connection is nobody’s, a mistake of ours some change’s', () => {
    expect(blame(Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' }))).toBe('outside');
    expect(blame(new TypeError('undefined is not a function'))).toBe('change');
    expect(blame(new Interrupted('the end'))).toBe('outside');
  });
});

describe('what its author is told', () => {
  const told = (code: string, table: string, constraint: string) =>
    refusalFor(databaseError(code, { table_name: table, constraint_name: constraint }), registry);
  test('a value that is taken, by the names of the form', () => {
    expect(told('23505', 'members', 'members_member_number_unique')).toEqual({
      code: 'duplicate',
      fields: [{ field: 'memberNumber', problem: 'taken' }],
    });
  });
  test('a row that is not there', () => {
    expect(told('23503', 'students', 'students_member_id_exists')).toEqual({
      code: 'invalid',
      fields: [{ field: 'memberId', problem: 'not_found' }],
    });
  });
  test('nothing about the inside otherwise', () => {
    expect(told('23514', 'courses', 'courses_hours_range')).toEqual({ code: 'invalid' });
    expect(told('42P01', 'secret', 'secret')).toEqual({ code: 'not_accepted' });
    expect(refusalFor(new TypeError('x'), registry)).toEqual({ code: 'not_accepted' });
  });
});
