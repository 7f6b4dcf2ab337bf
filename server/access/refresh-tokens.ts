/**
 * Refresh tokens: 256 random bits, kept only as SHA-256, replaced at every use.
 *
 * 1. A used token that turns up again means somebody has a copy: the session ends for both.
 * 2. Except within 30 seconds from the same device, where it means that the answer was lost on the way or that two
 *    tabs asked at once: they get the very successor made the first time. It is kept sealed under a key derived from
 *    the token it replaced, so the database alone cannot give it away.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Sql } from '../database/connection.ts';

export const refreshTokenSeconds = 30 * 24 * 3600;
const graceSeconds = 30;
/** Each link is younger than the grace, so a longer chain means something is wrong. */
const longestChain = 8;

export interface PresentedRefresh {
  readonly token: string;
  readonly deviceId: string | null;
  readonly userAgentLabel: string;
}

export type Refreshed =
  | {
      readonly outcome: 'refreshed';
      readonly token: string;
      readonly accountId: string;
      readonly sessionId: string;
      readonly deviceId: string | null;
      readonly epoch: number;
    }
  | { readonly outcome: 'unknown' }
  | {
      readonly outcome: 'ended' | 'reused';
      readonly accountId: string;
      readonly sessionId: string;
      readonly deviceId: string | null;
      readonly reason: string;
    };

interface Rotation {
  readonly outcome: 'rotated' | 'current' | 'replayed' | 'reused' | 'ended' | 'unknown';
  readonly accountId: string;
  readonly sessionId: string;
  readonly deviceId: string | null;
  readonly epoch: number;
  readonly successor: Uint8Array | null;
  readonly reason: string | null;
}

export interface RefreshTokens {
  refresh(presented: PresentedRefresh): Promise<Refreshed>;
}

export function makeRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function createRefreshTokens(sql: Sql, grace: number = graceSeconds): RefreshTokens {
  return {
    async refresh(presented) {
      if (!/^[A-Za-z0-9_-]{43}$/.test(presented.token)) return { outcome: 'unknown' };
      let token = presented.token;
      for (let link = 0; link < longestChain; link += 1) {
        const made = makeRefreshToken();
        const step = await rotate(sql, { ...presented, token }, made, link === 0, grace);
        if (step.outcome === 'replayed' && step.successor !== null) {
          token = openSuccessor(token, step.successor);
          continue;
        }
        return conclude(step, step.outcome === 'rotated' ? made : token);
      }
      throw new Error('A chain of refresh tokens, each replaced within the grace, does not end.');
    },
  };
}

function conclude(step: Rotation, token: string): Refreshed {
  const { accountId, sessionId, deviceId } = step;
  switch (step.outcome) {
    case 'unknown':
      return { outcome: 'unknown' };
    case 'rotated':
    case 'current':
      return { outcome: 'refreshed', token, accountId, sessionId, deviceId, epoch: step.epoch };
    case 'ended':
    case 'reused':
      return { outcome: step.outcome, accountId, sessionId, deviceId, reason: step.reason ?? 'expired' };
    case 'replayed':
      throw new Error('A replayed refresh token has no successor.');
  }
}

async function rotate(
  sql: Sql,
  presented: PresentedRefresh,
  made: string,
  replace: boolean,
  grace: number,
): Promise<Rotation> {
  const [step] = await sql<Rotation[]>`
    select outcome, account_id as "accountId", session_id as "sessionId", device_id as "deviceId",
           session_epoch as epoch, successor, reason
    from identity.rotate_refresh(
      ${hashRefreshToken(presented.token)}, ${presented.deviceId}, ${presented.userAgentLabel},
      ${hashRefreshToken(made)}, ${sealSuccessor(presented.token, made)},
      ${refreshTokenSeconds}, ${grace}, ${replace})`;
  if (step === undefined) throw new Error('identity.rotate_refresh always answers.');
  return step;
}

function keyFor(token: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, 'unionhall', 'successor of a refresh token', 32));
}

function sealSuccessor(token: string, successor: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor(token), nonce);
  return Buffer.concat([nonce, cipher.update(successor, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function openSuccessor(token: string, sealed: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', keyFor(token), sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8');
}
