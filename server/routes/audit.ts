/** The audit log over HTTP: a page of it, or a file of what a filter finds. `server/audit/log.ts` decides who sees what. */
import { Hono } from 'hono';
import { showsValues } from '../../shared/access/audit-rights.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import { isCalendarDay, addDays } from '../../shared/values/calendar.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import { startOfDay } from '../access/actor.ts';
import type { Access } from '../access/access.ts';
import { authenticate, selectSeat } from '../access/authenticate.ts';
import { readScopeOf } from '../access/read-scope.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import { refuse } from '../access/refuse.ts';
import type { LogEntry, LogFilter, LogReader } from '../audit/log.ts';
import { logRightsOf, readLog } from '../audit/log.ts';
import { csvHead, csvOf } from '../audit/log-csv.ts';
import { auditActions, recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import type { BulkReads } from '../sync/bulk-reads.ts';
import type { AskerDependencies, SeatedAsker, SeatedContext } from './asker.ts';
import { contextOf, findAsker, loadAsker, refuseSeat } from './asker.ts';
import { findEntity } from './entity-path.ts';
import { refuseFields, refuseRole } from './record-answers.ts';

export interface AuditDependencies extends AskerDependencies {
  readonly access: Access;
  readonly bulkReads: BulkReads;
}

export const auditLimits = { usual: 50, most: 200, exported: 20_000 } as const;

export function createAuditRoutes(deps: AuditDependencies): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  const seated = [authenticate(deps.access), selectSeat(deps.access)] as const;
  routes.get('/audit', ...seated, (c) => page(c, deps));
  routes.get('/audit.csv', ...seated, (c) => file(c, deps));
  return routes;
}

async function page(c: SeatedContext, deps: AuditDependencies): Promise<Response> {
  const context = contextOf(c);
  const asker = await loadAsker(deps, context);
  if (!asker) return refuseSeat(c);
  if (logRightsOf(asker.holdings).size === 0) return refuseRole(c);
  const query = readQuery(c, deps, asker);
  if (!query.ok) return refuseFields(c, query.problems);
  const reader = readerOf(deps, asker);
  await deps.bulkReads.record(context, readScopes(reader));
  const { limit, olderThan, filter } = query;
  const found = await inLocal(
    deps.sql,
    context,
    (transaction) => readLog(transaction, reader, { filter, limit, olderThan, ...valuesFor(asker) }),
    'snapshot',
  );
  return c.json(found);
}

/** The note of the export is part of the same transaction: what cannot be recorded does not leave. */
async function file(c: SeatedContext, deps: AuditDependencies): Promise<Response> {
  const context = contextOf(c);
  return inLocal(deps.sql, context, async (transaction) => {
    const asker = await findAsker(deps, context, transaction);
    if (!asker) return refuseSeat(c);
    if (!logRightsOf(asker.holdings).has('export')) return refuseRole(c);
    const query = readQuery(c, deps, asker);
    if (!query.ok) return refuseFields(c, query.problems);
    const entries = await readAll(transaction, readerOf(deps, asker), query.filter);
    if (!entries)
      return refuse(c, 422, 'too_many', 'Too many entries for one file: choose fewer days.', {
        limit: auditLimits.exported,
      });
    await recordEvents(transaction, [
      { action: 'EXPORT', after: { ...query.asked, entries: entries.length }, note: 'audit.csv' },
    ]);
    const text = csvHead + entries.map(csvOf).join('');
    // The app asks for JSON and nothing else; it makes the file itself.
    if (c.req.query('as') === 'json') return c.json({ csv: text });
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="audit.csv"');
    c.header('Cache-Control', 'no-store');
    return c.body(text);
  });
}

/** Undefined when there are more than a file may hold. Sensitive values never leave the house as a file. */
async function readAll(
  transaction: Transaction,
  reader: LogReader,
  filter: LogFilter,
): Promise<readonly LogEntry[] | undefined> {
  const entries: LogEntry[] = [];
  for (let olderThan: number | null | undefined; olderThan !== null;) {
    const found = await readLog(transaction, reader, {
      filter,
      limit: 1000,
      olderThan,
      withSensitive: false,
      withOnlineOnly: false,
    });
    entries.push(...found.entries);
    if (entries.length > auditLimits.exported) return undefined;
    olderThan = found.next;
  }
  return entries;
}

function valuesFor({ holdings }: SeatedAsker) {
  const roles = holdings.map(({ role }) => role);
  return {
    withSensitive: showsValues(roles, 'sensitive'),
    withOnlineOnly: showsValues(roles, 'onlineOnly'),
  };
}

const readerOf = (deps: AuditDependencies, { actor, holdings }: SeatedAsker): LogReader => ({
  registry: deps.registry,
  localId: actor.localId,
  userId: actor.userId,
  holdings,
});

const readScopes = ({ registry, localId, holdings }: LogReader): readonly string[] => [
  ...new Set([...registry.values()].flatMap((of) => readScopeOf(of, localId, holdings, true)?.scopes ?? [])),
];

type Query =
  | {
      readonly ok: true;
      readonly filter: LogFilter;
      /** The filter as it was asked for, for the note of an export. */
      readonly asked: Readonly<Record<string, string>>;
      readonly limit: number;
      readonly olderThan: number | undefined;
    }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const names = ['person', 'entity', 'record', 'action', 'from', 'to', 'without'] as const;

/** Days are the local's. */
function readQuery(c: SeatedContext, deps: AuditDependencies, asker: SeatedAsker): Query {
  const given = (name: string): string | undefined => c.req.query(name) || undefined;
  const asked = Object.fromEntries(names.map((name) => [name, given(name)]).filter(([, value]) => value));
  const { person, record, action, from, to } = asked as Partial<Record<(typeof names)[number], string>>;
  const entity = entityNamed(deps, asked['entity']);
  const without = (given('without') ?? '').split(',').filter((name) => name !== '');
  const limit = readNumber(given('limit') ?? String(auditLimits.usual), auditLimits.most);
  const olderThan = readNumber(given('olderThan'), Number.MAX_SAFE_INTEGER);
  const isRight: Readonly<Record<string, boolean>> = {
    person: isFine(person, isId),
    record: isFine(record, isId),
    entity: isFine(asked['entity'], () => entity !== undefined),
    action: isFine(action, (name) => auditActions.includes(name)),
    from: isFine(from, isCalendarDay),
    to: isFine(to, isCalendarDay),
    without: without.every((name) => deps.registry.has(name)),
    limit: limit !== undefined,
    olderThan: isFine(given('olderThan'), () => olderThan !== undefined),
  };
  const wrong = Object.keys(isRight).filter((name) => isRight[name] === false);
  if (wrong.length > 0)
    return { ok: false, problems: wrong.map((field) => ({ field, problem: 'wrong_type' })) };
  const midnight = (day: string | undefined): string | undefined =>
    day && new Date(startOfDay(day, asker.actor.zone)).toISOString();
  const filter = {
    person,
    entity,
    record,
    action,
    since: midnight(from),
    before: midnight(to && addDays(to, 1)),
    without,
  };
  return { ok: true, filter, asked, limit: limit ?? auditLimits.usual, olderThan };
}

const isId = (text: string): boolean => isUuid(text.toLowerCase());

/** Right, or not asked for at all. */
const isFine = (value: string | undefined, isRight: (value: string) => boolean): boolean =>
  value === undefined || isRight(value);

/** By its name or by its path. */
const entityNamed = ({ registry }: AuditDependencies, name = ''): string | undefined =>
  registry.has(name) ? name : findEntity(registry, name)?.name;

/** Undefined when it is no whole number from 1 to `most`. */
function readNumber(text = '', most: number): number | undefined {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : undefined;
}
