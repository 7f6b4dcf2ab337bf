/**
 * merge(): three-way, field by field. Pure; the same on device and server.
 *
 *   base    what the author saw        mine  what the author set        theirs  what stands now
 *
 * 1. Nobody else touched it since the author saw it: mine.
 * 2. Both say the same: nothing to do.
 * 3. Both differ: the field's policy. ask: theirs stands, both people are asked. server: theirs stands, mine becomes
 *    a request.
 * 4. A field whose policy is `latest` asks only the time: the later mark stands, in whatever order marks arrive.
 *
 * Fields that belong together are one unit: no row ever mixes one person's status with another's arrival time.
 */
import { sameJson } from '../values/json.ts';
import type { Json } from '../values/json.ts';
import type { Entity, Values } from '../entity/entity.ts';
import { clearByChoice, unitOf } from '../entity/row.ts';

/** When a unit was last marked, kept beside the row for units whose policy is `latest`. */
export interface Stamp {
  /** Corrected device time, ISO. */
  readonly at: string;
  readonly change: string;
}
export type Stamps = Readonly<Record<string, Stamp>>;

export interface Incoming {
  readonly set: Values;
  readonly base: Values;
  readonly at: string;
  readonly change: string;
}

export interface Dispute {
  readonly field: string;
  readonly base: Json;
  readonly mine: Json;
  readonly theirs: Json;
}

export interface Merged {
  /** Only the fields that change. */
  readonly set: Values;
  readonly stamps: Stamps;
  /** Fields where somebody else's change was found and both stand, or the same was meant. */
  readonly met: boolean;
  /** Units in which a later mark already stands. Kept in the history. */
  readonly superseded: readonly string[];
  /** Fields to ask about. */
  readonly asked: readonly Dispute[];
  /** Fields that only the office decides. */
  readonly requested: readonly Dispute[];
}

/** True when `one` was made after `other`; ties fall to the greater change id, so every replica agrees. */
export const isLater = (one: Stamp, other: Stamp): boolean =>
  one.at === other.at ? one.change > other.change : one.at > other.at;

type Verdict = 'same' | 'mine' | 'superseded' | 'ask' | 'request';

export function merge(of: Entity, theirs: Values, stamps: Stamps, incoming: Incoming): Merged {
  const set: Record<string, Json> = {};
  const newStamps: Record<string, Stamp> = { ...stamps };
  const superseded: string[] = [];
  const asked: Dispute[] = [];
  const requested: Dispute[] = [];
  const mark: Stamp = { at: incoming.at, change: incoming.change };
  for (const unit of unitsTouched(of, incoming.set)) {
    const head = unit[0] ?? '';
    const names = unit.filter((name) => name in incoming.set);
    const verdict = judge(of, unit, names, theirs, stamps[head], incoming);
    if (verdict === 'mine') {
      for (const name of names) set[name] = incoming.set[name] ?? null;
      if (of.fields[head]?.merge === 'latest') newStamps[head] = laterOf(mark, stamps[head]);
    } else if (verdict === 'superseded') superseded.push(...names);
    else if (verdict === 'ask') asked.push(...disputes(names, theirs, incoming));
    else if (verdict === 'request') requested.push(...disputes(names, theirs, incoming));
  }
  const met = Object.keys(incoming.base).some((name) => !sameJson(incoming.base[name], theirs[name]));
  return { set: clearByChoice(of, set), stamps: newStamps, met, superseded, asked, requested };
}

const laterOf = (mark: Stamp, known: Stamp | undefined): Stamp =>
  known && isLater(known, mark) ? known : mark;

function unitsTouched(of: Entity, set: Values): readonly (readonly string[])[] {
  const byHead = new Map<string, readonly string[]>();
  for (const name of Object.keys(set)) {
    const unit = unitOf(of, name);
    byHead.set(unit[0] ?? name, unit);
  }
  return [...byHead.values()];
}

function judge(
  of: Entity,
  unit: readonly string[],
  names: readonly string[],
  theirs: Values,
  known: Stamp | undefined,
  incoming: Incoming,
): Verdict {
  if (names.every((name) => sameJson(incoming.set[name], theirs[name])))
    return sameMeant(of, unit, known, incoming);
  const policy = of.fields[unit[0] ?? '']?.merge ?? 'ask';
  // By time alone: "present" marked again after "absent" has the value of the base, and an older mark that arrives
  // later would take it for untouched.
  if (policy === 'latest') return byTime(known, incoming);
  const untouched = unit.every(
    (name) => !(name in incoming.base) || sameJson(incoming.base[name], theirs[name]),
  );
  const seen = names.every((name) => name in incoming.base);
  if (untouched && seen) return 'mine';
  return policy === 'server' ? 'request' : 'ask';
}

/** The same mark made again later still moves the stamp, so that an older one cannot undo it. */
function sameMeant(
  of: Entity,
  unit: readonly string[],
  known: Stamp | undefined,
  incoming: Incoming,
): Verdict {
  return of.fields[unit[0] ?? '']?.merge === 'latest' && byTime(known, incoming) === 'mine' ? 'mine' : 'same';
}

const byTime = (known: Stamp | undefined, incoming: Incoming): Verdict =>
  !known || isLater({ at: incoming.at, change: incoming.change }, known) ? 'mine' : 'superseded';

const disputes = (names: readonly string[], theirs: Values, incoming: Incoming): readonly Dispute[] =>
  names
    .filter((name) => !sameJson(incoming.set[name], theirs[name]))
    .map((field) => ({
      field,
      base: incoming.base[field] ?? null,
      mine: incoming.set[field] ?? null,
      theirs: theirs[field] ?? null,
    }));
