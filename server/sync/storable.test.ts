import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostJsonCharacters } from '../../shared/entity/check.ts';
import { Member } from '../../shared/entities/member.ts';
import { storableChange, storableText, withoutOnlineOnly } from './storable.ts';

const nul = String.fromCharCode(0);

test('what Postgres cannot hold is made holdable, in keys and values', () => {
  const kept = storableChange({ set: { [`a${nul}`]: `b${nul}`, list: ['\ud800', 1, undefined] } });
  expect(JSON.stringify(kept)).not.toMatch(/\\u0000|\\ud800/);
  expect(kept).toEqual({ set: { 'a\ufffd': 'b\ufffd', list: ['\ufffd', 1, null] } });
});
test('anything can be kept, and is not too large', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(JSON.stringify(storableChange(value)).length).toBeLessThanOrEqual(mostJsonCharacters + 1000);
    }),
  );
  expect(
    storableChange({ id: 'x', op: 'update', set: { name: 'y'.repeat(mostJsonCharacters) } }),
  ).toMatchObject({ id: 'x', tooLarge: true });
});
test('text is cut between characters', () => {
  expect(storableText('👷👷👷', 2)).toBe('👷👷');
});
test('values that no device may hold are kept apart', () => {
  expect(withoutOnlineOnly(Member, { lastName: 'Ruiz', dateOfBirth: '1990-01-01' })).toEqual({
    kept: { lastName: 'Ruiz' },
    held: { dateOfBirth: '1990-01-01' },
  });
  expect(withoutOnlineOnly(undefined, { dateOfBirth: 'x' })).toEqual({
    kept: { dateOfBirth: 'x' },
    held: {},
  });
});
