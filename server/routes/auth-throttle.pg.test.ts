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

describe('throttle', () => {
  const guess = (server: Server, email: string, address: string, device?: string) =>
    new Browser(server, { 'x-forwarded-for': address }).signIn(email, 'a wrong password to try', {
      ...(device === undefined ? {} : { device: { id: device } }),
    });

  test('waits grow with failures, survive a restart of the server, and do not reveal whether the account exists', async () => {
    const account = await rig.makeAccount();
    for (const email of [account.email, 'no-such-person@hall.example']) {
      const address = email === account.email ? '198.51.100.1' : '198.51.100.2';
      for (let attempt = 0; attempt < 6; attempt += 1) {
        expect(await codeOf(await guess(rig.startServer({ patient: false }), email, address))).toBe(
          'bad_credentials',
        );
      }
      const answer = await guess(rig.startServer({ patient: false }), email, address);
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await codeOf(answer)).toBe('throttled');
    }
  });

  test('a thousand guesses at once are a thousand failures: only the free ones are looked at', async () => {
    const server = rig.startServer({ patient: false });
    const account = await rig.makeAccount();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => guess(server, account.email, '198.51.100.3')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(6);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(34);
  });

  test('strangers all over the world slow an account down, but not on the device it is used on', async () => {
    const server = rig.startServer({ patient: false });
    const account = await rig.makeAccount();
    const device = randomUUID();
    const signIn = (address: string, more: object) =>
      new Browser(server, { 'x-forwarded-for': address }).signIn(account.email, password, more);
    expect((await signIn('192.0.2.1', { device: { id: device } })).status).toBe(200);
    for (let stranger = 1; stranger <= 11; stranger += 1)
      await guess(server, account.email, `203.0.113.${stranger}`);
    expect((await signIn('192.0.2.2', {})).status).toBe(429);
    expect((await signIn('192.0.2.2', { device: { id: randomUUID() } })).status).toBe(429);
    expect((await signIn('203.0.113.1', { device: { id: device } })).status).toBe(200);
  });

  test('a success forgets the failures before it', async () => {
    const server = rig.startServer({ patient: false });
    const account = await rig.makeAccount();
    const address = '198.51.100.9';
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 0; attempt < 3; attempt += 1) await guess(server, account.email, address);
      const answer = await new Browser(server, { 'x-forwarded-for': address }).signIn(account.email);
      expect(answer.status).toBe(200);
    }
  });

  test('attempts are written down without addresses in clear', async () => {
    const account = await rig.makeAccount();
    await guess(rig.startServer({ patient: false }), account.email, '198.51.100.200');
    const admin = createDatabase({ url: rig.database.superUrl, max: 1 });
    const events = await admin`select * from identity.sign_in_event where account_id = ${account.id}`;
    const throttle = await admin`select key from identity.throttle`;
    await admin.end();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ outcome: 'bad_credentials' });
    expect(JSON.stringify([events, throttle])).not.toMatch(/198\.51\.100\.200|hall\.example/);
  });
});
