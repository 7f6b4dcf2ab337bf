/**
 * The history of one record: who changed what and when, as far as the reader may see the record itself.
 *
 * Who sees what: `shared/access/audit-rights.ts`; besides, staff and instructors see all of the training records they hold.
 */
import { auditRightsOf, seesEntry, showsValues } from '../../shared/access/audit-rights.ts';
import { fieldsWith } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import type { HistoryEntry } from '../audit/history.ts';
import { historyOf } from '../audit/history.ts';
import type { Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { quoted } from '../database/table-model.ts';
import type { AskerDependencies, SeatedAsker, SeatedContext } from './asker.ts';
import { contextOf, findAsker, refuseSeat } from './asker.ts';
import { refuseFields, refuseMissing, refuseRole } from './record-answers.ts';

const trainingKinds: ReadonlySet<string> = new Set(['training', 'cohort']);

export type Sight = 'all' | 'own' | 'none';

/** Pure: what a person with these holdings sees of the history of a row in these scopes. */
export function sightOf(of: Entity, holdings: readonly Holding[], scopes: readonly string[]): Sight {
  const rights = rightsOf(holdings);
  if (seesEntry(rights, of.name, false)) return 'all';
  const reaches = holdings.filter((holding) => scopes.includes(holding.scope));
  const teaches = reaches.some(
    ({ role, kind }) => (role === 'staff' || role === 'instructor') && trainingKinds.has(kind),
  );
  if (teaches) return 'all';
  return rights.has('view_own') ? 'own' : 'none';
}

export async function history(
  c: SeatedContext,
  deps: AskerDependencies,
  of: Entity,
  id: string,
): Promise<Response> {
  const limit = readNumber(c.req.query('limit'), 200);
  const olderThan = readNumber(c.req.query('olderThan'), Number.MAX_SAFE_INTEGER);
  if (limit === undefined)
    return refuseFields(c, [{ field: 'limit', problem: 'out_of_range', limit: '1 – 200' }]);
  if (olderThan === undefined) return refuseFields(c, [{ field: 'olderThan', problem: 'wrong_type' }]);
  const context = contextOf(c);
  return inLocal(
    deps.sql,
    context,
    async (transaction) => {
      const asker = await findAsker(deps, context, transaction);
      if (!asker) return refuseSeat(c);
      const place = await findPlace(transaction, asker, of, id);
      const readable = place && fieldsWith(of, asker.holdings, 'read', place.scopes);
      if (!readable) return refuseMissing(c);
      const sight = sightOf(of, asker.holdings, place.scopes);
      if (sight === 'none') return refuseRole(c);
      const entries = await historyOf(transaction, {
        entity: of,
        rowId: id,
        // Of somebody's own actions there are few among many: look through as much as one answer may hold.
        ...(sight === 'own' ? { limit: 200 } : limit === null ? {} : { limit }),
        ...(olderThan === null ? {} : { olderThan }),
        withSensitive: showsValues(rolesOf(asker.holdings), 'sensitive'),
        withOnlineOnly: showsValues(rolesOf(asker.holdings), 'onlineOnly'),
        redact: (field) => !readable.has(field),
      });
      return c.json({ entries: entries.filter((entry) => isShown(entry, sight, asker)) });
    },
    'snapshot',
  );
}

const rolesOf = (holdings: readonly Holding[]) => holdings.map(({ role }) => role);
const rightsOf = (holdings: readonly Holding[]) => auditRightsOf(rolesOf(holdings));

const isShown = (entry: HistoryEntry, sight: Sight, asker: SeatedAsker): boolean =>
  sight === 'all' || entry.user?.id === asker.actor.userId;

/** A removed row lies in no scope any more; to whoever sees all it is still where it was last. */
async function findPlace(
  transaction: Transaction,
  asker: SeatedAsker,
  of: Entity,
  id: string,
): Promise<{ readonly scopes: readonly string[] } | undefined> {
  const statement = `select scopes, deleted_at is not null as removed from public.${quoted(of.table)}
    where local_id = $1 and id = $2`;
  const [found] = await transaction.unsafe<{ scopes: string[]; removed: boolean }[]>(statement, [
    asker.actor.localId,
    id,
  ]);
  return found?.removed === true && !rightsOf(asker.holdings).has('view_all') ? undefined : found;
}

/** Null when nothing was asked, undefined when it is no whole number from 1 to `most`. */
function readNumber(text: string | undefined, most: number): number | null | undefined {
  if (text === undefined) return null;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : undefined;
}
