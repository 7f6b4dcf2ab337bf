import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Browser,
  codeOf,
  openAuthRig,
  password,
  type AuthRig,
  type Server,
} from '../../tests/support/auth-rig.ts';
import { createDatabase } from '../database/connection.ts';

let rig: AuthRig;
beforeAll(async () => {
  rig = await openAuthRig();
});
afterAll(() => rig.close());

describe('refreshing', () => {
  const signedIn = async (server: Server, more: object = {}): Promise<Browser> => {
    const browser = new Browser(server);
    const account = await rig.makeAccount();
    expect((await browser.signIn(account.email, password, more)).status).toBe(200);
    return browser;
  };

  test('replaces the token each time', async () => {
    const browser = await signedIn(rig.startServer());
    const first = browser.refreshToken;
    expect((await browser.refresh()).status).toBe(200);
    expect(browser.refreshToken).not.toBe(first);
    expect((await browser.me()).status).toBe(200);
  });

  test('two tabs at once both go on, with one rotation', async () => {
    const first = await signedIn(rig.startServer());
    const tabs = [first, first.copy(), first.copy(), first.copy()];
    const answers = await Promise.all(tabs.map((tab) => tab.refresh()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(tabs.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect((await first.refresh()).status).toBe(200);
  });

  test('a lost answer is given again, and the successor works', async () => {
    const device = { id: randomUUID(), label: 'Tablet 3' };
    const browser = await signedIn(rig.startServer(), { device });
    const before = browser.copy();
    const lost = await browser.refresh({ device });
    expect(lost.status).toBe(200);
    // The phone never saw that answer and asks again with what it has.
    expect((await before.refresh({ device })).status).toBe(200);
    expect(before.refreshToken).toBe(browser.refreshToken);
    expect((await before.refresh({ device })).status).toBe(200);
  });

  test('a tab that comes late gets the newest token, not one already replaced', async () => {
    const browser = await signedIn(rig.startServer());
    const late = browser.copy();
    await browser.refresh();
    await browser.refresh();
    await browser.refresh();
    expect((await late.refresh()).status).toBe(200);
    expect(late.refreshToken).toBe(browser.refreshToken);
  });

  test('a used token after the grace ends the session for both holders', async () => {
    const browser = await signedIn(rig.startServer({ graceSeconds: 0 }));
    const thief = browser.copy();
    expect((await browser.refresh()).status).toBe(200);
    const answer = await thief.refresh();
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { code: 'session_ended', reason: 'reuse_detected' } });
    expect(await codeOf(await browser.me())).toBe('session_ended');
    expect(await codeOf(await browser.refresh())).toBe('session_ended');
  });

  test('within the grace another device does not get the successor', async () => {
    const device = { id: randomUUID() };
    const browser = await signedIn(rig.startServer(), { device });
    const stranger = browser.copy();
    await browser.refresh({ device });
    expect(await codeOf(await stranger.refresh({ device: { id: randomUUID() } }))).toBe('session_ended');

    const unnamed = await signedIn(rig.startServer());
    const otherProgram = unnamed.copy({ 'user-agent': 'curl/8.0' });
    await unnamed.refresh();
    expect(await codeOf(await otherProgram.refresh())).toBe('session_ended');
  });

  test('no token, nonsense and an expired token are refused', async () => {
    const server = rig.startServer();
    const stranger = new Browser(server);
    expect(await codeOf(await stranger.refresh())).toBe('sign_in_needed');
    for (const token of ['x', 'A'.repeat(43), '../../etc/passwd']) {
      stranger.cookies.set('__Host-uh-refresh', token);
      expect(await codeOf(await stranger.refresh())).toBe('session_ended');
    }
    const browser = await signedIn(server);
    const admin = createDatabase({ url: rig.database.superUrl, max: 1 });
    await admin`update identity.refresh_token set expires_at = now() - interval '1 second' where used_at is null`;
    await admin.end();
    expect(await (await browser.refresh()).json()).toMatchObject({
      error: { code: 'session_ended', reason: 'expired' },
    });
  });
});
