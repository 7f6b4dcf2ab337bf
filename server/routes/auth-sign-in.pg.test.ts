import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Browser,
  codeOf,
  cheapHasher,
  openAuthRig,
  password,
  type AuthRig,
} from '../../tests/support/auth-rig.ts';
import { lockAccount } from '../access/accounts.ts';
import { createPasswordHasher, HasherBusy, type PasswordHasher } from '../access/passwords.ts';
import { inLocal } from '../database/connection.ts';

let rig: AuthRig;
beforeAll(async () => {
  rig = await openAuthRig();
});
afterAll(() => rig.close());

describe('signing in', () => {
  test('answers account and seats, and puts tokens where no script can read them', async () => {
    const browser = new Browser(rig.startServer());
    const account = await rig.makeAccount();
    const localId = await rig.makeLocal('Electrical Workers Local 46');
    const userId = await rig.makeSeat(localId, account.id);
    const answer = await browser.signIn(account.email.toUpperCase());
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      account,
      seats: [
        {
          localId,
          userId,
          localName: 'Electrical Workers Local 46',
          localNumber: '46',
          firstName: 'Rosa',
          lastName: 'Quintero',
          roles: [{ role: 'staff', startsAt: '2026-01-01T00:00:00.000Z', expiresAt: null }],
        },
      ],
    });
    for (const line of answer.headers.getSetCookie()) {
      expect(line).toMatch(/^__Host-uh-(access|refresh)=/);
      expect(line).toMatch(/HttpOnly/);
      expect(line).toMatch(/Secure/);
      expect(line).toMatch(/SameSite=Strict/);
      expect(line).toMatch(/Path=\/(;|$)/);
    }
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('every local of the person finds it in its audit, without the address', async () => {
    const account = await rig.makeAccount();
    const localId = await rig.makeLocal('Local of the audit');
    await rig.makeSeat(localId, account.id);
    const browser = new Browser(rig.startServer());
    await browser.signIn(account.email);
    await browser.send('POST', '/api/auth/sign-out', {});
    const rows = await inLocal(
      rig.sql,
      { localId },
      (transaction) =>
        transaction`select action, account_id, note from audit.log where action in ('SIGN_IN', 'SIGN_OUT') order by id`,
    );
    expect([...rows]).toEqual([
      { action: 'SIGN_IN', account_id: account.id, note: null },
      { action: 'SIGN_OUT', account_id: account.id, note: 'here' },
    ]);
  });

  test('an unknown address and a wrong password cannot be told apart, and cost the same', async () => {
    const server = rig.startServer();
    const account = await rig.makeAccount();
    const wrong = await new Browser(server).signIn(account.email, 'not the password at all');
    const unknown = await new Browser(server).signIn('nobody@hall.example', 'not the password at all');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
    expect(server.verified).toEqual([expect.stringMatching(/^\$argon2id/), null]);
  });

  test('what is missing or wrong is said field by field', async () => {
    const answer = await new Browser(rig.startServer()).send('POST', '/api/auth/sign-in', {
      email: 'a@b.example\u0000',
      password: 'x'.repeat(1_025),
      role: 'admin',
    });
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { code: string; fields: { field: string }[] } };
    expect(error.code).toBe('invalid');
    expect(error.fields.map(({ field }) => field).sort()).toEqual(['email', 'password', 'role']);
  });

  test('a locked account says so only to who knows the password', async () => {
    const server = rig.startServer();
    const account = await rig.makeAccount();
    await lockAccount(rig.sql, account.id, new Date(Date.now() + 3_600_000));
    expect(await codeOf(await new Browser(server).signIn(account.email, 'not the password at all'))).toBe(
      'bad_credentials',
    );
    const answer = await new Browser(server).signIn(account.email);
    expect(answer.status).toBe(403);
    expect(await codeOf(answer)).toBe('locked');
    await lockAccount(rig.sql, account.id, null);
    expect((await new Browser(server).signIn(account.email)).status).toBe(200);
  });

  test('a flood is answered 503 and held against nobody', async () => {
    const busy: PasswordHasher = { ...cheapHasher, verify: () => Promise.reject(new HasherBusy()) };
    const account = await rig.makeAccount();
    const server = rig.startServer({ hasher: busy, patient: false });
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const answer = await new Browser(server, { 'x-forwarded-for': '203.0.113.77' }).signIn(account.email);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });

  test('a hash made at a lesser cost is renewed', async () => {
    const account = await rig.makeAccount();
    const dearer = createPasswordHasher({ memoryKib: 128, passes: 2 });
    await new Browser(rig.startServer({ hasher: dearer })).signIn(account.email);
    const [row] = await rig.sql`select password_hash as hash from identity.account_of(${account.id})`;
    expect(row?.['hash']).toMatch(/m=128,t=2/);
    expect((await new Browser(rig.startServer()).signIn(account.email)).status).toBe(200);
  });

  test('a program may have the tokens in the body, and then gets no cookies', async () => {
    const server = rig.startServer();
    const account = await rig.makeAccount();
    const headers = { 'content-type': 'application/json', 'unionhall-token': 'bearer' };
    const answer = await server.request('/api/auth/sign-in', {
      method: 'POST',
      headers,
      body: JSON.stringify({ email: account.email, password }),
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
    const { tokens } = (await answer.json()) as { tokens: { accessToken: string; refreshToken: string } };
    const me = await server.request('/api/auth/me', {
      headers: { authorization: `Bearer ${tokens.accessToken}` },
    });
    expect(me.status).toBe(200);
    const refreshed = await server.request('/api/auth/refresh', {
      method: 'POST',
      headers,
      body: JSON.stringify({ refreshToken: tokens.refreshToken }),
    });
    expect(((await refreshed.json()) as { tokens: object }).tokens).toHaveProperty('accessToken');
  });
});
