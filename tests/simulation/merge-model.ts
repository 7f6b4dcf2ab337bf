/**
 * What merging should have come to, said a second time and differently: the log is read from its beginning, each change
 * is held against the row as the log tells it up to there, and what the author saw is taken from what went over the wire.
 *
 * Of guarded fields the log knows digests only; they are left to tests/database and tests/sync.
 */
import { registry } from '../../shared/entities/index.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Sql } from '../../server/database/connection.ts';
import { inLocal } from '../../server/database/connection.ts';
import type { Ground } from './ground.ts';

/** A change as its device put it on the wire. */
export interface Offered {
  readonly id: string;
  readonly entity: string;
  readonly op: string;
  readonly row: string | null;
  readonly set: Readonly<Record<string, Json>>;
  readonly base: Readonly<Record<string, Json>>;
}

type Values = Readonly<Record<string, Json>>;

interface Entry {
  readonly of: Entity;
  readonly rowId: string;
  readonly action: string;
  readonly changeId: string | null;
  readonly deviceId: string | null;
  /** Corrected device time, ISO. */
  readonly at: string | null;
  readonly after: Values;
}

interface History {
  readonly entries: readonly Entry[];
  readonly offered: ReadonlyMap<string, Offered>;
  /** Change id → the fields that a conflict tells of. */
  readonly disputed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly outcomes: ReadonlyMap<string, string>;
}

/** The log has clock times with seconds. */
const spoken = (value: Json | undefined): string =>
  JSON.stringify(value ?? null).replace(/^"(\d\d:\d\d):00"$/, '"$1"');
const same = (one: Json | undefined, other: Json | undefined): boolean => spoken(one) === spoken(other);

const isPlain = (of: Entity, name: string): boolean => of.fields[name]?.guard === 'plain';
const isByTime = (of: Entity, name: string): boolean => of.fields[name]?.merge === 'latest';

/** Nothing is overwritten unseen; what was not taken is kept where somebody finds it; of marks the latest stands. */
export async function truthOfMerges(sql: Sql, { localId, devices }: Ground): Promise<readonly string[]> {
  const history = await readHistory(
    sql,
    localId,
    new Map(devices.flatMap(({ wire }) => [...wire.offered()])),
  );
  return [...overwritten(history), ...lost(history), ...latestMarks(history)];
}

const readHistory = (sql: Sql, localId: string, offered: ReadonlyMap<string, Offered>): Promise<History> =>
  inLocal(sql, { localId }, async (tx) => {
    const log = await tx<
      (Omit<Entry, 'of' | 'after'> & { readonly entity: string | null; readonly after: Values | null })[]
    >`
      select entity, row_id as "rowId", action, change_id as "changeId", device_id as "deviceId", device_at as at, after
      from audit.log where local_id = ${localId} and row_id is not null order by id`;
    const disputed = await tx<{ changeId: string; fields: string[] }[]>`
      select change_id as "changeId", array(select jsonb_object_keys("values")) as fields from conflicts`;
    const outcomes = await tx<{ id: string; outcome: string }[]>`
      select change_id as id, outcome from receipts`;
    return {
      entries: log.flatMap(({ entity, after, ...entry }) => {
        const of = registry.get(entity ?? '');
        return of ? [{ ...entry, of, after: after ?? {} }] : [];
      }),
      offered,
      disputed: new Map(disputed.map(({ changeId, fields }) => [changeId, new Set(fields)])),
      outcomes: new Map(outcomes.map(({ id, outcome }) => [id, outcome])),
    };
  });

/** Each entry with its row as it stood before it; undefined when there was none. */
function* retold(entries: readonly Entry[]): Iterable<{
  readonly entry: Entry;
  readonly before: Values | undefined;
  readonly now: Values | undefined;
}> {
  const rows = new Map<string, Values | undefined>();
  for (const entry of entries) {
    const before = rows.get(entry.rowId);
    const now = afterwards(entry, before);
    rows.set(entry.rowId, now);
    yield { entry, before, now };
  }
}

function afterwards({ action, after }: Entry, before: Values | undefined): Values | undefined {
  if (action === 'DELETE') return undefined;
  if (action === 'CREATE' || action === 'RESTORE') return after;
  return action === 'UPDATE' ? { ...before, ...after } : before;
}

function* overwritten({ entries, offered }: History): Iterable<string> {
  const writers = new Map<string, string | null>();
  for (const { entry, before } of retold(entries)) {
    const { of, rowId, action, changeId, deviceId, after } = entry;
    const change = offered.get(changeId ?? '');
    if (action === 'UPDATE' && change?.op === 'update' && change.row === rowId && before)
      for (const name of unseenFields(change, entry, before))
        // A device goes on from its own work, also from what its person took back when it had gone out already.
        if (writers.get(`${rowId} ${name}`) !== deviceId || deviceId === null)
          yield `Merge: ${change.id} saw ${of.name}.${name} as ${spoken(change.base[name])} and replaced ${spoken(before[name])}`;
    for (const name of Object.keys(after)) writers.set(`${rowId} ${name}`, deviceId);
  }
}

const unseenFields = (change: Offered, { of, after }: Entry, before: Values): readonly string[] =>
  Object.keys(change.set).filter(
    (name) =>
      isPlain(of, name) &&
      !isByTime(of, name) &&
      name in change.base &&
      !same(change.base[name], before[name]) &&
      name in after,
  );

const taken = new Set(['applied', 'merged', 'conflict']);

/** Of changes that were taken: records and values that never stood anywhere, and of which no conflict tells. */
function* lost({ entries, offered, disputed, outcomes }: History): Iterable<string> {
  const stood = new Map<string, Values[]>();
  for (const { entry, now } of retold(entries))
    if (now) stood.set(entry.rowId, [...(stood.get(entry.rowId) ?? []), now]);
  for (const change of [...offered.values()].filter(({ id }) => taken.has(outcomes.get(id) ?? ''))) {
    const states = stood.get(change.row ?? '') ?? [];
    if (change.op === 'create') yield* lostRecord(change, states);
    if (change.op !== 'update') continue;
    for (const name of lostFields(change, states))
      if (!disputed.get(change.id)?.has(name))
        yield `Merge: ${change.id} lost its ${change.entity}.${name}, and no conflict tells of it`;
  }
}

const lostRecord = ({ id, entity }: Offered, states: readonly Values[]): readonly string[] =>
  registry.has(entity) && states.length === 0
    ? [`Merge: ${id} made a ${entity} that never stood anywhere`]
    : [];

function lostFields({ entity, set }: Offered, states: readonly Values[]): readonly string[] {
  const of = registry.get(entity);
  return Object.keys(set).filter(
    (name) =>
      of !== undefined &&
      isPlain(of, name) &&
      !isByTime(of, name) &&
      !states.some((values) => same(values[name], set[name])),
  );
}

interface Mark {
  readonly at: string;
  readonly changeId: string;
  /** What it says of the fields of its unit. */
  readonly says: Values;
}

const isLater = (one: Mark, other: Mark | undefined): boolean =>
  !other || one.at > other.at || (one.at === other.at && one.changeId > other.changeId);

const unitOf = (of: Entity, name: string): string =>
  (of.together?.find((group) => group.includes(name)) ?? [name]).join();

/** Over everything the log has of a field, or of fields that belong together, the greatest time stands, then the greater id. */
function* latestMarks({ entries, offered, outcomes }: History): Iterable<string> {
  const rows = new Map<
    string,
    { readonly of: Entity; readonly now: Values; readonly marks: Map<string, Mark> }
  >();
  for (const { entry, now } of retold(entries)) {
    const marks = rows.get(entry.rowId)?.marks ?? new Map<string, Mark>();
    for (const [unit, mark] of marksOf(entry)) if (isLater(mark, marks.get(unit))) marks.set(unit, mark);
    // A row that was removed and made again begins anew.
    if (now) rows.set(entry.rowId, { of: entry.of, now, marks });
    else rows.delete(entry.rowId);
  }
  const told = new Set(entries.map(({ changeId }) => changeId));
  // A later mark of what stands already moves its time, and leaves no line in the log.
  const saidAgain = [...offered.values()].filter(
    ({ id }) => !told.has(id) && taken.has(outcomes.get(id) ?? ''),
  );
  for (const [rowId, { of, now, marks }] of rows)
    for (const { says, changeId } of marks.values())
      for (const [name, value] of Object.entries(says))
        if (!same(now[name], value) && !saidAgain.some(({ row, set }) => row === rowId && name in set))
          yield `Merge: ${of.name} ${rowId}.${name} is ${spoken(now[name])}; ${changeId} marked it ${spoken(value)} later`;
}

function marksOf({ of, changeId, at, after }: Entry): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  if (!changeId || at === null) return marks;
  for (const [name, value] of Object.entries(after)) {
    if (!isByTime(of, name) || !isPlain(of, name)) continue;
    const unit = unitOf(of, name);
    marks.set(unit, { at, changeId, says: { ...marks.get(unit)?.says, [name]: value } });
  }
  return marks;
}
