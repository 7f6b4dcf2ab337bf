/** What must hold, whatever happened: docs/sync.md states the invariants by these numbers. */
import { project, scopesOf } from '../../shared/access/can.ts';
import type { Actor, Holding } from '../../shared/access/holdings.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Row } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import { loadActor } from '../../server/access/actor.ts';
import type { Sql } from '../../server/database/connection.ts';
import { inLocal } from '../../server/database/connection.ts';
import type { TableRecord } from '../../server/database/tables.ts';
import { rowFromRecord } from '../../server/database/tables.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Ground } from './ground.ts';
import type { Saved, SimDevice } from './sim-device.ts';
import type { SimPerson } from './sim-server.ts';
import { actAs, virtual } from './virtual-world.ts';

type RowsById = ReadonlyMap<string, Row>;

/** Every row of a local as Postgres has it, and who its people are to the policy. */
export interface Truth {
  readonly stored: ReadonlyMap<Entity, readonly Row[]>;
  readonly actors: ReadonlyMap<SimPerson, Actor | undefined>;
}

export const truthOf = (sql: Sql, { localId, people }: Ground): Promise<Truth> =>
  inLocal(sql, { localId }, async (tx) => {
    const now = virtual.now();
    const actors = people.map(async (person) => [person, await loadActor(tx, person, now)] as const);
    const stored = [...registry.values()].map(async (of) => {
      const records = await tx<TableRecord[]>`select * from ${tx(of.table)} where deleted_at is null`;
      return [of, records.map((record) => rowFromRecord(of, record).row)] as const;
    });
    return { actors: new Map(await Promise.all(actors)), stored: new Map(await Promise.all(stored)) };
  });

/** What a person's devices must hold of an entity: the policy's own words over Postgres as it stands. */
function wantedOf(of: Entity, { stored }: Truth, holdings: readonly Holding[]): RowsById {
  const rows = (stored.get(of) ?? []).flatMap((row) => project(of, holdings, row, scopesOf(of, row)) ?? []);
  return new Map(rows.map((row) => [row.id, row]));
}

function storedHoldings(actor: Actor | undefined): readonly Holding[] {
  const all = actor ? holdingsOf(actor, registry, virtual.now()) : [];
  const held = heldScopes(all);
  return all.filter(({ scope }) => held.has(scope));
}

/** I3, I9: a device holds what its person may hold, row by row and field by field, and nothing else. */
export async function differencesOf(truth: Truth, device: SimDevice): Promise<readonly string[]> {
  const hall = device.hall();
  if (!hall) return [`${device.name} is not open`];
  const holdings = storedHoldings(truth.actors.get(device.person));
  const found: string[] = [];
  for (const of of registry.values()) {
    // What each device says of itself moves with every contact.
    if (of.name === 'device') continue;
    const held = await actAs(device.party, () => hall.rows.list(of.name));
    const wanted = wantedOf(of, truth, holdings);
    const seen = new Set<string>();
    for (const { pending, ...row } of held) {
      seen.add(row.id);
      const want = wanted.get(row.id);
      if (pending) found.push(`I3 ${device.name}: ${of.name} ${row.id} still waits`);
      else if (!want) found.push(`I9 ${device.name}: ${of.name} ${row.id} should not be here`);
      else if (sorted(row) !== sorted(want))
        found.push(`I3 ${device.name}: ${of.name} ${row.id} is ${sorted(row)}, should be ${sorted(want)}`);
    }
    for (const id of wanted.keys())
      if (!seen.has(id)) found.push(`I3 ${device.name}: ${of.name} ${id} is missing`);
  }
  return found;
}

const sorted = (row: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))));

export interface Known {
  readonly receipts: ReadonlyMap<string, { readonly outcome: string; readonly receivedAt: string }>;
  /** Handed over and put to review. */
  readonly aside: ReadonlySet<string>;
}

export async function knownAtServer(sql: Sql, localId: string): Promise<Known> {
  return inLocal(sql, { localId }, async (tx) => {
    const receipts = await tx<{ id: string; outcome: string; receivedAt: string }[]>`
      select change_id as id, outcome, received_at as "receivedAt" from receipts`;
    const aside = await tx<{ id: string }[]>`select change_id as id from set_asides`;
    return {
      receipts: new Map(receipts.map(({ id, ...rest }) => [id, rest])),
      aside: new Set(aside.map(({ id }) => id)),
    };
  });
}

/** Promised to be kept, given up by nobody, and neither at the server nor before the person. */
const missingOf = ({ saved, discarded, needsYou }: SimDevice, known: Known): readonly Saved[] =>
  saved.filter(
    ({ changeId }) =>
      ![known.receipts, known.aside, discarded, needsYou].some((place) => place.has(changeId)),
  );

/**
 * I1: nothing that was promised to be kept is gone, unless everything the device had was taken from it: both stores, or
 * the main one while no second copy could be made.
 */
export const keptPromises = (devices: readonly SimDevice[], known: Known): readonly string[] =>
  devices
    .filter(({ losses }) => losses.whole === 0)
    .flatMap((device) =>
      missingOf(device, known)
        .filter(({ changeId }) => !device.hadNoCopy.has(changeId))
        .map(
          ({ changeId, gesture }) => `I1 ${device.name}: ${gesture.op} ${gesture.entity} ${changeId} is gone`,
        ),
    );

/**
 * I3: rows are there because they were sent, and not because a proof found them missing afterwards.
 */
export const needlessRepairs = (devices: readonly SimDevice[]): readonly string[] =>
  devices
    .filter(({ wire, losses }) => wire.repairs() > 0 && losses.main === 0)
    .map(({ name, wire }) => `I3 ${name} had missed rows, and its proof found them ${wire.repairs()} times`);

/** I8: what is lost with a whole store is told to its person. */
export const toldLosses = (devices: readonly SimDevice[], known: Known): readonly string[] =>
  devices
    .filter((device) => device.losses.whole > 0 && missingOf(device, known).length > 0)
    .filter(({ alarms }) => !alarms.has('store_cleared') && !alarms.has('work_lost'))
    .map(({ name }) => `I8 ${name} lost work and was not told`);

/** I7: gestures tied together were taken in one transaction: its time is the receipt's. */
export const atomicGroups = (devices: readonly SimDevice[], known: Known): readonly string[] =>
  devices.flatMap(({ name, saved, discarded, wire }) => {
    if (wire.wasTooLarge()) return [];
    const times = new Map<string, Set<string>>();
    for (const { changeId, gesture } of saved) {
      const receipt = known.receipts.get(changeId);
      if (gesture.group === undefined || !receipt || discarded.has(changeId)) continue;
      times.set(gesture.group, new Set([...(times.get(gesture.group) ?? []), receipt.receivedAt]));
    }
    return [...times]
      .filter(([, moments]) => moments.size > 1)
      .map(([group, moments]) => `I7 ${name}: the group ${group} came in ${moments.size} parts`);
  });

interface Effect {
  readonly id: number;
  readonly entity: string;
  readonly rowId: string;
  readonly action: string;
  readonly changeId: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly changed: readonly string[];
  readonly deviceId: string | null;
  readonly sequence: number | null;
  readonly target: string | null;
}

const effectsOf = (sql: Sql, localId: string): Promise<readonly Effect[]> =>
  inLocal(sql, { localId }, async (tx) => [
    ...(await tx<Effect[]>`
      select l.id, l.entity, l.row_id as "rowId", l.action, l.change_id as "changeId", l.before, l.after,
             l.changed_fields as changed, r.device_id as "deviceId", r.sequence, r.row_id as target
      from audit.log l
      left join receipts r on r.local_id = l.local_id and r.change_id = l.change_id
      where l.local_id = ${localId} and l.action in ('CREATE', 'UPDATE', 'DELETE', 'RESTORE')
      order by l.id`),
  ]);

/** I2, I10, I12: once, in each device's order, and the log alone rebuilds every row. */
export async function truthOfTheLog(sql: Sql, localId: string): Promise<readonly string[]> {
  const effects = await effectsOf(sql, localId);
  return [...twiceApplied(effects), ...outOfOrder(effects), ...(await replayed(sql, localId, effects))];
}

function twiceApplied(effects: readonly Effect[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { changeId, rowId, target } of effects)
    if (changeId && rowId === target) seen.set(changeId, (seen.get(changeId) ?? 0) + 1);
  return [...seen]
    .filter(([, times]) => times > 1)
    .map(([id, times]) => `I2 ${id} took effect ${times} times`);
}

function outOfOrder(effects: readonly Effect[]): readonly string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { deviceId, sequence, rowId, target } of effects) {
    // What follows from a change in other rows comes after the changes of its batch.
    if (!deviceId || sequence === null || rowId !== target) continue;
    const key = `${deviceId} ${rowId}`;
    const before = last.get(key) ?? 0;
    if (sequence < before) found.push(`I12 change ${sequence} of ${deviceId} took effect after ${before}`);
    last.set(key, Math.max(before, sequence));
  }
  return found;
}

type Told = Map<string, Map<string, Record<string, unknown> | undefined>>;

/** Each row as the log alone tells it; undefined when it was removed. */
function retell(effects: readonly Effect[]): Told {
  const rows: Told = new Map();
  for (const { entity, rowId, action, after } of effects) {
    const table = rows.get(entity) ?? new Map<string, Record<string, unknown> | undefined>();
    rows.set(entity, table);
    if (action === 'DELETE') table.set(rowId, undefined);
    else if (action === 'UPDATE') table.set(rowId, { ...table.get(rowId), ...after });
    else table.set(rowId, { ...after });
  }
  return rows;
}

async function replayed(sql: Sql, localId: string, effects: readonly Effect[]): Promise<readonly string[]> {
  const told = retell(effects);
  const found: string[] = [];
  for (const of of registry.values()) {
    const records = await inLocal(sql, { localId }, (tx) => tx<TableRecord[]>`select * from ${tx(of.table)}`);
    for (const record of records) found.push(...contradictions(of, record, told));
  }
  return found;
}

/** Postgres writes a moment in its own way. */
const spoken = (field: Field, value: unknown): string =>
  JSON.stringify(field.kind === 'instant' && typeof value === 'string' ? Date.parse(value) : (value ?? null));

function contradictions(of: Entity, record: TableRecord, all: Told): readonly string[] {
  const { row, system } = rowFromRecord(of, record);
  const told = all.get(of.name)?.get(row.id);
  if (system.deletedAt !== null)
    return told ? [`I10 ${of.name} ${row.id} was removed and the log does not say so`] : [];
  if (!told) return [];
  // Of guarded values the log knows a digest; tests/database shows that it is the right one.
  return fieldEntries(of).flatMap(([name, field]) => {
    if (field.guard !== 'plain' || !(name in told)) return [];
    const [said, is] = [spoken(field, told[name]), spoken(field, row[name])];
    return said === is ? [] : [`I10 ${of.name} ${row.id}.${name}: the log says ${said}, the row ${is}`];
  });
}
