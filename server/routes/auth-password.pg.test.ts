import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Browser,
  cheapHasher,
  codeOf,
  openAuthRig,
  password,
  type AuthRig,
} from '../../tests/support/auth-rig.ts';
import type { PasswordHasher } from '../access/passwords.ts';
import { inLocal } from '../database/connection.ts';

const next = 'my steward eats plums behind the crane';

let rig: AuthRig;
beforeAll(async () => {
  rig = await openAuthRig();
});
afterAll(() => rig.close());

async function someoneWithTwoDevices() {
  const account = await rig.makeAccount();
  const localId = await rig.makeLocal('Electrical Workers Local 46');
  await rig.makeSeat(localId, account.id);
  const server = rig.startServer();
  const [here, there] = [new Browser(server), new Browser(server)];
  await here.signIn(account.email);
  await there.signIn(account.email);
  return { account, localId, server, here, there };
}

const change = (browser: Browser, current: string, chosen: string) =>
  browser.send('POST', '/api/auth/change-password', { current, next: chosen });

describe('changing the password', () => {
  test('ends every other session, and this one goes on with new tokens', async () => {
    const { account, server, here, there } = await someoneWithTwoDevices();
    const oldTokens = here.copy();
    await there.me();
    expect((await change(here, password, next)).status).toBe(200);
    expect((await here.me()).status).toBe(200);
    expect((await here.refresh()).status).toBe(200);
    expect(await (await there.me()).json()).toMatchObject({
      error: { code: 'session_ended', reason: 'password_changed' },
    });
    expect(await codeOf(await there.refresh())).toBe('session_ended');
    // The access token from before asks for a refresh, as its session stands; its refresh token is worth nothing.
    expect(await codeOf(await oldTokens.me())).toBe('sign_in_needed');
    expect(await codeOf(await oldTokens.refresh())).toBe('session_ended');
    expect(await codeOf(await new Browser(server).signIn(account.email))).toBe('bad_credentials');
    expect((await new Browser(server).signIn(account.email, next)).status).toBe(200);
  });

  test('leaves a trace in the local, which does not hold the password', async () => {
    const { localId, here } = await someoneWithTwoDevices();
    await change(here, password, next);
    const rows = await inLocal(
      rig.sql,
      { localId },
      (transaction) => transaction`select * from audit.log where action = 'COMMAND'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ note: 'changePassword' });
    expect(JSON.stringify(rows)).not.toContain(next);
  });

  test('needs the present one, and few tries', async () => {
    const { here } = await someoneWithTwoDevices();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const answer = await change(here, 'not the present password', next);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({
        error: { code: 'bad_credentials', fields: [{ field: 'current' }] },
      });
    }
    const answer = await change(here, password, next);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test.each([
    ['too short', 'short', 'password_too_short'],
    ['too long', 'x'.repeat(1_025), 'password_too_long'],
    ['common', 'passwordpassword', 'password_common'],
    ['the name and number of the local', 'local46electrical', 'password_common'],
    ["the person's own name", 'RosaQuintero1985', 'password_common'],
  ])('refuses one that is %s, with the reason', async (_, chosen, code) => {
    const { here } = await someoneWithTwoDevices();
    const answer = await change(here, password, chosen);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ error: { code, fields: [{ field: 'next' }] } });
  });

  test('takes 64 characters with spaces, ñ and emoji, and knows it again typed on another keyboard', async () => {
    const { account, server, here } = await someoneWithTwoDevices();
    const chosen = 'mañana llueve café en el tejado del vecino 🐸 sin prisa y sin fin';
    expect((await change(here, password, chosen.normalize('NFD'))).status).toBe(200);
    expect((await new Browser(server).signIn(account.email, chosen.normalize('NFC'))).status).toBe(200);
  });

  test('two changes at once: one is made', async () => {
    const account = await rig.makeAccount();
    // Both have shown the present password before either writes the new one.
    const arrived: (() => void)[] = [];
    const together: PasswordHasher = {
      ...cheapHasher,
      async hash(chosen) {
        await new Promise<void>((enter) => {
          arrived.push(enter);
          if (arrived.length === 2) for (const go of arrived) go();
        });
        return cheapHasher.hash(chosen);
      },
    };
    const here = new Browser(rig.startServer({ hasher: together }));
    await here.signIn(account.email);
    const answers = await Promise.all([
      change(here, password, next),
      change(here.copy(), password, `${next} twice`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('is refused without a session', async () => {
    expect(await codeOf(await change(new Browser(rig.startServer()), password, next))).toBe('sign_in_needed');
  });
});
