/**
 * Older apps: each version's changes are lifted to the next, one step at a time.
 *
 * Version 0 never shipped. It stands here from the first day so that the way back is built and tested before it is
 * needed: it called `entity` `type`, `row` `key`, and `set` `fields`.
 */
import { isJsonObject } from '../values/json.ts';
import { protocolVersion } from './protocol.ts';

type Lift = (change: Record<string, unknown>) => Record<string, unknown>;

function liftFrom0(change: Record<string, unknown>): Record<string, unknown> {
  const { type, key, fields, ...rest } = change;
  return { ...rest, entity: type, row: key, ...(fields === undefined ? {} : { set: fields }) };
}

const lifts: ReadonlyMap<number, Lift> = new Map([[0, liftFrom0]]);

/** A change as the present version writes it. What is not an object is returned as it is, for the schema to refuse. */
export function liftChange(change: unknown, version: number): unknown {
  if (!isJsonObject(change)) return change;
  let lifted: Record<string, unknown> = { ...change };
  for (let from = version; from < protocolVersion; from += 1) lifted = lifts.get(from)?.(lifted) ?? lifted;
  return lifted;
}
