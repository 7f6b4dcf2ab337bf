/**
 * What follows from a row's own values: its derived id, its sort key, its title, and the fields that belong together.
 * Pure; device and server must agree to the letter.
 */
import { sameJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import { uuidV5 } from '../values/uuid.ts';
import type { Entity, Values } from './entity.ts';
import { fieldEntries } from './entity.ts';

/**
 * The id of a row with a natural key: UUIDv5 over `entity|value|value…` in the order of `identity`.
 * Undefined when the entity has no natural key.
 */
export function derivedId(of: Entity, localId: string, values: Values): string | undefined {
  if (!of.identity) return undefined;
  const parts = of.identity.map((name) => String(values[name] ?? ''));
  return uuidV5([localId, of.name, ...parts].join('|'));
}

/** Lower case, no accents: how names are sorted and searched. */
export const fold = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function sortPart(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Math.round(value * 1000) + 1e15).padStart(17, '0');
  return typeof value === 'string' ? fold(value) : JSON.stringify(value);
}

/** Where a row stands in its entity's default order. Compared as UTF-8 bytes (Postgres collation "C"). */
export const sortKey = (of: Entity, values: Values): string =>
  of.show.order.map((name) => sortPart(values[name])).join('\u0001');

/** JavaScript compares UTF-16 units, where surrogates stand below U+E000; code points have them above. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

/** UTF-8 byte order for strings, as Postgres collation "C" has it. JavaScript's `<` differs beyond the first plane. */
export function compareKeys(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** What to call a row, from the fields that name it. Empty when the reader sees none of them. */
export const titleOf = (of: Entity, values: Values): string =>
  of.show.title
    .map((name) => values[name])
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(' ');

/** The fields that merge with `name` as one: its group, or itself. */
export const unitOf = (of: Entity, name: string): readonly string[] =>
  of.together?.find((group) => group.includes(name)) ?? [name];

/**
 * What a person's touch really sets: the whole of each group it touches, and nothing where a choice empties a field.
 * `before` is the row as the person saw it; undefined when it is new.
 */
export function completeSet(of: Entity, set: Values, before: Values | undefined): Values {
  const whole: Record<string, Json> = {};
  for (const name of Object.keys(set))
    for (const part of unitOf(of, name))
      whole[part] = set[part] ?? (part in set ? null : (before?.[part] ?? null));
  return clearByChoice(of, whole);
}

/** Applies `clears`: an absent student has no arrival time. */
export function clearByChoice(of: Entity, values: Values): Values {
  const cleared: Record<string, Json> = { ...values };
  for (const [name, field] of fieldEntries(of)) {
    const chosen = field.choices?.find((one) => one.value === values[name]);
    for (const other of chosen?.clears ?? []) cleared[other] = null;
  }
  return cleared;
}

/** Values for the fields that a new row does not name. */
export function withInitialValues(of: Entity, values: Values): Values {
  const filled: Record<string, Json> = {};
  for (const [name, field] of fieldEntries(of)) filled[name] = values[name] ?? field.initial ?? null;
  return filled;
}

/** Who makes a row cannot be said by its maker. */
export const authoredBy = (of: Entity, userId: string | null): Values =>
  Object.fromEntries(
    fieldEntries(of).flatMap(([name, { origin }]) => (origin.by === 'author' ? [[name, userId]] : [])),
  );

/** The fields in which two rows differ. */
export const changedFields = (of: Entity, before: Values, after: Values): readonly string[] =>
  Object.keys(of.fields).filter((name) => !sameJson(before[name], after[name]));
