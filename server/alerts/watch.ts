/**
 * Looks, with the event that may be one too many, whether a threshold was passed, and then makes the alert: a row like
 * any other, which administrators' devices receive and nobody else's.
 *
 * 1. Whoever counts holds the person's lock, so that of two requests at once the second sees the first.
 * 2. The id follows from kind, person and window: however many servers look, there is one alert.
 * 3. The moment counts at which it was done. A day of work without signal arrives at once and was not done at once.
 * 4. The server makes the alert, not the person it is about; the audit says so.
 */
import { Alert } from '../../shared/entities/alert.ts';
import { Member } from '../../shared/entities/member.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import type { LocalContext, Sql, Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import type { Hub } from '../sync/hub.ts';
import { loadRows } from '../sync/load-rows.ts';
import { gestureMoment } from '../sync/moments.ts';
import { numberTouched } from '../sync/number-touched.ts';
import type { Parsed } from '../sync/parse-changes.ts';
import { saveRow } from '../sync/save-row.ts';
import type { Burst, Happening } from './bursts.ts';
import { burstsIn, windowOf } from './bursts.ts';
import type { AlertKind } from './thresholds.ts';
import { thresholds } from './thresholds.ts';

export interface WatchDependencies {
  readonly sql: Sql;
  readonly registry: Registry;
  /** Milliseconds, UTC. */
  readonly now: () => number;
  readonly hub: Pick<Hub, 'moved'>;
}

type Person = Pick<LocalContext, 'localId'> & { readonly userId: string };

export interface Watch {
  /** After a READ was recorded, in its transaction. `from`: the earliest moment that is new. True: rows were written. */
  opened(tx: Transaction, person: Person, from: number): Promise<boolean>;
  /** After a batch was taken, in its transaction. */
  taken(tx: Transaction, person: Person, batch: readonly Parsed[], deviceClock: string | null): Promise<void>;
  /** After the answer was given, so that it takes as long for an address that nobody has. */
  signInFailed(accountId: string): Promise<void>;
}

export function createWatch(deps: WatchDependencies): Watch {
  return {
    opened: async (tx, person, from) => {
      await lock(tx, person.localId, person.userId);
      const seen = await membersOpened(tx, person.userId, from - thresholds.members_opened.withinMs);
      return alertOf(tx, deps, person.localId, 'members_opened', person.userId, seen);
    },
    taken: async (tx, person, batch, deviceClock) => {
      const moments = batch.flatMap((one) =>
        one.kind === 'sound' && one.change.op === 'delete'
          ? [Date.parse(gestureMoment(one.change.at, deviceClock, deps.now()))]
          : [],
      );
      if (moments.length === 0) return;
      await lock(tx, person.localId, person.userId);
      const from = Math.min(...moments) - thresholds.deletes.withinMs;
      const removed = await removals(tx, person.userId, from);
      await alertOf(tx, deps, person.localId, 'deletes', person.userId, removed);
    },
    signInFailed: async (accountId) => {
      const seats = await deps.sql<{ localId: string }[]>`
        select local_id as "localId" from identity.seats_of(${accountId})`;
      for (const { localId } of seats) {
        const numbers = await inLocal(deps.sql, { localId }, (tx) => signInsFailed(tx, deps, localId));
        deps.hub.moved(localId, numbers);
      }
    },
  };
}

const lock = (tx: Transaction, localId: string, who: string) =>
  tx`select pg_advisory_xact_lock(hashtextextended(${`alert ${localId} ${who}`}, 0))`;

interface Found {
  readonly at: string;
  readonly what: string;
}

const happenings = (found: readonly Found[]): readonly Happening[] =>
  found.map(({ at, what }) => ({ at: Date.parse(at), what }));

const iso = (moment: number): string => new Date(moment).toISOString();

async function membersOpened(tx: Transaction, userId: string, from: number): Promise<readonly Happening[]> {
  return happenings(
    await tx<Found[]>`
      select coalesce(l.device_at, l.recorded_at) as at, l.row_id as what
      from audit.log l
      where l.local_id = current_local_id() and l.user_id = ${userId} and l.action = 'READ' and l.entity = ${Member.name}
        and l.recorded_at >= ${iso(from)} and coalesce(l.device_at, l.recorded_at) > ${iso(from)}`,
  );
}

async function removals(tx: Transaction, userId: string, from: number): Promise<readonly Happening[]> {
  return happenings(
    await tx<Found[]>`
      select coalesce(l.device_at, l.recorded_at) as at, l.id::text as what
      from audit.log l
      where l.local_id = current_local_id() and l.user_id = ${userId} and l.action = 'DELETE'
        and l.recorded_at >= ${iso(from)} and coalesce(l.device_at, l.recorded_at) > ${iso(from)}
        and not exists (
          select from audit.log made
          where made.local_id = l.local_id and made.row_id = l.row_id and made.entity = l.entity
            and made.action in ('CREATE', 'RESTORE') and made.user_id = l.user_id and made.id < l.id
            and made.recorded_at > l.recorded_at - interval '1 day')`,
  );
}

/** Guesses at one account tell of that person; guesses at many accounts of the local are told without a person. */
async function signInsFailed(tx: Transaction, deps: WatchDependencies, localId: string) {
  await lock(tx, localId, 'sign-ins');
  const from = deps.now() - 2 * thresholds.failed_sign_ins.withinMs;
  const failures = await tx<(Found & { userId: string })[]>`
    select at, event::text as what, user_id as "userId" from identity.failed_sign_ins(${iso(from)})`;
  let raised = false;
  const told = new Set<string>();
  for (const userId of new Set(failures.map((one) => one.userId))) {
    const own = happenings(failures.filter((one) => one.userId === userId));
    if (burstsIn(own, thresholds.failed_sign_ins).length === 0) continue;
    told.add(userId);
    raised = (await alertOf(tx, deps, localId, 'failed_sign_ins', userId, own)) || raised;
  }
  const others = happenings(failures.filter((one) => !told.has(one.userId)));
  raised = (await alertOf(tx, deps, localId, 'failed_sign_ins', null, others)) || raised;
  return raised ? numberTouched(tx) : {};
}

/** Makes the alerts that these happenings call for and that are not there yet. True when one was made. */
async function alertOf(
  tx: Transaction,
  deps: WatchDependencies,
  localId: string,
  kind: AlertKind,
  userId: string | null,
  found: readonly Happening[],
): Promise<boolean> {
  let raised = false;
  if (burstsIn(found, thresholds[kind]).length === 0) return raised;
  const known = await tx<{ since: string; until: string }[]>`
    select since, until from alerts
    where local_id = current_local_id() and kind = ${kind} and user_id is not distinct from ${userId}`;
  const told = known.map(({ since, until }) => [Date.parse(since), Date.parse(until)] as const);
  const untold = found.filter(({ at }) => !told.some(([since, until]) => since <= at && at <= until));
  for (const burst of burstsIn(untold, thresholds[kind]))
    raised = (await make(tx, deps, localId, kind, userId, burst)) || raised;
  return raised;
}

async function make(
  tx: Transaction,
  { registry, now }: WatchDependencies,
  localId: string,
  kind: AlertKind,
  userId: string | null,
  { count, since, until }: Burst,
): Promise<boolean> {
  const windowAt = iso(windowOf(until, thresholds[kind]));
  const values = {
    kind,
    about: userId ?? 'all',
    userId,
    count,
    since: iso(since),
    until: iso(until),
    windowAt,
  };
  const id = derivedId(Alert, localId, values) ?? '';
  if ((await loadRows(tx, Alert, [id], 'none')).length > 0) return false;
  const moment = now();
  const server = { registry, localId, now: moment, userId: null, deviceId: null, changeId: null };
  await asServer(tx, async () => {
    const saved = await saveRow(tx, { ...server, at: iso(moment) }, { of: Alert, id, values });
    if ('refusal' in saved) throw new Error(`An alert was refused: ${JSON.stringify(saved.refusal)}`);
  });
  return true;
}

/** The audit takes who acted from the transaction's settings: for a while it is nobody. */
async function asServer(tx: Transaction, work: () => Promise<void>): Promise<void> {
  const [person] = await tx<{ user: string; account: string; device: string }[]>`
    select coalesce(current_setting('app.user_id', true), '') as user,
           coalesce(current_setting('app.account_id', true), '') as account,
           coalesce(current_setting('app.device_id', true), '') as device`;
  const act = (user: string, account: string, device: string) => tx`
    select set_config('app.user_id', ${user}, true), set_config('app.account_id', ${account}, true),
           set_config('app.device_id', ${device}, true)`;
  await act('', '', '');
  await work();
  await act(person?.user ?? '', person?.account ?? '', person?.device ?? '');
}
