import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, codeOf, openAuthRig, type AuthRig } from '../../tests/support/auth-rig.ts';
import { lockAccount } from '../access/accounts.ts';

let rig: AuthRig;
beforeAll(async () => {
  rig = await openAuthRig();
});
afterAll(() => rig.close());

describe('a session', () => {
  test('needs a token of ours that still runs', async () => {
    let now = new Date();
    const server = rig.startServer({ now: () => now });
    const account = await rig.makeAccount();
    const browser = new Browser(server);
    expect(await codeOf(await browser.me())).toBe('sign_in_needed');
    await browser.signIn(account.email);
    expect((await browser.me()).status).toBe(200);
    now = new Date(now.getTime() + 601_000);
    expect(await codeOf(await browser.me())).toBe('sign_in_needed');
    expect((await browser.refresh()).status).toBe(200);
    expect((await browser.me()).status).toBe(200);
  });

  test('ends here at once when signed out, and the other sessions stay', async () => {
    const server = rig.startServer();
    const account = await rig.makeAccount();
    const [here, there] = [new Browser(server), new Browser(server)];
    await here.signIn(account.email);
    await there.signIn(account.email);
    const kept = here.copy();
    expect((await here.me()).status).toBe(200);
    expect((await here.send('POST', '/api/auth/sign-out', {})).status).toBe(200);
    expect(here.cookies.size).toBe(0);
    expect(await codeOf(await kept.me())).toBe('session_ended');
    expect(await codeOf(await kept.refresh())).toBe('session_ended');
    expect((await there.me()).status).toBe(200);
  });

  test('ends with the refresh token alone, and asking twice is no error', async () => {
    const browser = new Browser(rig.startServer());
    const account = await rig.makeAccount();
    await browser.signIn(account.email);
    browser.cookies.delete('__Host-uh-access');
    const kept = browser.copy();
    expect((await browser.send('POST', '/api/auth/sign-out')).status).toBe(200);
    expect(await codeOf(await kept.refresh())).toBe('session_ended');
    expect((await browser.send('POST', '/api/auth/sign-out')).status).toBe(200);
  });

  test('ends everywhere, and streams are told', async () => {
    const server = rig.startServer();
    const account = await rig.makeAccount();
    const [here, there] = [new Browser(server), new Browser(server)];
    await here.signIn(account.email);
    await there.signIn(account.email);
    await there.me();
    const token = await server.access.accessTokens.verify(there.cookies.get('__Host-uh-access') ?? '');
    let told = 0;
    server.access.sessions.onEnd(token?.sessionId ?? '', () => (told += 1));
    await here.send('POST', '/api/auth/sign-out', { everywhere: true });
    expect(told).toBe(1);
    expect(await codeOf(await there.me())).toBe('session_ended');
    expect(await codeOf(await there.refresh())).toBe('session_ended');
  });

  test('of a locked account ends within five seconds, on another server too', async () => {
    let now = new Date();
    const server = rig.startServer({ now: () => now });
    const account = await rig.makeAccount();
    const browser = new Browser(server);
    await browser.signIn(account.email);
    await browser.me();
    await lockAccount(rig.sql, account.id, new Date(Date.now() + 60_000));
    now = new Date(now.getTime() + 5_001);
    expect(await (await browser.me()).json()).toMatchObject({
      error: { code: 'session_ended', reason: 'locked' },
    });
    expect(await codeOf(await browser.refresh())).toBe('session_ended');
  });

  test('signing in again in the same browser ends the one before', async () => {
    const browser = new Browser(rig.startServer());
    const account = await rig.makeAccount();
    await browser.signIn(account.email);
    const before = browser.copy();
    await browser.signIn(account.email);
    expect(await codeOf(await before.refresh())).toBe('session_ended');
    expect((await browser.me()).status).toBe(200);
  });
});
