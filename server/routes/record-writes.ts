/**
 * POST, PATCH and DELETE of records: each becomes a change and passes the door that outboxes pass.
 * `base` is what the caller has read: the version named by If-Match, or else the row as it stands.
 */
import * as v from 'valibot';
import { maySomewhere } from '../../shared/access/holdings.ts';
import type { Entity, Row } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import { limits } from '../../shared/sync/protocol.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import { isUuid, uuidV7 } from '../../shared/values/uuid.ts';
import { readBody } from '../access/json-body.ts';
import { refuse } from '../access/refuse.ts';
import type { LocalContext } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { readChangeId, refusedAnswer } from './answers.ts';
import type { AskerDependencies, SeatedAsker, SeatedContext } from './asker.ts';
import { contextOf, loadAsker, refuseSeat } from './asker.ts';
import { answerRow, readRow, refuseFields, refuseMissing, refuseRole } from './record-answers.ts';
import type { DirectChange, WritePath } from './write-path.ts';

export interface RecordWrites {
  create(c: SeatedContext, of: Entity): Promise<Response>;
  update(c: SeatedContext, of: Entity, id: string): Promise<Response>;
  remove(c: SeatedContext, of: Entity, id: string): Promise<Response>;
}

const Body = v.pipe(
  v.custom<JsonObject>(isJsonObject, 'An object of fields is expected.'),
  v.check(
    (set) => Object.keys(set).length <= limits.fieldsPerChange,
    `At most ${limits.fieldsPerChange} fields.`,
  ),
);

// The schemas of the wire leave these names out without a word; here they are said to be unknown like any other.
const swallowed: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

async function readSet(c: SeatedContext): Promise<JsonObject | Response> {
  const body = await readBody(c, Body);
  if (!body.ok) return body.response;
  const unknown = Object.keys(body.value).filter((name) => swallowed.has(name));
  if (unknown.length === 0) return body.value;
  return refuseFields(
    c,
    unknown.map((field) => ({ field, problem: 'unknown' })),
  );
}

export interface RecordWriteDependencies extends AskerDependencies {
  readonly writing: WritePath;
}

export const createRecordWrites = (deps: RecordWriteDependencies): RecordWrites => ({
  create: (c, of) => create(c, deps, of),
  update: (c, of, id) => update(c, deps, of, id),
  remove: (c, of, id) => remove(c, deps, of, id),
});

async function create(c: SeatedContext, deps: RecordWriteDependencies, of: Entity): Promise<Response> {
  const begun = await begin(c, deps, of, 'create');
  if (begun instanceof Response) return begun;
  const body = await readSet(c);
  if (body instanceof Response) return body;
  const { id: given, ...set } = body;
  if (given !== undefined && !(typeof given === 'string' && isUuid(given)))
    return refuseFields(c, [{ field: 'id', problem: 'wrong_type' }]);
  const row =
    derivedId(of, begun.asker.actor.localId, set) ??
    given ??
    uuidV7(deps.now(), crypto.getRandomValues(new Uint8Array(10)));
  return settle(c, deps, of, begun, { ...begun.change, row, op: 'create', set });
}

async function update(
  c: SeatedContext,
  deps: RecordWriteDependencies,
  of: Entity,
  id: string,
): Promise<Response> {
  const begun = await begin(c, deps, of, 'update');
  if (begun instanceof Response) return begun;
  const body = await readSet(c);
  if (body instanceof Response) return body;
  const seen = await seenRow(c, deps, of, id, begun);
  if (seen instanceof Response) return seen;
  const base = Object.fromEntries(
    Object.keys(body).flatMap((name): [string, Json][] => {
      const value = Object.hasOwn(seen, name) ? seen[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return settle(c, deps, of, begun, { ...begun.change, row: id, op: 'update', set: body, base });
}

async function remove(
  c: SeatedContext,
  deps: RecordWriteDependencies,
  of: Entity,
  id: string,
): Promise<Response> {
  const begun = await begin(c, deps, of, 'delete');
  if (begun instanceof Response) return begun;
  const seen = await seenRow(c, deps, of, id, begun);
  if (seen instanceof Response && seen.status !== 404) return seen;
  // A removal that is repeated finds no row any more; its receipt answers for it.
  if (seen instanceof Response && c.req.header('idempotency-key') === undefined) return seen;
  return settle(c, deps, of, begun, { ...begun.change, row: id, op: 'delete' });
}

interface Begun {
  readonly asker: SeatedAsker;
  readonly change: Pick<DirectChange, 'id' | 'entity' | 'at'>;
}

/** What can be said before any row is looked at. */
async function begin(
  c: SeatedContext,
  deps: RecordWriteDependencies,
  of: Entity,
  right: 'create' | 'update' | 'delete',
): Promise<Begun | Response> {
  if (of.writes !== 'changes')
    return refuse(c, 403, 'command_only', 'This changes only through its own command.');
  const asker = await loadAsker(deps, contextOf(c));
  if (!asker) return refuseSeat(c);
  const roles = new Set(asker.holdings.map((holding) => holding.role));
  if (![...roles].some((role) => maySomewhere(of, role, right))) return refuseRole(c);
  const key = readChangeId(c, deps.now());
  if (!key.ok) return key.response;
  return { asker, change: { id: key.id, entity: of.name, at: new Date(deps.now()).toISOString() } };
}

const rowOf = (
  deps: RecordWriteDependencies,
  asker: SeatedAsker,
  of: Entity,
  id: string,
): Promise<Row | undefined> =>
  inLocal(deps.sql, asker.context, (transaction) => readRow(transaction, asker, of, id), 'snapshot');

/** The row the caller means to change, when it is the one that was read. */
async function seenRow(
  c: SeatedContext,
  deps: RecordWriteDependencies,
  of: Entity,
  id: string,
  { asker }: Begun,
): Promise<Row | Response> {
  const row = await rowOf(deps, asker, of, id);
  if (!row) return refuseMissing(c);
  const wanted = c.req.header('if-match');
  if (wanted === undefined || wanted.trim() === '*') return row;
  const versions = wanted.split(',').map((one) => one.trim().replace(/^(?:W\/)?"(\d{1,10})"$/, '$1'));
  if (versions.includes(String(row.version))) return row;
  c.header('ETag', `"${row.version}"`);
  const message = 'The record was changed meanwhile. Read it again, then decide.';
  return c.json({ error: { code: 'version_mismatch', message }, row }, 412);
}

async function settle(
  c: SeatedContext,
  deps: RecordWriteDependencies,
  of: Entity,
  { asker }: Begun,
  change: DirectChange,
): Promise<Response> {
  const context: LocalContext = asker.context;
  const answer = await deps.writing.applyOne(context, change);
  if (!answer) return refuseSeat(c);
  const id = change.row ?? '';
  const isWithinReach = async () =>
    change.op === 'create' || (await rowOf(deps, asker, of, id)) !== undefined;
  const refused = await refusedAnswer(c, answer, isWithinReach);
  if (refused) return refused;
  if (change.op === 'delete') return c.body(null, 204);
  const row = await rowOf(deps, asker, of, id);
  // Written, and by its own doing out of the writer's sight.
  if (!row) return c.json({ row: null }, 200);
  const isNew = change.op === 'create' && answer.outcome !== 'repeated';
  if (isNew) c.header('Location', `${new URL(c.req.url).pathname}/${id}`);
  return answerRow(c, row, isNew ? 201 : 200);
}
