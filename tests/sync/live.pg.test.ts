/** The live stream tells of commits, to whom they concern and nobody else, and ends with the session. */
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endSession } from '../../server/access/open-session.ts';
import { createHub } from '../../server/sync/hub.ts';
import type { Heard } from '../support/live-client.ts';
import { listenTo } from '../support/live-client.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let staff: Person;
let teacher: Person;
let hall: Population;

beforeAll(async () => {
  rig = await openRig();
  staff = await rig.join({ roles: ['staff'] });
  teacher = await rig.join({ roles: ['instructor'] });
  hall = await populate(rig, { teacher });
});
afterAll(() => rig.close());

const numbersOf = (heard: Heard | undefined | 'nothing'): Record<string, number> =>
  typeof heard === 'object' && heard.event === 'poke' ? heard.poke.numbers : {};

const setCity = async (city: string): Promise<void> => {
  const answer = await staff.send('PATCH', `/api/v1/members/${hall.members[4]?.id}`, { city });
  expect(answer.status).toBe(200);
};

test('the first poke comes at once and names exactly the scopes that are held', async () => {
  const live = await listenTo(teacher);
  const first = numbersOf(await live.next());
  expect(Object.keys(first).sort()).toEqual(
    [`cohort:${hall.cohorts[0].id}`, 'local', `user:${teacher.userId}`].sort(),
  );
  await live.stop();
});

test('a commit is heard by those who hold its scope, with its number, and by nobody else', async () => {
  const [office, classroom] = [await listenTo(staff), await listenTo(teacher)];
  const before = numbersOf(await office.next());
  await classroom.next();
  await setCity('Kent');
  const after = numbersOf(await office.next());
  expect(after['roster']).toBeGreaterThan(before['roster'] ?? 0);
  expect(await classroom.within(200)).toBe('nothing');
  await Promise.all([office.stop(), classroom.stop()]);
});

test('many commits in a row become few pokes, and the last number is told', async () => {
  const office = await listenTo(staff);
  await office.next();
  for (let turn = 0; turn < 200; turn += 1) rig.hub.moved(rig.localId, { roster: 10_000 + turn });
  let pokes = 0;
  let last = 0;
  for (let heard = await office.within(300); typeof heard === 'object'; heard = await office.within(300)) {
    pokes += 1;
    last = numbersOf(heard)['roster'] ?? last;
  }
  expect(last).toBe(10_199);
  expect(pokes).toBeLessThan(5);
  await office.stop();
});

test('after a quiet while the first commit is told at once, and only those after it wait for one another', async () => {
  let now = Date.now();
  const slow = await openRig({ now: () => now, gatherMs: 30_000 });
  const live = await listenTo(await slow.join({ roles: ['staff'] }));
  await live.next();
  now += 60_000;
  slow.hub.moved(slow.localId, { roster: 501 });
  expect(numbersOf(await live.within(5_000))).toEqual({ roster: 501 });
  slow.hub.moved(slow.localId, { roster: 502 });
  expect(await live.within(200)).toBe('nothing');
  await live.stop();
  await slow.close();
});

test('nothing of another local is ever heard', async () => {
  const elsewhere = await rig.makeLocal();
  const office = await listenTo(staff);
  await office.next();
  rig.hub.moved(elsewhere, { roster: 99_999_999, local: 99_999_999 });
  expect(await office.within(200)).toBe('nothing');
  await office.stop();
});

test('a role that comes or goes is seen at once: its scopes appear, and fall silent', async () => {
  const admin = await rig.join({ roles: ['admin'] });
  const person = await rig.join({ roles: ['organizer'] });
  const live = await listenTo(person);
  await live.next();
  const grant = await admin.send('POST', '/api/v1/commands/grantRole', {
    userId: person.userId,
    roleName: 'staff',
  });
  expect(grant.status).toBe(200);
  const heard: Record<string, number> = {};
  for (let next = await live.within(400); typeof next === 'object'; next = await live.within(400))
    Object.assign(heard, numbersOf(next));
  expect(Object.keys(heard)).toContain('training');
  await rig.inside(
    (tx) =>
      tx`update user_roles set expires_at = now() - interval '1 second' where user_id = ${person.userId} and role_name = 'staff'`,
  );
  rig.hub.recheck(rig.localId, person.userId);
  while ((await live.within(300)) !== 'nothing');
  rig.hub.moved(rig.localId, { training: 88_888 });
  expect(await live.within(200)).toBe('nothing');
  await live.stop();
});

test('it ends, and says why, when the session or the seat ends', async () => {
  const leaving = await rig.join({ roles: ['staff'] });
  const live = await listenTo(leaving);
  await live.next();
  await endSession(rig.access, leaving.sessionId);
  expect(await live.next()).toEqual({ event: 'end', reason: 'session_ended' });
  expect(await live.next()).toBeUndefined();
  expect((await leaving.send('GET', '/api/sync/live')).status).toBe(401);

  const switchedOff = await rig.join({ roles: ['staff'] });
  const other = await listenTo(switchedOff);
  await other.next();
  await rig.inside((tx) => tx`update users set is_active = false where id = ${switchedOff.userId}`);
  rig.hub.recheck(rig.localId);
  let heard = await other.next();
  while (heard?.event === 'poke') heard = await other.next();
  expect(heard).toEqual({ event: 'end', reason: 'seat_ended' });
});

test('a stream that its reader leaves is forgotten, over real connections too', async () => {
  const before = rig.app.live.count;
  const server = createAdaptorServer({ fetch: rig.app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const leaving = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/api/sync/live`, {
    headers: staff.headers,
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  expect(rig.app.live.count).toBe(before + 1);
  leaving.abort();
  const limit = Date.now() + 3_000;
  while (rig.app.live.count > before && Date.now() < limit)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(rig.app.live.count).toBe(before);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('one person cannot hold streams without end', async () => {
  const greedy = await rig.join({ roles: ['staff'] });
  const open = [];
  for (let count = 0; count < 20; count += 1) open.push(await listenTo(greedy));
  const refused = await greedy.send('GET', '/api/sync/live');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('60');
  await Promise.all(open.map((live) => live.stop()));
});

test('what one server process commits, the streams of another hear', async () => {
  const other = createHub();
  const [here, there] = [rig.hub, other];
  await Promise.all([here.connect(rig.hall.app), there.connect(rig.hall.behind)]);
  const office = await listenTo(staff);
  await office.next();
  there.moved(rig.localId, { roster: 77_777 });
  expect(numbersOf(await office.next())).toEqual({ roster: 77_777 });
  // Words that are not the hub's own, or broken, disturb nothing.
  await rig.hall.app.notify('unionhall_hub', 'not json');
  await rig.hall.app.notify('unionhall_hub', '{"from":1}');
  expect(await office.within(100)).toBe('nothing');
  await office.stop();
  await other.close();
});
