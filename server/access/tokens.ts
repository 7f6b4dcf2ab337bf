/**
 * Access tokens: short-lived ES256 JWTs that say which account, which session and under which epoch.
 * Only our own key and only ES256 are ever considered; a token cannot bring its own key or choose its algorithm.
 * A valid signature is not enough: authenticate.ts asks whether the session still stands.
 */
import { jwtVerify, SignJWT, errors } from 'jose';
import * as v from 'valibot';
import type { KeyPair } from './keys.ts';

export const accessTokenSeconds = 600;

export interface AccessClaims {
  readonly accountId: string;
  readonly sessionId: string;
  readonly epoch: number;
}

export interface AccessTokens {
  sign(claims: AccessClaims): Promise<string>;
  /** Null for anything but a token of ours that is still running. */
  verify(token: string): Promise<AccessClaims | null>;
}

const audience = 'unionhall';
const type = 'at+jwt';
const payloadSchema = v.object({
  sub: v.pipe(v.string(), v.uuid()),
  sid: v.pipe(v.string(), v.uuid()),
  epoch: v.pipe(v.number(), v.integer()),
});

/** Of tokens that were found good: a device shows the same one for ten minutes, and looking at it costs a millisecond. */
const mostRemembered = 10_000;

interface Known {
  readonly claims: AccessClaims;
  /** Milliseconds, UTC. */
  readonly until: number;
}

export function createAccessTokens(key: KeyPair, issuer: string, now: () => Date): AccessTokens {
  const known = new Map<string, Known>();
  const remember = (token: string, one: Known): AccessClaims => {
    if (known.size >= mostRemembered) known.clear();
    known.set(token, one);
    return one.claims;
  };
  return {
    sign({ accountId, sessionId, epoch }) {
      const seconds = Math.floor(now().getTime() / 1000);
      return new SignJWT({ sid: sessionId, epoch })
        .setProtectedHeader({ alg: 'ES256', typ: type, kid: key.id })
        .setSubject(accountId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + accessTokenSeconds)
        .sign(key.privateKey);
    },
    async verify(token) {
      // Ours are some 400 characters; there is no use in parsing a megabyte.
      if (token.length > 2_000) return null;
      const before = known.get(token);
      if (before && now().getTime() < before.until) return before.claims;
      known.delete(token);
      try {
        const { payload } = await jwtVerify(token, key.publicKey, {
          algorithms: ['ES256'],
          typ: type,
          issuer,
          audience,
          requiredClaims: ['exp', 'iat'],
          currentDate: now(),
        });
        const parsed = v.safeParse(payloadSchema, payload);
        if (!parsed.success) return null;
        const { sub, sid, epoch } = parsed.output;
        const until = Number(payload.exp) * 1000;
        return remember(token, { claims: { accountId: sub, sessionId: sid, epoch }, until });
      } catch (error) {
        if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
        throw error;
      }
    },
  };
}
