/**
 * P4, nothing leaks: two people on one tablet, the ways of leaving with unsent work, a role that ends, and a member who
 * holds no more than what is about them.
 */
import { expect, test } from '@playwright/test';
import { phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { rowsOnDisk } from './disk.ts';
import { expectOnce, freeRoster, look, standing } from './ledger.ts';
import { officeOf } from './office.ts';
import {
  deviceOf,
  mark,
  openRoster,
  pill,
  seat,
  seatsThatSay,
  signIn,
  signOut,
  untilAllSent,
} from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(180_000);

let tablet: Device;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
});
test.beforeEach(async () => {
  roster = await freeRoster();
});
test.afterAll(() => tablet.end());

const saved = 'Saved on this device';

/** Marks offline and leaves, still offline. */
async function leaveWithWork(way: 'keep' | 'hand_over' | 'discard', count: number): Promise<void> {
  const page = tablet.page();
  await openRoster(page, roster);
  await tablet.cut();
  for (let index = 0; index < count; index += 1) await mark(seat(page, index), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(count);
  await signOut(page, way);
  await tablet.heal();
}

test('she keeps her work and leaves; the next person sees none of it; it goes out when she is back', async () => {
  const page = tablet.page();
  await leaveWithWork('keep', 2);
  await expect(page.getByText('Someone else has unsent work on this device')).toBeVisible();
  await signIn(page, 'staff');
  await untilAllSent(page);
  await expect(page.getByText('Carmen Ruiz-Haugen').and(page.locator('.rail-person'))).toHaveCount(0);
  await page.goto('/unsent');
  await expect(page.getByText('Everything has been sent')).toBeVisible();
  await openRoster(page, roster);
  await expect(page.locator('li.seat[data-marked]')).toHaveCount(0);
  expect(await standing(roster)).toHaveLength(0);
  await signOut(page);
  await signIn(page, 'instructor');
  await untilAllSent(page);
  await expectOnce(roster, 2);
  await openRoster(page, roster);
  await expect(page.locator('li.seat[data-marked="absent"]')).toHaveCount(2);
});

test('she sends it now and leaves: it is at the office, and no row of hers stays on the disk', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const slow = tablet.wire.lay(/sync\/push$/, { kind: 'delay', ms: 4_000 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(pill(page)).toContainText('Sending 1');
  await signOut(page, 'send');
  slow.end();
  await expectOnce(roster, 1);
  expect(await rowsOnDisk(page)).toEqual({});
  await signIn(page, 'instructor');
  await untilAllSent(page);
});

test('she discards it, in writing: it is gone here and never reaches the office', async () => {
  const page = tablet.page();
  await leaveWithWork('discard', 1);
  await signIn(page, 'instructor');
  await untilAllSent(page);
  await openRoster(page, roster);
  await expect(page.locator('li.seat[data-marked]')).toHaveCount(0);
  expect(await standing(roster)).toHaveLength(0);
});

test('she hands it over: the next person’s contact carries it in, sealed, and the office decides', async () => {
  const page = tablet.page();
  await leaveWithWork('hand_over', 1);
  expect(await rowsOnDisk(page)).toEqual({});
  await signIn(page, 'staff');
  await untilAllSent(page);
  await page.goto('/review');
  const handed = page.locator('ul[aria-label="Set aside"] > li').filter({ hasText: 'Carmen Ruiz-Haugen' });
  await expect(handed.first()).toBeVisible({ timeout: 60_000 });
  expect(await standing(roster)).toHaveLength(0);
  await handed.first().getByRole('button', { name: 'Take it' }).click();
  await expect.poll(async () => (await standing(roster)).length, { timeout: 30_000 }).toBe(1);
  await signOut(page);
  await signIn(page, 'instructor');
  await untilAllSent(page);
});

test('her role ends: at the next contact the rows are gone from the disk, not only from the screen', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  expect((await rowsOnDisk(page))['student']).toBeGreaterThan(0);
  await tablet.cut();
  const admin = await officeOf('admin');
  const command = async (name: string, body: object): Promise<number> =>
    (await admin.send('POST', `/api/v1/commands/${name}`, body)).status;
  const [role] = await look(
    (sql) => sql`
      select g.id, g.user_id from user_roles g join users u on u.id = g.user_id and u.local_id = g.local_id
      where u.email = 'instructor@demo.example' and g.deleted_at is null and (g.expires_at is null or g.expires_at > now())`,
  );
  expect(await command('endRole', { userRoleId: role?.['id'] })).toBe(200);
  await tablet.heal();
  await expect(page.getByText('This class is not on this device')).toBeVisible({ timeout: 60_000 });
  await expect
    .poll(async () => {
      const { student, attendance, enrollment, classSession } = await rowsOnDisk(page);
      return [student, attendance, enrollment, classSession];
    })
    .toEqual([undefined, undefined, undefined, undefined]);
  expect(await command('grantRole', { userId: role?.['user_id'], roleName: 'instructor' })).toBe(200);
  // And back again, by itself.
  await expect(seat(page, 0)).toBeVisible({ timeout: 60_000 });
});

test('a member’s device holds what is about the member, and nothing about anybody else', async () => {
  const device = await deviceOf('member', phone);
  const [member] = await look(
    (sql) => sql`
      select u.member_id as id, u.id as user_id,
        (select count(*)::int from attendances a where a.member_id = u.member_id and a.deleted_at is null) as marks,
        (select count(*)::int from enrollments e where e.member_id = u.member_id and e.deleted_at is null) as courses
      from users u where u.email = 'member@demo.example'`,
  );
  const held = await rowsOnDisk(device.page());
  expect(held['attendance'] ?? 0).toBe(member?.['marks']);
  expect(held['enrollment'] ?? 0).toBe(member?.['courses']);
  expect(held['member'] ?? 0).toBe(1);
  for (const name of [
    'student',
    'instructor',
    'instructorAssignment',
    'classSession',
    'refusal',
    'setAside',
    'conflict',
  ])
    expect(held[name], name).toBeUndefined();
  expect(held['user']).toBe(1);
  await device.end();
});
