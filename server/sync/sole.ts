/**
 * A flag that one row at most may bear ("first to call" among an organization's contacts). Whoever gives it later by
 * corrected device time has it, in whatever order the changes arrive; the others lose it in the same transaction.
 *
 * Those who give one flag do so one after the other (they are few, and rows locked crosswise would deadlock), so that the
 * second sees the first. A deferred constraint in the database refuses what this should ever forget.
 */
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import type { Stamp } from '../../shared/sync/merge.ts';
import { isLater } from '../../shared/sync/merge.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Transaction } from '../database/connection.ts';
import { loadReferring } from './load-rows.ts';
import type { WorkingRow, Write } from './rows.ts';
import type { WriteContext } from './write-rows.ts';

type Rule = NonNullable<Entity['sole']>[number];
type Written = Pick<Write, 'of' | 'after'>;

const bears = (row: WorkingRow, { flag }: Rule): boolean =>
  row.deletedAt === null && row.values[flag] === true;

const never: Stamp = { at: '', change: '' };
const givenAt = (row: WorkingRow, { flag }: Rule): Stamp => row.stamps[flag] ?? never;

/** The last to be given the flag; of rows never stamped, the greatest id, so that every run agrees. */
const isAfter = (rule: Rule, one: WorkingRow, other: WorkingRow): boolean => {
  const [mine, theirs] = [givenAt(one, rule), givenAt(other, rule)];
  return mine.at === theirs.at && mine.change === theirs.change ? one.id > other.id : isLater(mine, theirs);
};

/** Before any row is locked. */
export async function awaitSoleTurn(
  tx: Transaction,
  registry: Registry,
  changes: readonly Pick<Change, 'entity' | 'set'>[],
): Promise<void> {
  for (const of of registry.values())
    for (const { flag } of of.sole ?? [])
      if (changes.some(({ entity, set }) => entity === of.name && set?.[flag] === true))
        await tx`select pg_advisory_xact_lock(hashtextextended(current_local_id() || ${`${of.name}.${flag}`}, 0))`;
}

export async function soleWrites(
  tx: Transaction,
  context: WriteContext,
  written: readonly Written[],
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const of of context.registry.values())
    for (const rule of of.sole ?? []) {
      const flagged = written.filter((one) => one.of === of && bears(one.after, rule));
      if (flagged.length > 0) writes.push(...(await takenFrom(tx, of, rule, flagged)));
    }
  return writes;
}

async function takenFrom(
  tx: Transaction,
  of: Entity,
  rule: Rule,
  flagged: readonly Written[],
): Promise<readonly Write[]> {
  const sharedIds = [...new Set(flagged.map(({ after }) => String(after.values[rule.within])))];
  const rows = (await loadReferring(tx, of, rule.within, sharedIds)).filter((row) => bears(row, rule));
  return sharedIds.flatMap((id) => {
    const rivals = rows.filter((row) => row.values[rule.within] === id);
    const last = rivals.reduce<WorkingRow | undefined>(
      (best, row) => (best && !isAfter(rule, row, best) ? best : row),
      undefined,
    );
    const causedBy = flagged.find(({ after }) => after.values[rule.within] === id)?.after.changeId ?? null;
    return rivals.filter((row) => row !== last).map((row) => withoutFlag(of, rule, row, causedBy));
  });
}

const withoutFlag = (of: Entity, rule: Rule, row: WorkingRow, changeId: string | null): Write => ({
  of,
  deed: 'update',
  before: row,
  after: { ...row, version: row.version + 1, values: { ...row.values, [rule.flag]: false }, changeId },
});
