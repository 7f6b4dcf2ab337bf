import * as v from 'valibot';
import { expect, test } from 'vitest';
import { protocolVersion } from './protocol.ts';
import { Change } from './requests.ts';
import { liftChange } from './versions.ts';

const id = '2ed6657d-e927-568b-95e1-2665a8aea6a2';
const old = {
  id,
  sequence: 1,
  type: 'course',
  key: id,
  op: 'update',
  fields: { name: 'x' },
  base: { name: 'y' },
  at: '2026-11-20T18:00:00Z',
};

test('a change of version 0 is one of today after lifting, and only then', () => {
  expect(v.safeParse(Change, old).success).toBe(false);
  expect(v.parse(Change, liftChange(old, 0))).toMatchObject({
    entity: 'course',
    row: id,
    set: { name: 'x' },
  });
});
test('a change of today is left as it is', () => {
  const { type: entity, key: row, fields: set, ...rest } = old;
  const today = { ...rest, entity, row, set };
  expect(liftChange(today, protocolVersion)).toEqual(today);
});
test.each([null, 7, 'x', [], undefined])(
  'what is no change (%s) is handed on for the schema to refuse',
  (value) => {
    expect(liftChange(value, 0)).toBe(value);
  },
);
