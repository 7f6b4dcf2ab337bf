import { SignJWT, UnsecuredJWT, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { keysFrom, makePrivateKey } from './keys.ts';
import { createAccessTokens } from './tokens.ts';

const issuer = 'https://hall.example';
const { token: key, seal: otherKey } = keysFrom(makePrivateKey(), makePrivateKey());
const claims = {
  accountId: '0198a000-0000-7000-8000-000000000001',
  sessionId: '0198a000-0000-7000-8000-000000000002',
  epoch: 3,
};
let now = new Date('2026-03-01T12:00:00Z');
const tokens = createAccessTokens(key, issuer, () => now);

const forge = (
  header: Record<string, unknown> = {},
  payload: Record<string, unknown> = {},
  sub = claims.accountId,
) =>
  new SignJWT({ sid: claims.sessionId, epoch: 3, ...payload })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience('unionhall')
    .setIssuedAt(now)
    .setExpirationTime(new Date(now.getTime() + 60_000));

describe('an access token', () => {
  test('of ours says who, for ten minutes', async () => {
    const token = await tokens.sign(claims);
    expect(await tokens.verify(token)).toEqual(claims);
    const began = now;
    now = new Date(began.getTime() + 599_000);
    expect(await tokens.verify(token)).toEqual(claims);
    now = new Date(began.getTime() + 601_000);
    expect(await tokens.verify(token)).toBeNull();
    now = began;
  });

  test('is refused when another key signed it, even one it brings along', async () => {
    expect(await tokens.verify(await forge().sign(otherKey.privateKey))).toBeNull();
    const smuggled = forge({ jwk: otherKey.publicJwk, jku: 'https://evil.example/keys' });
    expect(await tokens.verify(await smuggled.sign(otherKey.privateKey))).toBeNull();
  });

  test('is refused with another algorithm, or none', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(key.publicJwk).padEnd(64));
    expect(await tokens.verify(await forge({ alg: 'HS256' }).sign(secret))).toBeNull();
    const unsecured = new UnsecuredJWT({ sid: claims.sessionId, epoch: 3 })
      .setSubject(claims.accountId)
      .encode();
    expect(await tokens.verify(unsecured)).toBeNull();
  });

  test('is refused with another type, issuer or audience, without an end, or with other claims', async () => {
    const sign = (made: SignJWT) => made.sign(key.privateKey);
    expect(await tokens.verify(await sign(forge()))).toEqual(claims);
    expect(await tokens.verify(await sign(forge({ typ: 'JWT' })))).toBeNull();
    expect(await tokens.verify(await sign(forge().setIssuer('https://other.example')))).toBeNull();
    expect(await tokens.verify(await sign(forge().setAudience('other')))).toBeNull();
    const endless = new SignJWT({ sid: claims.sessionId, epoch: 3 })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .setSubject(claims.accountId)
      .setIssuer(issuer)
      .setAudience('unionhall')
      .setIssuedAt(now);
    expect(await tokens.verify(await sign(endless))).toBeNull();
    expect(await tokens.verify(await sign(forge({}, { epoch: 'three' })))).toBeNull();
    expect(await tokens.verify(await sign(forge({}, {}, 'root')))).toBeNull();
  });

  test.each(['', 'x', 'a.b.c', '..', 'x'.repeat(100_000), 'é.é.é'])(
    'is refused when it is %j',
    async (text) => {
      expect(await tokens.verify(text)).toBeNull();
    },
  );
});

test('the published key is the public half only', async () => {
  expect(Object.keys(key.publicJwk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  await expect(importJWK({ ...key.publicJwk }, 'ES256')).resolves.toBeDefined();
});
