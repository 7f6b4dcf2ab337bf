/**
 * Who is asking, and from which seat. A token must be ours, running, of a session that stands, under the account's
 * present epoch. The answers tell a device what to do: `sign_in_needed` means refresh and try again,
 * `session_ended` means that only signing in will help. Neither is a reason to lose anybody's work.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Access } from './access.ts';
import { readSessionCookie } from './cookies.ts';
import { refuse } from './refuse.ts';
import type { RequestEnvironment, SessionIdentity } from './variables.ts';

export type Identified =
  | { readonly outcome: 'signed_in'; readonly session: SessionIdentity }
  | { readonly outcome: 'sign_in_needed' }
  | { readonly outcome: 'session_ended'; readonly reason: string };

/** The same check for streams that ask again while they run. */
export async function identify(c: Context, access: Access): Promise<Identified> {
  const token = readBearer(c) ?? readSessionCookie(c, access, 'access');
  const claims = token === undefined ? null : await access.accessTokens.verify(token);
  if (claims === null) return { outcome: 'sign_in_needed' };
  const state = await access.sessions.find(claims.sessionId);
  if (state?.accountId !== claims.accountId) return { outcome: 'session_ended', reason: 'unknown' };
  if (state.endReason !== null) return { outcome: 'session_ended', reason: state.endReason };
  // The session stands but the token is of an older epoch (the password was changed here): a refresh brings a new one.
  if (state.epoch !== claims.epoch) return { outcome: 'sign_in_needed' };
  const session = { accountId: claims.accountId, sessionId: claims.sessionId, deviceId: state.deviceId };
  return { outcome: 'signed_in', session };
}

export function readBearer(c: Context): string | undefined {
  return /^Bearer ([A-Za-z0-9._-]+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

export function refuseSession(c: Context, reason: string): Response {
  return refuse(
    c,
    401,
    'session_ended',
    'This session has ended: sign in again. Nothing saved on this device is lost.',
    {
      reason,
    },
  );
}

export function authenticate(access: Access): MiddlewareHandler<RequestEnvironment> {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const identified = await identify(c, access);
    switch (identified.outcome) {
      case 'sign_in_needed':
        return refuse(c, 401, 'sign_in_needed', 'Sign in, or refresh the session.');
      case 'session_ended':
        return refuseSession(c, identified.reason);
      case 'signed_in':
        c.set('session', identified.session);
        return next();
    }
  });
}

const localHeader = 'unionhall-local';

/** Stands behind `authenticate`. Another local's id and an id that never existed get the same answer. */
export function selectSeat(access: Access): MiddlewareHandler<RequestEnvironment> {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const seats = await access.sessions.seatsOf(c.var.session.accountId);
    const wanted = c.req.header(localHeader)?.toLowerCase();
    if (wanted === undefined && seats.length > 1) {
      return refuse(c, 400, 'local_needed', `Say which local in the header ${localHeader}.`);
    }
    const seat = wanted === undefined ? seats[0] : seats.find(({ localId }) => localId === wanted);
    if (seat === undefined)
      return refuse(c, 403, 'no_seat', 'This account has no active seat in that local.');
    c.set('seat', seat);
    return next();
  });
}
