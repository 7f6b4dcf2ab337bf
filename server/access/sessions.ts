/**
 * Whether a session still stands, asked for every request and remembered for at most five seconds.
 * A sign-out on this server takes effect at once; one on another server within those seconds.
 */
import type { Sql } from '../database/connection.ts';
import { createShortMemory } from './short-memory.ts';
import type { Seat } from './variables.ts';

const rememberMilliseconds = 5_000;

export interface SessionState {
  readonly accountId: string;
  readonly deviceId: string | null;
  readonly epoch: number;
  /** Null while it stands. */
  readonly endReason: string | null;
}

export interface Sessions {
  find(sessionId: string): Promise<SessionState | undefined>;
  seatsOf(accountId: string): Promise<readonly Seat[]>;
  /** For a stream that outlives its request: the callback runs when this server hears that the session ended. */
  onEnd(sessionId: string, callback: () => void): () => void;
  /** Call after a session or its rights changed. */
  forgetSession(sessionId: string): void;
  forgetSeats(accountId: string): void;
  /** Every session of the account, as far as this server knows them. */
  forgetAccount(accountId: string): void;
}

export function createSessions(sql: Sql, now: () => Date): Sessions {
  const sessionsByAccount = new Map<string, Set<string>>();
  const listeners = new Map<string, Set<() => void>>();

  const states = createShortMemory(
    async (sessionId: string) => {
      const [state] = await sql<SessionState[]>`
        select account_id as "accountId", device_id as "deviceId", session_epoch as epoch, end_reason as "endReason"
        from identity.session_state(${sessionId})`;
      if (state !== undefined) remember(sessionsByAccount, state.accountId, sessionId);
      return state;
    },
    rememberMilliseconds,
    now,
  );
  const seats = createShortMemory<readonly Seat[]>(
    async (accountId) => [
      ...(await sql<Seat[]>`
        select local_id as "localId", user_id as "userId" from identity.seats_of(${accountId})`),
    ],
    rememberMilliseconds,
    now,
  );

  const forgetSession = (sessionId: string) => {
    states.forget(sessionId);
    for (const callback of listeners.get(sessionId) ?? []) callback();
  };

  return {
    find: (sessionId) => states.get(sessionId),
    seatsOf: (accountId) => seats.get(accountId),
    onEnd(sessionId, callback) {
      const all = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, all.add(callback));
      return () => {
        all.delete(callback);
        if (all.size === 0 && listeners.get(sessionId) === all) listeners.delete(sessionId);
      };
    },
    forgetSession,
    forgetSeats: (accountId) => seats.forget(accountId),
    forgetAccount(accountId) {
      seats.forget(accountId);
      for (const sessionId of sessionsByAccount.get(accountId) ?? []) forgetSession(sessionId);
      sessionsByAccount.delete(accountId);
    },
  };
}

function remember(sessionsByAccount: Map<string, Set<string>>, accountId: string, sessionId: string): void {
  const known = sessionsByAccount.get(accountId) ?? new Set();
  sessionsByAccount.set(accountId, known.add(sessionId));
}
