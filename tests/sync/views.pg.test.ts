/** Opened records as devices tell of them: one READ each, of what the person could reach, however often it is told. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeviceReport } from '../../shared/sync/requests.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig } from '../support/people.ts';
import type { Population } from '../support/populate.ts';
import { populate } from '../support/populate.ts';

let rig: Rig;
let hall: Population;
let organizer: Person;
let learner: Person;
let stranger: Person;

beforeAll(async () => {
  rig = await openRig();
  const teacher = await rig.join({ roles: ['instructor'] });
  learner = await rig.join({ roles: ['member'] });
  organizer = await rig.join({ roles: ['organizer'] });
  stranger = await rig.join({ roles: ['organizer'] }, await rig.makeLocal());
  hall = await populate(rig, { teacher, learner, members: 12 });
});
afterAll(() => rig.close());

const minute = 60_000;
const ago = (minutes: number): string => new Date(Date.now() - minutes * minute).toISOString();
const memberId = (index: number): string => hall.members[index]?.id ?? '';

interface Told {
  readonly id: string;
  readonly entity: string;
  readonly row: string;
  readonly at: string;
}
const view = (row: string, at: string, entity = 'member'): Told => ({ id: randomUUID(), entity, row, at });

async function tell(
  person: Person,
  views: readonly Told[],
  device: Partial<DeviceReport> = {},
): Promise<Response> {
  const clock = new Date().toISOString();
  return person.send('POST', '/api/sync/views', {
    protocol: 1,
    device: { ...person.device, clock, ...device },
    views,
  });
}

interface Read {
  readonly at: string | null;
  readonly user: string;
  readonly device: string | null;
}
const readsOf = async (rowId: string): Promise<readonly Read[]> =>
  rig.hall.behind<Read[]>`
    select device_at as at, user_id as user, device_id as device from audit.log
    where row_id = ${rowId} and action = 'READ' order by id`;

const second = (moment: string | null): number => Math.round(Date.parse(moment ?? '') / 1000);

test('a view leaves one READ: who, on which device, when it was opened there', async () => {
  const opened = view(memberId(0), ago(95));
  const answer = await tell(organizer, [opened]);
  expect([answer.status, await answer.json()]).toEqual([200, { protocol: 1 }]);
  const [read, ...more] = await readsOf(memberId(0));
  expect(more).toEqual([]);
  expect(read).toMatchObject({ user: organizer.userId, device: organizer.device.id });
  expect(Math.abs(second(read?.at ?? null) - second(opened.at))).toBeLessThanOrEqual(2);
});

test('told again, also at once and with others, it leaves no second one', async () => {
  const opened = view(memberId(1), ago(50));
  await Promise.all([1, 2, 3, 4].map(() => tell(organizer, [opened, view(memberId(2), ago(49))])));
  await tell(organizer, [opened]);
  expect(await readsOf(memberId(1))).toHaveLength(1);
  expect(await readsOf(memberId(2))).toHaveLength(1);
});

test('opened again within ten minutes is opened once, over REST as well', async () => {
  const id = memberId(3);
  await tell(organizer, [view(id, ago(70)), view(id, ago(65)), view(id, ago(61)), view(id, ago(59))]);
  expect(await readsOf(id)).toHaveLength(2);
  expect((await organizer.send('GET', `/api/v1/members/${id}`)).status).toBe(200);
  await tell(organizer, [view(id, ago(1))]);
  expect(await readsOf(id)).toHaveLength(3);
});

test('the moment is corrected by what the device’s clock is off, and never runs ahead', async () => {
  const id = memberId(4);
  const day = 24 * 60 * minute;
  const clock = new Date(Date.now() + day).toISOString();
  await tell(organizer, [view(id, new Date(Date.now() + day - 30 * minute).toISOString())], { clock });
  const [read] = await readsOf(id);
  expect(Math.abs(second(read?.at ?? null) - second(ago(30)))).toBeLessThanOrEqual(2);
});

test('records out of reach leave no READ, and the answer is the same whether they exist or not', async () => {
  const bodies: unknown[] = [];
  for (const [who, row, entity] of [
    [learner, memberId(5), 'member'],
    [stranger, memberId(5), 'member'],
    [organizer, randomUUID(), 'member'],
    [organizer, hall.students[0]?.id ?? '', 'student'],
    [organizer, hall.sessions[0].id, 'classSession'],
    [organizer, memberId(5), 'noSuchThing'],
    [organizer, memberId(5), '__proto__'],
  ] as const) {
    const answer = await tell(who, [view(row, ago(5), entity)]);
    bodies.push([answer.status, await answer.json()]);
    expect(await readsOf(row)).toEqual([]);
  }
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
});

test('a role that has ended since, and a record removed since, were there to be opened', async () => {
  const admin = await rig.join({ roles: ['admin'] });
  const helper = await rig.join({ roles: ['organizer', 'member'] });
  const granted = await rig.hall.behind<{ id: string }[]>`
    select id from user_roles where user_id = ${helper.userId} and role_name = 'organizer'`;
  const before = ago(3);
  const end = { userRoleId: granted[0]?.id };
  expect((await admin.send('POST', '/api/v1/commands/endRole', end)).status).toBe(200);
  expect((await admin.send('DELETE', `/api/v1/members/${memberId(6)}`)).status).toBe(204);
  await tell(helper, [view(memberId(6), before), view(memberId(7), before)]);
  expect(await readsOf(memberId(6))).toHaveLength(1);
  expect(await readsOf(memberId(7))).toHaveLength(1);
});

test('another person’s device tells nothing, and too much at once is not taken', async () => {
  await organizer.pull();
  const officer = await rig.join({ roles: ['officer'] });
  const forked = await tell(officer, [view(memberId(8), ago(5))], { id: organizer.device.id });
  expect(forked.status).toBe(409);
  expect(await readsOf(memberId(8))).toEqual([]);
  const many = Array.from({ length: 501 }, () => view(memberId(8), ago(5)));
  expect((await tell(officer, many)).status).toBe(400);
  expect((await tell(officer, [{ ...view(memberId(8), ago(5)), at: 'noon' }])).status).toBe(400);
});

test('telling is no work: nothing is counted as unsent, no receipt is kept, nobody is woken', async () => {
  const receipts = () => rig.hall.behind`select change_id from receipts`;
  const numbers = () => rig.hall.behind`select scope, number from sync.feed_counter order by scope`;
  const [before, fed] = [await receipts(), await numbers()];
  await tell(organizer, [view(memberId(9), ago(5))]);
  expect(await readsOf(memberId(9))).toHaveLength(1);
  expect(await receipts()).toEqual(before);
  expect(await numbers()).toEqual(fed);
});
