/** What every answer about records shares: which entity and record an address means, and the words of its refusals. */
import type { Entity, Row } from '../../shared/entity/entity.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import { readScopeOf } from '../access/read-scope.ts';
import { refuse } from '../access/refuse.ts';
import type { Transaction } from '../database/connection.ts';
import { readRows } from '../sync/delta.ts';
import type { AskerDependencies, SeatedAsker, SeatedContext } from './asker.ts';
import { entityPaths, findEntity } from './entity-path.ts';

export function withEntity(
  c: SeatedContext,
  deps: Pick<AskerDependencies, 'registry'>,
  work: (of: Entity) => Promise<Response>,
): Response | Promise<Response> {
  const of = findEntity(deps.registry, c.req.param('entity') ?? '');
  if (of) return work(of);
  const message = 'There is no such kind of record.';
  return c.json({ error: { code: 'unknown_entity', message, known: entityPaths(deps.registry) } }, 404);
}

export function withRecord(
  c: SeatedContext,
  deps: Pick<AskerDependencies, 'registry'>,
  work: (of: Entity, id: string) => Promise<Response>,
): Response | Promise<Response> {
  return withEntity(c, deps, async (of) => {
    const id = (c.req.param('id') ?? '').toLowerCase();
    return isUuid(id) ? work(of, id) : refuseMissing(c);
  });
}

/** For a record that is not there and for one that is out of reach. */
export const refuseMissing = (c: SeatedContext): Response =>
  refuse(c, 404, 'not_found', 'There is no such record, or it is not within your reach.');

export const refuseRole = (c: SeatedContext): Response =>
  refuse(c, 403, 'not_allowed', 'Your role does not allow this.');

export const refuseFields = (c: SeatedContext, fields: readonly FieldProblem[]): Response =>
  c.json({ error: { code: 'invalid', message: 'Correct the fields named here.', fields } }, 422);

/** The row as the person may see it now; undefined when there is none for them. */
export async function readRow(
  transaction: Transaction,
  asker: SeatedAsker,
  of: Entity,
  id: string,
): Promise<Row | undefined> {
  const scope = readScopeOf(of, asker.context.localId, asker.holdings, true);
  const body = scope && (await readRows(transaction, scope, [id])).get(id);
  return body === undefined ? undefined : (JSON.parse(body) as Row);
}

export function answerRow(c: SeatedContext, row: Row, status: 200 | 201): Response {
  c.header('ETag', `"${row.version}"`);
  return c.json({ row }, status);
}
