/**
 * What people are told besides the rows: a record for each conflict, refusal and set-aside change, and the events of
 * the history. A record's id follows from the change's, so that one change has one of each kind at most.
 */
import { fieldsWith, scopesOf } from '../../shared/access/can.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { withInitialValues } from '../../shared/entity/row.ts';
import { Conflict } from '../../shared/entities/conflict.ts';
import { RefusalEntity } from '../../shared/entities/refusal.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Dispute } from '../../shared/sync/merge.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';
import { loadActor } from '../access/actor.ts';
import type { AuditEvent } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import type { Ask, DisputeNote, SetAsideReason } from './decision.ts';
import type { WorkingRow, Write } from './rows.ts';
import { storableChange, storableText, withoutOnlineOnly } from './storable.ts';
import type { World } from './world.ts';

export interface MadeRecord {
  readonly id: string;
  readonly write: Write;
  readonly event: AuditEvent;
  /** Values that may stand in no record. */
  readonly held: JsonObject;
}

export const recordId = (of: Entity, localId: string, changeId: string): string =>
  uuidV5([localId, of.name, changeId].join('|'));

/** Who wrote a record, for rows that the engine makes itself. */
function recordWrite(
  world: World,
  of: Entity,
  change: Pick<Change, 'id'>,
  at: string,
  values: Values,
): Write {
  const after: WorkingRow = {
    id: recordId(of, world.localId, change.id),
    version: 1,
    values: withInitialValues(of, values),
    stamps: {},
    deletedAt: null,
    changedBy: world.userId,
    changedDevice: world.deviceId,
    changedAt: at,
    changeId: change.id,
  };
  return { of, deed: 'create', before: undefined, after };
}

const eventOf = (world: World, { change, at }: Pick<Ask, 'change' | 'at'>) => ({
  entity: world.registry.has(change.entity) ? change.entity : null,
  rowId: change.row,
  changeId: change.id,
  deviceAt: at,
});

function strip(world: World, change: unknown): { readonly change: JsonObject; readonly held: JsonObject } {
  const kept = storableChange(change);
  const of = world.registry.get(String(kept['entity']));
  const part = (name: string) => withoutOnlineOnly(of, isJsonObject(kept[name]) ? kept[name] : {});
  const [set, base, was] = [part('set'), part('base'), isJsonObject(kept['was']) ? kept['was'] : undefined];
  const shown: Record<string, Json> = { ...kept };
  if (kept['set'] !== undefined) shown['set'] = set.kept;
  if (kept['base'] !== undefined) shown['base'] = base.kept;
  if (was) shown['was'] = { version: was['version'] ?? null, at: was['at'] ?? null };
  return { change: shown, held: set.held };
}

export function refusalRecord(world: World, ask: Pick<Ask, 'change' | 'at'>, refusal: Refusal): MadeRecord {
  const { change, at } = ask;
  const values = {
    about: storableText(change.entity, 60),
    row: change.row,
    changeId: change.id,
    change: strip(world, change).change,
    refusal: storableRefusal(refusal),
    userId: world.userId,
    deviceId: world.deviceId,
    changedAt: at,
  };
  const write = recordWrite(world, RefusalEntity, change, at, values);
  return { id: write.after.id, write, event: refusalEvent(world, ask, refusal), held: {} };
}

/** Names the fields, never their values: the note is not digested. */
export function refusalEvent(world: World, ask: Pick<Ask, 'change' | 'at'>, refusal: Refusal): AuditEvent {
  const fields = (refusal.fields ?? []).map(({ field, problem }) => `${storableText(field, 60)} ${problem}`);
  const note = [refusal.code, ...fields.slice(0, 20)].join('; ');
  return { ...eventOf(world, ask), action: 'REFUSED', note };
}

export const storableRefusal = (refusal: Refusal): JsonObject => storableChange(refusal);

/** `author` is null when the person who is said to have done it is not known here. */
export function setAsideRecord(
  world: World,
  ask: Pick<Ask, 'change' | 'at'>,
  reason: SetAsideReason,
  author: { readonly userId: string | null; readonly deviceId: string | null },
): MadeRecord {
  const { change, at } = ask;
  const stripped = strip(world, change);
  const values = {
    about: storableText(change.entity, 60),
    row: change.row,
    changeId: change.id,
    change: stripped.change,
    userId: author.userId,
    deviceId: author.deviceId,
    changedAt: at,
    reason,
  };
  const write = recordWrite(world, SetAside, change, at, values);
  const event: AuditEvent = { ...eventOf(world, ask), action: 'SET_ASIDE', note: reason };
  return { id: write.after.id, write, event, held: stripped.held };
}

export async function conflictRecord(
  tx: Transaction,
  world: World,
  of: Entity,
  ask: Ask,
  row: WorkingRow,
  note: DisputeNote,
): Promise<MadeRecord> {
  const { change, at } = ask;
  const readable = readableFields(of, world.holdings, row);
  const disputes = Object.fromEntries(note.disputes.map((one) => [one.field, disputeValue(one, readable)]));
  const { kept, held } = withoutOnlineOnly(of, disputes);
  const values = {
    about: of.name,
    row: row.id,
    changeId: change.id,
    values: kept,
    userId: world.userId,
    ...(await otherSide(tx, world, of, row, note.disputes)),
    changedAt: at,
    kind: note.kind,
  };
  const write = recordWrite(world, Conflict, change, at, values);
  const pick = (side: 'mine' | 'theirs') =>
    Object.fromEntries(note.disputes.map((one) => [one.field, one[side]]));
  const before = pick('theirs');
  const event: AuditEvent = {
    ...eventOf(world, ask),
    action: 'CONFLICT',
    before,
    after: pick('mine'),
    note: note.kind,
  };
  return { id: write.after.id, write, event, held };
}

const readableFields = (of: Entity, holdings: World['holdings'], row: WorkingRow): ReadonlySet<string> =>
  fieldsWith(of, holdings, 'read', scopesOf(of, { ...row.values, id: row.id })) ?? new Set();

/** A field one may write and not read shows its author no more than what he knew. */
const disputeValue = ({ field, base, mine, theirs }: Dispute, readable: ReadonlySet<string>): Json => ({
  base,
  mine,
  theirs: readable.has(field) ? theirs : null,
});

/**
 * Who gave a disputed field the value that stands: the last to change it, by the audit. Null when nobody did since the
 * row was made by the office, or when that person may (no longer) read the fields: the record would show them.
 */
async function otherSide(
  tx: Transaction,
  world: World,
  of: Entity,
  row: WorkingRow,
  disputes: readonly Dispute[],
): Promise<{ readonly otherUserId: string | null; readonly otherAt: string | null }> {
  const names = disputes.map((one) => one.field);
  const [last] = await tx<{ userId: string; accountId: string; at: string }[]>`
    select l.user_id as "userId", coalesce(u.account_id, '') as "accountId", l.recorded_at as at
    from audit.log l
    join public.users u on u.local_id = l.local_id and u.id = l.user_id
    where l.local_id = current_local_id() and l.row_id = ${row.id} and l.entity = ${of.name}
      and l.action in ('CREATE', 'UPDATE', 'RESTORE') and l.changed_fields && ${names}::text[]
    order by l.id desc
    limit 1`;
  if (!last) return { otherUserId: null, otherAt: null };
  const otherAt = new Date(last.at).toISOString();
  if (last.userId === world.userId) return { otherUserId: last.userId, otherAt };
  const seat = { localId: world.localId, userId: last.userId, accountId: last.accountId };
  const actor = await loadActor(tx, seat, world.now);
  const readable = actor && readableFields(of, holdingsOf(actor, world.registry, world.now), row);
  const maySee = readable !== undefined && names.every((name) => readable.has(name));
  return { otherUserId: maySee ? last.userId : null, otherAt };
}

export function supersededEvent(
  world: World,
  ask: Ask,
  superseded: { readonly wanted: Values; readonly standing: Values },
): AuditEvent {
  return {
    ...eventOf(world, ask),
    action: 'SUPERSEDED',
    before: superseded.standing,
    after: superseded.wanted,
  };
}

export const offeredAgainEvent = (world: World, ask: Ask): AuditEvent => ({
  ...eventOf(world, ask),
  action: 'COMMAND',
  note: 'offered again after restore',
});
