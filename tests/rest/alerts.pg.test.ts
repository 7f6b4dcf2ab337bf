/** Alerts: made when a threshold is passed and not before, once, for administrators and nobody else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { burstsIn } from '../../server/alerts/bursts.ts';
import { thresholds } from '../../server/alerts/thresholds.ts';
import { createPerson } from '../../server/commands/create-local.ts';
import { inLocal } from '../../server/database/connection.ts';
import { createWatch } from '../../server/alerts/watch.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig, publicUrl } from '../support/people.ts';
import type { Pulled } from '../support/pull-client.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let admin: Person;
let members: readonly string[];
const minute = 60_000;

beforeAll(async () => {
  rig = await openRig();
  admin = await rig.join({ roles: ['admin'] });
  members = (await populate(rig, { members: 230 })).members.map(({ id }) => id);
}, 60_000);
afterAll(() => rig.close());

interface AlertRow {
  readonly id: string;
  readonly kind: string;
  readonly userId: string | null;
  readonly count: number;
  readonly since: string;
  readonly until: string;
  readonly acknowledgedById: string | null;
  readonly acknowledgedAt: string | null;
}

async function alertsAbout(userId: string | null, asked = admin): Promise<readonly AlertRow[]> {
  const answer = await asked.send('GET', '/api/v1/alerts?page[size]=200');
  if (answer.status !== 200) throw new Error(await answer.text());
  const { rows } = (await answer.json()) as { rows: readonly AlertRow[] };
  return rows.filter((row) => row.userId === userId);
}

const officer = (): Promise<Person> => rig.join({ roles: ['officer'] });

/** Opened on the device so many minutes ago, one after the other, a tenth of a second apart. */
async function open(person: Person, ids: readonly string[], minutesAgo: number): Promise<void> {
  const start = Date.now() - minutesAgo * minute;
  const views = ids.map((row, index) => ({
    id: randomUUID(),
    entity: 'member',
    row,
    at: new Date(start + index * 100).toISOString(),
  }));
  const device = { ...person.device, clock: new Date().toISOString() };
  const answer = await person.send('POST', '/api/sync/views', { protocol: 1, device, views });
  expect(answer.status).toBe(200);
}

/** So many minutes ago: twenty-five past the hour before this one, so that what follows lies in the same window. */
const early = (): number => new Date().getUTCMinutes() + 35;

test('the thresholds are what the local asked for', () => {
  expect(thresholds).toEqual({
    members_opened: { most: 100, withinMs: 60 * minute },
    deletes: { most: 10, withinMs: 5 * minute },
    failed_sign_ins: { most: 10, withinMs: minute },
  });
});

test('a hundred member records in an hour are work; the hundred and first is told, once', async () => {
  const person = await officer();
  await open(person, members.slice(0, 100), early());
  await open(person, members.slice(0, 100), early() - 11);
  expect(await alertsAbout(person.userId)).toEqual([]);
  await open(person, members.slice(100, 101), early() - 12);
  const [alert, ...more] = await alertsAbout(person.userId);
  expect(more).toEqual([]);
  expect(alert).toMatchObject({ kind: 'members_opened', count: 101, acknowledgedAt: null });
  await open(person, members.slice(101, 210), early() - 13);
  expect(await alertsAbout(person.userId)).toHaveLength(1);
});

test('two hours are two windows: sixty and sixty, an hour apart, are work', async () => {
  const person = await officer();
  await open(person, members.slice(0, 60), 100);
  await open(person, members.slice(60, 120), 30);
  expect(await alertsAbout(person.userId)).toEqual([]);
});

test('each person is counted alone', async () => {
  const [one, other] = [await officer(), await officer()];
  await open(one, members.slice(0, 60), 10);
  await open(other, members.slice(60, 120), 10);
  expect(await alertsAbout(one.userId)).toEqual([]);
  expect(await alertsAbout(other.userId)).toEqual([]);
});

test('over REST too, and of two requests at once the second sees the first', async () => {
  const person = await officer();
  await open(person, members.slice(0, 97), 5);
  const get = (id: string | undefined) => person.send('GET', `/api/v1/members/${id}`);
  await Promise.all(members.slice(97, 100).map(get));
  expect(await alertsAbout(person.userId)).toEqual([]);
  await Promise.all(members.slice(100, 106).map(get));
  const alerts = await alertsAbout(person.userId);
  expect(alerts.map(({ kind, count }) => [kind, count])).toEqual([['members_opened', 101]]);
});

test('a server that looks at the same again makes no second one', async () => {
  const person = await officer();
  await open(person, members.slice(0, 105), 5);
  const other = createWatch({
    sql: rig.hall.app,
    registry,
    now: () => Date.now(),
    hub: { moved: () => undefined },
  });
  const raised = await rig.inside((tx) => other.opened(tx, person, Date.now() - 10 * minute));
  expect(raised).toBe(false);
  expect(await alertsAbout(person.userId)).toHaveLength(1);
});

async function remove(person: Person, ids: readonly string[]): Promise<void> {
  for (const id of ids) expect((await person.send('DELETE', `/api/v1/members/${id}`)).status).toBe(204);
}

test('ten removals in five minutes are work; the eleventh is told', async () => {
  const person = await officer();
  await remove(person, members.slice(210, 220));
  expect(await alertsAbout(person.userId)).toEqual([]);
  await remove(person, members.slice(220, 221));
  expect((await alertsAbout(person.userId)).map(({ kind, count }) => [kind, count])).toEqual([
    ['deletes', 11],
  ]);
  await remove(person, members.slice(221, 223));
  expect(await alertsAbout(person.userId)).toHaveLength(1);
});

test('taking back what one made oneself is no removal', async () => {
  const person = await officer();
  for (let index = 0; index < 12; index += 1) {
    const id = randomUUID();
    const made = await person.send('POST', '/api/v1/organizations', { id, name: `Employer ${index}` });
    expect(made.status).toBe(201);
    expect((await person.send('DELETE', `/api/v1/organizations/${id}`)).status).toBe(204);
  }
  expect(await alertsAbout(person.userId)).toEqual([]);
});

test('work of a day without signal arrives at once and was not done at once', async () => {
  const person = await officer();
  const changes = members.slice(0, 12).map((row, index) => ({
    id: randomUUID(),
    sequence: index + 1,
    entity: 'member',
    row,
    op: 'delete',
    at: new Date(Date.now() - (120 - index * 6) * minute).toISOString(),
  }));
  const device = { ...person.device, clock: new Date().toISOString(), unsent: 12 };
  const answer = await person.send('POST', '/api/sync/push', { protocol: 1, epoch: null, device, changes });
  const { answers } = (await answer.json()) as { answers: readonly { outcome: string }[] };
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
  expect(await alertsAbout(person.userId)).toEqual([]);
});

/** The server answers first and counts then. */
async function until<T>(look: () => Promise<T>, isRight: (found: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const found = await look();
    if (isRight(found) || tries === 100) return found;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Somebody with a password of his own; his address. */
const signUp = async (person: Person): Promise<string> => {
  const hash = await rig.access.hasher.hash('the right one');
  const [found] = await rig.hall.behind<{ email: string }[]>`
    update identity.account set password_hash = ${hash} where id = ${person.accountId} returning email`;
  return found?.email ?? '';
};

const guess = (email: string): Promise<Response> =>
  Promise.resolve(
    rig.app.request(`${publicUrl}/api/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: publicUrl },
      body: JSON.stringify({ email, password: 'not this one' }),
    }),
  );

const failuresOf = async (person: Person): Promise<number> =>
  (await rig.hall.behind`select id from identity.sign_in_event where account_id = ${person.accountId}`)
    .length;

test('ten failed sign-ins in a minute are a forgotten password; the eleventh is told in each of the person’s locals', async () => {
  const person = await rig.join({ roles: ['staff'] });
  const email = await signUp(person);
  const elsewhere = await rig.makeLocal();
  const neighbour = await rig.join({ roles: ['admin'] }, elsewhere);
  const stranger = await rig.join({ roles: ['admin'] }, await rig.makeLocal());
  const name = { firstName: 'Rosa', lastName: 'Quintero', email, accountId: person.accountId };
  const seat = await inLocal(rig.hall.app, { localId: elsewhere }, (tx) =>
    createPerson(tx, elsewhere, { ...name, roles: ['member'] }, Date.now() - minute),
  );
  for (let index = 0; index < 10; index += 1) expect((await guess(email)).status).toBeGreaterThan(400);
  expect(await failuresOf(person)).toBe(10);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await alertsAbout(person.userId)).toEqual([]);
  await guess(email);
  const alerts = await until(
    () => alertsAbout(person.userId),
    (found) => found.length > 0,
  );
  expect(alerts.map(({ kind, count }) => [kind, count])).toEqual([['failed_sign_ins', 11]]);
  expect(await alertsAbout(null)).toEqual([]);
  const there = await until(
    () => alertsAbout(seat, neighbour),
    (found) => found.length > 0,
  );
  expect(there.map(({ kind, count }) => [kind, count])).toEqual([['failed_sign_ins', 11]]);
  expect(await alertsAbout(seat, stranger)).toEqual([]);
  expect(await alertsAbout(person.userId, stranger)).toEqual([]);
});

test('guesses at an address that nobody has are no local’s business, and are answered alike', async () => {
  const before = await rig.hall.behind`select id from alerts`;
  const statuses = new Set<number>();
  for (let index = 0; index < 12; index += 1) statuses.add((await guess('nobody@hall.example')).status);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await rig.hall.behind`select id from alerts`).toEqual(before);
  expect(statuses.has(401)).toBe(true);
});

test('one guess at each of many accounts is told without a person', async () => {
  const other = await openRig();
  try {
    const boss = await other.join({ roles: ['admin'] });
    for (let index = 0; index < 11; index += 1) {
      const { accountId } = await other.join({ roles: ['member'] });
      await other.hall.app`select identity.record_sign_in(${accountId}, '', '', null, 'bad_credentials')`;
      const watch = createWatch({ sql: other.hall.app, registry, now: () => Date.now(), hub: other.hub });
      await watch.signInFailed(accountId);
      const answer = await boss.send('GET', '/api/v1/alerts');
      const { rows } = (await answer.json()) as { rows: readonly AlertRow[] };
      expect(rows.map(({ userId, count }) => [userId, count])).toEqual(index < 10 ? [] : [[null, 11]]);
    }
  } finally {
    await other.close();
  }
});

const alertsIn = ({ pages }: Pulled) =>
  pages.filter(({ header }) => header.entity === 'alert').flatMap(({ rows }) => rows);

test('nobody but an administrator gets them, by sync or REST, or learns that there are any', async () => {
  expect(
    (await alertsAbout(null)).length + (await rig.hall.behind`select id from alerts`).length,
  ).toBeGreaterThan(3);
  const told = await admin.pull();
  expect(alertsIn(told).length).toBeGreaterThan(3);
  for (const role of ['officer', 'staff', 'organizer', 'instructor', 'member'] as const) {
    const person = await rig.join({ roles: [role] });
    const pulled = await person.pull();
    expect([role, alertsIn(pulled)]).toEqual([role, []]);
    expect([role, Object.keys(pulled.begin.holdings).includes('alerts')]).toEqual([role, false]);
    expect([role, (await person.send('GET', '/api/v1/alerts')).status]).toEqual([role, 403]);
  }
});

test('an alert is the server’s doing, not the doing of whom it is about', async () => {
  const entries = await rig.hall.behind<{ user: string | null; account: string | null }[]>`
    select user_id as user, account_id as account from audit.log where entity = 'alert' and action = 'CREATE'`;
  expect(entries.length).toBeGreaterThan(3);
  for (const entry of entries) expect(entry).toEqual({ user: null, account: null });
  const after = await rig.hall.behind<{ user: string | null }[]>`
    select user_id as user from audit.log where entity = 'member' and action in ('DELETE', 'READ')`;
  expect(after.filter(({ user }) => user === null)).toEqual([]);
});

test('administrators mark it as seen; who was first stays', async () => {
  const person = await officer();
  await open(person, members.slice(0, 101), 5);
  const [alert] = await alertsAbout(person.userId);
  const acknowledge = (by: Person) =>
    by.send('POST', '/api/v1/commands/acknowledgeAlert', { alertId: alert?.id });
  expect((await acknowledge(person)).status).toBe(403);
  expect((await acknowledge(admin)).status).toBe(200);
  expect((await acknowledge(await rig.join({ roles: ['admin'] }))).status).toBe(200);
  const [seen] = await alertsAbout(person.userId);
  expect(seen?.acknowledgedById).toBe(admin.userId);
  expect(seen?.acknowledgedAt).not.toBeNull();
  const stranger = await rig.join({ roles: ['admin'] }, await rig.makeLocal());
  expect((await acknowledge(stranger)).status).not.toBe(200);
});

test('a burst is told with its own times', () => {
  const moments = Array.from({ length: 11 }, (_, index) => ({ at: index * 1000, what: String(index) }));
  expect(burstsIn(moments, thresholds.deletes)).toEqual([{ count: 11, since: 0, until: 10_000 }]);
});
