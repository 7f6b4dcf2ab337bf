/**
 * REST over every entity of the registry: lists, one record, and edits through the same door as sync.
 *
 * 1. What may not be read is answered as what does not exist (404), in the same words.
 * 2. 403 is said only where no row matters: the role as such may not do this.
 * 3. Opening a personal record leaves a READ in the audit, in the same transaction that reads it.
 */
import { Hono } from 'hono';
import type { Entity } from '../../shared/entity/entity.ts';
import { isPersonal } from '../../shared/entity/entity.ts';
import type { Access } from '../access/access.ts';
import type { Watch } from '../alerts/watch.ts';
import { authenticate, selectSeat } from '../access/authenticate.ts';
import { readScopeOf } from '../access/read-scope.ts';
import { listRecords } from '../access/record-list.ts';
import { parseRecordQuery } from '../access/record-query.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import { recordEvents } from '../audit/record.ts';
import { inLocal } from '../database/connection.ts';
import type { BulkReads } from '../sync/bulk-reads.ts';
import type { Hub } from '../sync/hub.ts';
import { numberTouched } from '../sync/number-touched.ts';
import type { AskerDependencies, SeatedContext } from './asker.ts';
import { contextOf, findAsker, loadAsker, refuseSeat } from './asker.ts';
import { history } from './history.ts';
import {
  answerRow,
  readRow,
  refuseFields,
  refuseMissing,
  refuseRole,
  withEntity,
  withRecord,
} from './record-answers.ts';
import type { RecordWrites } from './record-writes.ts';

export interface RecordDependencies extends AskerDependencies {
  readonly access: Access;
  readonly writes: RecordWrites;
  readonly bulkReads: BulkReads;
  readonly watch: Watch;
  readonly hub: Pick<Hub, 'moved'>;
}

export function createRecordRoutes(deps: RecordDependencies): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  routes.use('*', authenticate(deps.access), selectSeat(deps.access));
  routes.get('/:entity', (c) => withEntity(c, deps, (of) => list(c, deps, of)));
  routes.post('/:entity', (c) => withEntity(c, deps, (of) => deps.writes.create(c, of)));
  routes.get('/:entity/:id', (c) => withRecord(c, deps, (of, id) => open(c, deps, of, id)));
  routes.get('/:entity/:id/history', (c) => withRecord(c, deps, (of, id) => history(c, deps, of, id)));
  routes.patch('/:entity/:id', (c) => withRecord(c, deps, (of, id) => deps.writes.update(c, of, id)));
  routes.delete('/:entity/:id', (c) => withRecord(c, deps, (of, id) => deps.writes.remove(c, of, id)));
  return routes;
}

async function list(c: SeatedContext, deps: RecordDependencies, of: Entity): Promise<Response> {
  const context = contextOf(c);
  const asker = await loadAsker(deps, context);
  if (!asker) return refuseSeat(c);
  const scope = readScopeOf(of, context.localId, asker.holdings, true);
  if (!scope) return refuseRole(c);
  const parsed = parseRecordQuery(scope, new URL(c.req.url).searchParams);
  if (!parsed.ok) return refuseFields(c, parsed.problems);
  await deps.bulkReads.record(context, scope.scopes);
  const { rows, next, total } = await inLocal(
    deps.sql,
    context,
    (transaction) => listRecords(transaction, scope, parsed.query),
    'snapshot',
  );
  const page = { size: parsed.query.size, next };
  return c.json({ rows, page, ...(total === undefined ? {} : { total }) });
}

async function open(c: SeatedContext, deps: RecordDependencies, of: Entity, id: string): Promise<Response> {
  const context = contextOf(c);
  const found = await inLocal(deps.sql, context, async (transaction) => {
    const asker = await findAsker(deps, context, transaction);
    if (!asker) return refuseSeat(c);
    const scope = readScopeOf(of, context.localId, asker.holdings, true);
    if (!scope) return refuseRole(c);
    const row = await readRow(transaction, asker, of, id);
    if (!row || !isPersonal(of)) return { row, numbers: {} };
    await recordEvents(transaction, [{ action: 'READ', entity: of.name, rowId: id }]);
    const raised = await deps.watch.opened(transaction, asker.actor, deps.now());
    return { row, numbers: raised ? await numberTouched(transaction) : {} };
  });
  if (found instanceof Response) return found;
  if (!found.row) return refuseMissing(c);
  deps.hub.moved(context.localId, found.numbers);
  return answerRow(c, found.row, 200);
}
