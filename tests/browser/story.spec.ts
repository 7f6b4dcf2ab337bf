/**
 * The instructor's day, end to end: real Chromium with persistent profiles, the real server and Postgres, the service
 * worker on, and a network that is really cut. Each test is one part of the story and goes on from the part before.
 */
import { expect, test } from '@playwright/test';
import { createDevice, desktop, tablet } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { inDemoLocal, openHallDatabase } from '../support/hall-database.ts';
import {
  mark,
  nameOf,
  openTodaysRoster,
  pill,
  seat,
  seatNamed,
  signIn,
  untilAllSent,
  untilDownloaded,
  untilInstalled,
} from './people.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

let door: Device;
let desk: Device;
let office: Device;
let names: readonly string[] = [];
let rosterPath = '';
let localId = '';

test.beforeAll(async () => {
  [door, desk, office] = await Promise.all([
    createDevice(tablet),
    createDevice(tablet),
    createDevice(desktop),
  ]);
});

test.afterAll(async () => {
  await Promise.all([door.end(), desk.end(), office.end()]);
});

const shot = (device: Device, name: string) =>
  device.page().screenshot({ path: `test-results/screens/${name}.png`, fullPage: true });

/** The mark a roster row shows. */
const markOf = (device: Device, name: string) => seatNamed(device.page(), name).getAttribute('data-marked');

test('1a. she signs in once with signal, and the app starts again without', async () => {
  const page = await door.openApp();
  await signIn(page, 'instructor');
  await untilDownloaded(page);
  await untilInstalled(page);
  await shot(door, 'today-tablet-online');
  await door.cut();
  await door.closeApp();
  const again = await door.openApp();
  await expect(again.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(again.getByText('Pre-apprenticeship, evening').first()).toBeVisible();
  await expect(pill(again)).toContainText('Offline');
  await shot(door, 'today-tablet-offline');
});

test('1b. she marks the roster offline; each mark says where it is, the header says how many', async () => {
  const page = door.page();
  await openTodaysRoster(page);
  rosterPath = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'All present' }).click();
  await expect(page.locator('li.seat[data-marked="present"]')).toHaveCount(18);
  names = await Promise.all([0, 1, 2, 3].map((index) => nameOf(seat(page, index))));
  for (const name of names.slice(0, 2)) {
    const row = seatNamed(page, name);
    await mark(row, 'Late');
    await row.getByLabel('Arrived').fill('17:52');
    await row.getByLabel('Arrived').press('Tab');
  }
  const absent = seatNamed(page, names[2] ?? '');
  await mark(absent, 'Absent');
  await absent.getByRole('button', { name: /Note for/ }).click();
  await absent.getByRole('textbox', { name: /Note for/ }).fill('Called: the car would not start.');
  await absent.getByRole('textbox', { name: /Note for/ }).press('Tab');
  await expect(page.locator('li.seat').filter({ hasText: 'Saved on this device' })).toHaveCount(18);
  await expect(pill(page)).toContainText(/Offline · \d+ on this device/);
  await shot(door, 'roster-tablet-offline');
});

test('1c. a reload loses nothing, and the Unsent screen says what, and since when', async () => {
  const page = door.page();
  await page.reload();
  await expect(page.locator('li.seat[data-marked="present"]')).toHaveCount(15);
  await expect(seatNamed(page, names[0] ?? '').getByLabel('Arrived')).toHaveValue('17:52');
  await page.goto('/unsent');
  await expect(page.getByText('Called: the car would not start.')).toBeVisible();
  await expect(page.getByText('18 records in one gesture')).toBeVisible();
  await shot(door, 'unsent-tablet-offline');
});

test('2. a second tablet in the room marks some of the same students, offline too', async () => {
  const page = await desk.openApp();
  await signIn(page, 'instructor');
  await untilDownloaded(page);
  await untilInstalled(page);
  await page.goto(rosterPath);
  await expect(seat(page, 0)).toBeVisible();
  await desk.cut();
  // Later than the first tablet's marks: for these two, this one stands.
  await mark(seatNamed(page, names[0] ?? ''), 'Excused');
  await mark(seatNamed(page, names[2] ?? ''), 'Present');
  await expect(page.locator('li.seat').filter({ hasText: 'Saved on this device' })).toHaveCount(2);
});

test('3. signal returns on both: one row a student, no refusal, the later mark stands, both in the history', async () => {
  // The office watches, with the roster open and without reloading.
  const watching = await office.openApp();
  await signIn(watching, 'staff');
  await untilDownloaded(watching);
  await watching.goto(rosterPath);
  await expect(seat(watching, 0)).toBeVisible();

  // The later one sends first, so that the order of arrival is not what decides.
  await desk.heal();
  await untilAllSent(desk.page());
  await door.heal();
  await untilAllSent(door.page());

  await expect.poll(() => markOf(office, names[0] ?? '')).toBe('excused');
  await expect.poll(() => markOf(office, names[1] ?? '')).toBe('late');
  await expect.poll(() => markOf(office, names[2] ?? '')).toBe('present');
  await expect(watching.locator('li.seat[data-marked]')).toHaveCount(18);
  await shot(office, 'roster-desktop-online');
  await desk.page().goto(rosterPath);
  await expect.poll(() => markOf(desk, names[1] ?? '')).toBe('late');

  const seats = await watching.evaluate(
    async () => (await fetch('/api/auth/me')).json() as Promise<{ seats: { localId: string }[] }>,
  );
  localId = seats.seats[0]?.localId ?? '';
  const sql = openHallDatabase('app');
  const sessionId = rosterPath.split('/').at(-1) ?? '';
  const found = await inDemoLocal(sql, localId, async (tx) => ({
    rows: await tx`select student_id, count(*)::int as rows from attendances where session_id = ${sessionId} group by 1`,
    mixed:
      await tx`select id from attendances where status in ('absent', 'excused') and (arrival_time is not null or departure_time is not null)`,
    refused: await tx`select id from refusals`,
    trail: await tx`
      select a.id, count(*)::int as entries from attendances a join audit.log l on l.local_id = a.local_id and l.row_id = a.id
      where a.session_id = ${sessionId} and l.action in ('CREATE', 'UPDATE', 'SUPERSEDED') group by 1`,
  }));
  await sql.end();
  expect(found.rows).toHaveLength(18);
  expect(found.rows.every((row) => row['rows'] === 1)).toBe(true);
  expect(found.mixed).toHaveLength(0);
  expect(found.refused).toHaveLength(0);
  // First tablet: present, then late; second tablet: excused. All of it is remembered.
  expect(found.trail.filter((row) => Number(row['entries']) >= 2).length).toBeGreaterThanOrEqual(3);
});

test('4a. the office corrects a mark; the tablet shows it within a second; the history says who, what, when, where', async () => {
  const page = office.page();
  const tabletPage = door.page();
  await tabletPage.goto(rosterPath);
  await expect(seat(tabletPage, 0)).toBeVisible();
  await untilAllSent(tabletPage);
  const name = names[3] ?? '';
  await mark(seatNamed(page, name), 'Left early');
  const begun = Date.now();
  await expect.poll(() => markOf(door, name), { intervals: [25] }).toBe('left_early');
  const took = Date.now() - begun;
  console.log(`The correction was on the tablet after ${took} ms.`);
  await untilAllSent(page);
  await seatNamed(page, name)
    .getByRole('link', { name: /History of/ })
    .click();
  await expect(page.getByText('Patrice Delgado').first()).toBeVisible();
  await expect(page.getByText('Carmen Ruiz-Haugen').first()).toBeVisible();
  await shot(office, 'history-desktop');
});

test('4b. nobody bends the audit: not the application, not the migrations', async () => {
  for (const role of ['app', 'owner'] as const) {
    const sql = openHallDatabase(role);
    for (const deed of [
      `update audit.log set note = 'bent'`,
      `delete from audit.log`,
      `truncate audit.log`,
      `delete from audit.values`,
      `truncate audit.values`,
    ])
      await expect(sql.unsafe(deed), `${role}: ${deed}`).rejects.toThrow();
    await sql.end();
  }
});

test('5. the assignment ends: the rows leave the tablet, the mark made meanwhile is set aside and reaches the office', async () => {
  const tabletPage = door.page();
  await tabletPage.goto(rosterPath);
  await expect(seat(tabletPage, 0)).toBeVisible();
  await door.cut();
  await mark(seatNamed(tabletPage, names[1] ?? ''), 'Absent');
  await expect(seatNamed(tabletPage, names[1] ?? '').getByText('Saved on this device')).toBeVisible();

  const sql = openHallDatabase('app');
  const [assignment] = await inDemoLocal(
    sql,
    localId,
    (
      tx,
    ) => tx`select a.id, a.version from instructor_assignments a join class_sessions s on s.cohort_id = a.cohort_id and s.local_id = a.local_id
               where s.id = ${rosterPath.split('/').at(-1) ?? ''} and a.user_id is not null`,
  );
  await sql.end();
  const status = await office.page().evaluate(
    async ({ id, local }) =>
      (
        await fetch(`/api/v1/instructor-assignments/${id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', 'unionhall-local': local },
          body: JSON.stringify({ endedOn: '2026-01-05' }),
        })
      ).status,
    { id: String(assignment?.['id']), local: localId },
  );
  expect(status).toBe(200);

  await door.heal();
  await expect(tabletPage.getByText('This class is not on this device')).toBeVisible({ timeout: 60_000 });
  await tabletPage.goto('/unsent');
  await tabletPage.getByRole('tab', { name: /Needs you/ }).click();
  await expect(tabletPage.getByText(/set aside/i).first()).toBeVisible({ timeout: 60_000 });
  await shot(door, 'needs-you-tablet');

  const page = office.page();
  await page.goto('/review');
  await expect(page.getByText('Carmen Ruiz-Haugen').first()).toBeVisible({ timeout: 30_000 });
  await shot(office, 'review-desktop');
});
