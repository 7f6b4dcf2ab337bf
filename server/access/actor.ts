/**
 * Who is asking, as the policy knows them: loaded afresh for every transaction that writes or pulls, so that a role
 * ended a moment ago gives nothing any more. Undefined for a seat that does not exist, is switched off, or belongs
 * to another account.
 */
import type { Actor, Grant, Teaching } from '../../shared/access/holdings.ts';
import { isLive } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import { isRole } from '../../shared/access/roles.ts';
import { dayAt } from '../../shared/values/calendar.ts';
import type { Transaction } from '../database/connection.ts';

export interface Seat {
  readonly accountId: string;
  readonly localId: string;
  readonly userId: string;
  /** Ties what is written to a line of the server's log. */
  readonly requestId?: string;
}

export interface LoadedActor extends Actor {
  /** Roles once held and no longer: work done under them is set aside, not thrown away. */
  readonly pastRoles: readonly Role[];
  /** The local's IANA zone, which decides what day it is. */
  readonly zone: string;
}

interface GrantRecord {
  readonly role: string;
  readonly startsAt: string;
  readonly expiresAt: string | null;
}
interface TeachingRecord {
  readonly cohortId: string;
  readonly endedOn: string | null;
}

interface SeatRecord {
  readonly memberId: string | null;
  readonly zone: string;
  readonly grants: readonly GrantRecord[];
  readonly teaching: readonly TeachingRecord[];
}

/** One statement: every transaction begins with it. Inside `inLocal`. `now` in milliseconds, UTC. */
export async function loadActor(tx: Transaction, seat: Seat, now: number): Promise<LoadedActor | undefined> {
  const { localId, userId, accountId } = seat;
  const [found] = await tx<SeatRecord[]>`
    select u.member_id as "memberId", l.zone,
      (select coalesce(json_agg(json_build_object('role', r.role_name, 'startsAt', r.starts_at, 'expiresAt', r.expires_at)
                                order by r.id), '[]')
       from public.user_roles r
       where r.local_id = ${localId} and r.user_id = ${userId} and r.deleted_at is null) as grants,
      (select coalesce(json_agg(json_build_object('cohortId', a.cohort_id, 'endedOn', a.ended_on) order by a.id), '[]')
       from public.instructors i
       join public.instructor_assignments a on a.local_id = i.local_id and a.instructor_id = i.id
       where i.local_id = ${localId} and i.user_id = ${userId} and i.deleted_at is null and a.deleted_at is null) as teaching
    from public.users u
    join public.locals l on l.local_id = u.local_id and l.id = u.local_id
    where u.local_id = ${localId} and u.id = ${userId} and u.is_active and u.deleted_at is null
      and l.deleted_at is null and (u.account_id is null or u.account_id = ${accountId})`;
  if (found === undefined) return undefined;
  const given = found.grants.flatMap((record) =>
    isRole(record.role) ? [toGrant({ ...record, role: record.role })] : [],
  );
  return {
    localId,
    userId,
    accountId,
    memberId: found.memberId,
    zone: found.zone,
    grants: given,
    pastRoles: endedRoles(given, now),
    teaching: liveTeaching(found.teaching, found.zone, now),
  };
}

const toGrant = (record: GrantRecord & { readonly role: Role }): Grant => ({
  role: record.role,
  startsAt: Date.parse(record.startsAt),
  expiresAt: record.expiresAt === null ? null : Date.parse(record.expiresAt),
});

function endedRoles(grants: readonly Grant[], now: number): readonly Role[] {
  const live = new Set(grants.filter((grant) => isLive(grant, now)).map((grant) => grant.role));
  const ended = grants.filter((grant) => grant.expiresAt !== null && grant.expiresAt <= now);
  return [...new Set(ended.map((grant) => grant.role))].filter((role) => !live.has(role));
}

/** An assignment counts until the day it ended on begins. */
function liveTeaching(records: readonly TeachingRecord[], zone: string, now: number): readonly Teaching[] {
  const today = dayAt(now, zone);
  return records
    .filter(({ endedOn }) => endedOn === null || endedOn > today)
    .map(({ cohortId, endedOn }) => ({
      cohortId,
      until: endedOn === null ? null : startOfDay(endedOn, zone),
    }));
}

/** The first moment (milliseconds, UTC) of a calendar day in a zone. */
export function startOfDay(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // Zones lie between UTC-12 and UTC+14, in steps of a quarter of an hour.
  for (let moment = utc - 14 * hour; moment < utc + 13 * hour; moment += quarter)
    if (dayAt(moment, zone) >= day) return moment;
  return utc + 13 * hour;
}

const quarter = 15 * 60_000;
const hour = 4 * quarter;
