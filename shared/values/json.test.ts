import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from './json.ts';
import { isJsonObject, sameJson } from './json.ts';

test('nothing and null are the same, as they are in a row', () => {
  expect(sameJson(undefined, null)).toBe(true);
  expect(sameJson({ a: null }, {})).toBe(true);
  expect(sameJson({ a: [null] }, { a: [] })).toBe(false);
});
test('order of keys says nothing, order of lists does', () => {
  expect(sameJson({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
});
test('kinds are not mixed up', () => {
  const values: Json[] = [0, '0', false, '', [], {}, [0], { 0: 0 }, 'false'];
  values.forEach((one, index) =>
    values.forEach((other, place) => expect(sameJson(one, other)).toBe(index === place)),
  );
});
test('what is written and read again is the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) =>
      sameJson(value as Json, JSON.parse(JSON.stringify(value)) as Json),
    ),
  );
});
test('a list is no object, and neither is null', () => {
  expect([null, [], 1, 'x', undefined].some(isJsonObject)).toBe(false);
  expect(isJsonObject({})).toBe(true);
});
