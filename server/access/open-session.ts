/** Opens, renews and ends sessions: what stands between the routes and the functions of schema `identity`. */
import { randomUUID } from 'node:crypto';
import type { Access } from './access.ts';
import { hashRefreshToken, makeRefreshToken, refreshTokenSeconds } from './refresh-tokens.ts';
import type { SessionIdentity } from './variables.ts';

export interface IssuedTokens {
  readonly access: string;
  readonly refresh: string;
}

export interface OpenedSession extends IssuedTokens {
  readonly session: SessionIdentity;
}

export interface NewSession {
  readonly accountId: string;
  readonly deviceId: string | null;
  /** What the person calls this device, for a list of their own sessions. */
  readonly deviceLabel: string | null;
  readonly userAgentLabel: string;
}

export async function openSession(access: Access, given: NewSession): Promise<OpenedSession> {
  const sessionId = randomUUID();
  const refresh = makeRefreshToken();
  const [row] = await access.sql<{ epoch: number }[]>`
    select identity.open_session(
      ${sessionId}, ${given.accountId}, ${given.deviceId}, ${given.deviceLabel}, ${given.userAgentLabel},
      ${randomUUID()}, ${hashRefreshToken(refresh)}, ${refreshTokenSeconds}) as epoch`;
  if (row === undefined) throw new Error('identity.open_session always answers.');
  const token = await access.accessTokens.sign({ accountId: given.accountId, sessionId, epoch: row.epoch });
  const session = { accountId: given.accountId, sessionId, deviceId: given.deviceId };
  return { session, access: token, refresh };
}

export async function endSession(access: Access, sessionId: string): Promise<void> {
  await access.sql`select identity.end_session(${sessionId})`;
  access.sessions.forgetSession(sessionId);
}

export async function endAllSessions(access: Access, accountId: string): Promise<void> {
  await access.sql`select identity.end_all_sessions(${accountId})`;
  access.sessions.forgetAccount(accountId);
}

/**
 * Every other session and every refresh token of the account ends; this session goes on with new tokens.
 * Null when the password was changed elsewhere since `oldHash` was read.
 */
export async function replacePassword(
  access: Access,
  session: SessionIdentity,
  oldHash: string,
  newHash: string,
): Promise<IssuedTokens | null> {
  const refresh = makeRefreshToken();
  const [row] = await access.sql<{ epoch: number | null }[]>`
    select identity.change_password(
      ${session.accountId}, ${oldHash}, ${newHash}, ${session.sessionId},
      ${randomUUID()}, ${hashRefreshToken(refresh)}, ${refreshTokenSeconds}) as epoch`;
  if (row === undefined || row.epoch === null) return null;
  access.sessions.forgetAccount(session.accountId);
  return { access: await access.accessTokens.sign({ ...session, epoch: row.epoch }), refresh };
}
