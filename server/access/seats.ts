/** What a signed-in person is shown of their seats: which locals, under which name, with which roles. */
import { inLocal, type Sql } from '../database/connection.ts';
import type { Seat, SessionIdentity } from './variables.ts';

export interface SeatRole {
  readonly role: string;
  readonly startsAt: string | null;
  readonly expiresAt: string | null;
}

export interface SeatDetails extends Seat {
  readonly localName: string;
  readonly localNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles: readonly SeatRole[];
}

/** Something about the account that each of the person's locals shall find in its audit. */
export interface SeatEvent {
  readonly action: 'SIGN_IN' | 'SIGN_OUT' | 'COMMAND';
  readonly note?: string;
}

interface SeatRow {
  readonly localName: string;
  readonly localNumber: string;
  readonly firstName: string;
  readonly lastName: string;
}

export async function listSeats(
  sql: Sql,
  session: SessionIdentity,
  requestId: string,
): Promise<SeatDetails[]> {
  const found: SeatDetails[] = [];
  for (const seat of await findSeats(sql, session.accountId)) {
    const details = await describeSeat(sql, seat, session, requestId);
    if (details !== undefined) found.push(details);
  }
  return found;
}

/** An account without a seat leaves its trace under no local. */
export async function recordInSeats(
  sql: Sql,
  session: SessionIdentity,
  requestId: string,
  event: SeatEvent,
): Promise<void> {
  const seats = await findSeats(sql, session.accountId);
  const places = seats.length > 0 ? seats : [{ localId: '', userId: null }];
  for (const place of places) {
    await inLocal(sql, { ...place, ...session, requestId }, async (transaction) => {
      await transaction`select audit.record(null, null, ${event.action}, note => ${event.note ?? null})`;
    });
  }
}

async function findSeats(sql: Sql, accountId: string): Promise<Seat[]> {
  return [
    ...(await sql<
      Seat[]
    >`select local_id as "localId", user_id as "userId" from identity.seats_of(${accountId})`),
  ];
}

/** Undefined when the local or the user has meanwhile gone. */
function describeSeat(
  sql: Sql,
  seat: Seat,
  session: SessionIdentity,
  requestId: string,
): Promise<SeatDetails | undefined> {
  return inLocal(sql, { ...seat, ...session, requestId }, async (transaction) => {
    const [row] = await transaction<SeatRow[]>`
      select l.name as "localName", l.number as "localNumber", u.first_name as "firstName", u.last_name as "lastName"
      from public.users u
      join public.locals l on l.local_id = u.local_id
      where u.id = ${seat.userId} and u.deleted_at is null and l.deleted_at is null`;
    if (row === undefined) return undefined;
    // Future grants are listed too: the device enforces start and end by its own clock while it has no signal.
    const roles = await transaction<SeatRole[]>`
      select r.name as role, g.starts_at as "startsAt", g.expires_at as "expiresAt"
      from public.user_roles g
      join public.roles r on r.local_id = g.local_id and r.id = g.role_id
      where g.user_id = ${seat.userId} and g.deleted_at is null and r.deleted_at is null
        and (g.expires_at is null or g.expires_at > now())
      order by r.name, g.starts_at`;
    return { ...seat, ...row, roles: [...roles] };
  });
}
