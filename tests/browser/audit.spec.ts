/**
 * The audit on the table: what an organizer opens without signal the officer reads in the log; the officer filters,
 * follows and exports; each role sees what is its own to see; the log comes back by itself; administrators are alarmed.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device, DeviceOptions } from '../support/device.ts';
import { inspectThemes, untilDrawn, watch } from './inspect.ts';
import { look } from './ledger.ts';
import { createAnew, officeOf } from './office.ts';
import { signIn, untilAllSent, untilDownloaded, untilInstalled } from './people.ts';
import type { DemoRole } from './people.ts';
import { goTo } from './places.ts';
import { walkByTab } from './tab-walk.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

const family = 'Quillfeather-Ibarra';
const phoneNumber = '(971) 555-0142';
const birthDate = '1979-05-06';

let memberId = '';
let organizer: Device;
let officer: Device;
const desks: Device[] = [];

async function deskOf(role: DemoRole, options: DeviceOptions = desktop): Promise<Device> {
  const device = await createDevice(options);
  desks.push(device);
  const page = await device.openApp();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, role);
  await untilDownloaded(page);
  await untilAllSent(page);
  return device;
}

const log = (page: Page) => page.getByRole('list', { name: 'Audit log' });
const entries = (page: Page) => log(page).getByRole('listitem');

test.beforeAll(async () => {
  const admin = await officeOf('admin');
  memberId = await createAnew(admin, 'members', 'memberNumber', {
    memberNumber: '2031-9042',
    firstName: 'Odalys',
    lastName: family,
    classification: 'journeyman',
  });
  const staff = await officeOf('staff');
  const edited = await staff.send('PATCH', `/api/v1/members/${memberId}`, {
    phone: phoneNumber,
    dateOfBirth: birthDate,
    city: 'Alderpoint',
  });
  expect(edited.status).toBe(200);
  organizer = await deskOf('organizer', phone);
  officer = await deskOf('officer');
});
test.afterAll(async () => {
  for (const desk of desks) await desk.end();
});

interface Read {
  readonly userId: string;
  readonly deviceId: string | null;
  readonly at: string | null;
}
const reads = (): Promise<readonly Read[]> =>
  look(
    (sql) => sql<Read[]>`
      select user_id as "userId", device_id as "deviceId", device_at as at from audit.log
      where row_id = ${memberId} and action = 'READ' order by id`,
  );

test('an organizer opens a member without signal; when it returns, the officer finds it in the log', async () => {
  const page = organizer.page();
  await untilInstalled(page);
  await organizer.cut();
  await page.goto(`/members/${memberId}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(family);
  const openedAt = Date.now();
  await page.waitForTimeout(1_000);
  await page.goto('/members');
  await page.goto(`/members/${memberId}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(family);
  // As long as it takes to read a name.
  await page.waitForTimeout(1_000);
  await page.goto('/unsent');
  await expect(page.locator('main')).not.toContainText(family);
  expect(await reads()).toEqual([]);
  const healedAt = Date.now();
  await organizer.heal();
  await expect.poll(async () => (await reads()).length, { timeout: 90_000 }).toBe(1);
  const [read] = await reads();
  // When the person looked, not when the office heard of it.
  expect(Date.parse(read?.at ?? '')).toBeLessThan(healedAt);
  expect(Math.abs(Date.parse(read?.at ?? '') - openedAt)).toBeLessThan(10_000);
  expect(read?.deviceId).toMatch(/^[0-9a-f-]{36}$/);

  const desk = officer.page();
  await goTo(desk, `/audit?entity=member&record=${memberId}&action=READ`);
  await expect(entries(desk)).toHaveCount(1);
  await expect(entries(desk)).toContainText('opened');
  await expect(entries(desk)).toContainText(family);
});

test('the officer filters by person, kind, record, action and day, and follows the entry to the record', async () => {
  const page = officer.page();
  const staffId = await look(async (sql) => {
    const [found] = await sql<{ id: string }[]>`
      select user_id as id from audit.log where row_id = ${memberId} and action = 'UPDATE' order by id limit 1`;
    return found?.id ?? '';
  });
  const day = new Date().toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' });
  const query = `entity=member&record=${memberId}&action=UPDATE&person=${staffId}&from=${day}&to=${day}`;
  await goTo(page, `/audit?${query}`);
  await expect(entries(page)).toHaveCount(1);
  // The diff: the city before and after; the telephone for officers; of the birth date only that it changed.
  await expect(entries(page).locator('ins')).toContainText(['Alderpoint']);
  await expect(entries(page)).toContainText(phoneNumber);
  await expect(entries(page)).not.toContainText('1979');
  await entries(page)
    .getByRole('link', { name: new RegExp(family) })
    .click();
  await expect(page).toHaveURL(new RegExp(memberId));

  await goTo(page, `/audit?entity=member&record=${memberId}&from=2020-01-01&to=2020-01-02`);
  await expect(page.getByRole('heading', { name: 'No entries' })).toBeVisible();
  // And back from the record: its history leads to what the log has of it.
  await goTo(page, `/members/${memberId}?tab=history`);
  await page.getByRole('link', { name: 'Recent activity' }).click();
  await expect(page).toHaveURL(new RegExp(`record=${memberId}`));
  await expect(entries(page).first()).toBeVisible();
});

test('the file says what changed and carries no personal value; taking it is in the log', async () => {
  const page = officer.page();
  await goTo(page, `/audit?entity=member&record=${memberId}`);
  await expect(entries(page).first()).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as file' }).click();
  const text = readFileSync(await (await saved).path(), 'utf8');
  expect(text).toContain(memberId);
  expect(text).toContain('"city"');
  expect(text).toContain('Alderpoint');
  expect(text).toContain('(not shown)');
  for (const value of [phoneNumber, '555-0142', birthDate, '1979']) expect(text).not.toContain(value);
  await goTo(page, '/audit?action=EXPORT');
  await expect(page.getByText('saved a file: audit.csv').first()).toBeVisible();
});

test('the organizer reads the member’s history and takes no file; no telephone, no birth date', async () => {
  const page = organizer.page();
  await goTo(page, `/audit?entity=member&record=${memberId}`);
  await expect(entries(page).first()).toBeVisible();
  await expect(log(page)).toContainText('Alderpoint');
  await expect(log(page)).not.toContainText('555-0142');
  await expect(log(page)).not.toContainText('Date of birth');
  await expect(page.getByRole('button', { name: 'Save as file' })).toHaveCount(0);
});

test('office staff read what they did themselves, a member reads nothing', async () => {
  const staff = (await deskOf('staff')).page();
  await goTo(staff, `/audit?entity=member&record=${memberId}`);
  await expect(entries(staff)).toHaveCount(1);
  await expect(entries(staff)).toContainText('You');
  await expect(entries(staff)).toContainText('changed');
  await expect(staff.getByRole('button', { name: 'Save as file' })).toHaveCount(0);
  await expect(staff.getByLabel('Who')).toHaveCount(0);

  const member = (await deskOf('member', phone)).page();
  await goTo(member, '/audit');
  await expect(member.getByRole('heading', { level: 1 })).not.toHaveText('Audit log');
  const asked = await (await officeOf('member')).send('GET', '/api/v1/audit');
  expect(asked.status).toBe(403);
});

test('after lost signal the log comes back by itself', async () => {
  const page = officer.page();
  await goTo(page, '/audit');
  await expect(entries(page).first()).toBeVisible();
  await officer.cut();
  await page.getByLabel('What was done').selectOption({ label: 'added' });
  await expect(page.getByText(/The audit log needs signal|The office did not answer/)).toBeVisible({
    timeout: 60_000,
  });
  await officer.heal();
  await expect(entries(page).first()).toBeVisible({ timeout: 60_000 });
  await expect(entries(page).first()).toContainText('added');
});

test('a request that is lost while others get through is asked again, and no more often than that', async () => {
  const page = officer.page();
  let asked = 0;
  let lost = true;
  await page.route('**/api/v1/audit?**', (route) => {
    asked += 1;
    return lost ? route.abort() : route.continue();
  });
  await goTo(page, '/audit?action=UPDATE');
  await expect(page.getByText('The office did not answer')).toBeVisible({ timeout: 30_000 });
  await page.waitForTimeout(11_000);
  expect(asked).toBeGreaterThanOrEqual(2);
  expect(asked).toBeLessThan(8);
  lost = false;
  await expect(entries(page).first()).toBeVisible({ timeout: 15_000 });
  const before = asked;
  await page.waitForTimeout(6_000);
  expect(asked).toBe(before);
  await page.unroute('**/api/v1/audit?**');
});

test('an administrator is alarmed at once, looks in the log, and marks it as seen', async () => {
  const device = await deskOf('admin');
  const page = device.page();
  const seen = watch(device.context());
  await goTo(page, '/people');
  // Of one person there is one alert an hour: a second try has somebody else look.
  const busy = await officeOf(test.info().retry === 0 ? 'officer' : 'staff');
  const ids = await look(
    (sql) => sql<{ id: string }[]>`
      select m.id from members m join locals l on l.id = m.local_id
      where m.deleted_at is null and m.local_id = (select local_id from members where id = ${memberId})
      order by m.id limit 101`,
  );
  expect(ids).toHaveLength(101);
  for (let at = 0; at < ids.length; at += 10)
    await Promise.all(ids.slice(at, at + 10).map(({ id }) => busy.send('GET', `/api/v1/members/${id}`)));
  const banner = page
    .getByRole('alert')
    .filter({ hasText: 'opened 101 member records within an hour' })
    .first();
  await expect(banner).toBeVisible();
  await banner.getByRole('link', { name: 'Look in the log' }).click();
  await expect(page).toHaveURL(/\/audit\?.*person=[0-9a-f-]{36}/);
  await expect(entries(page).first()).toContainText('opened');
  await goTo(page, '/');
  await expect(page.getByRole('list', { name: 'Waiting for you' })).toContainText(
    /[12] alerts? nobody has seen/,
  );
  await page.getByRole('link', { name: /alerts? nobody has seen/ }).click();
  await inspectThemes(page, 'office-alerts');
  await walkByTab(page);
  const unseen = page.getByRole('button', { name: 'Mark as seen' });
  for (let left = await unseen.count(); left > 0; left -= 1) {
    await unseen.first().click();
    await expect(unseen).toHaveCount(left - 1);
  }
  await expect(page.getByRole('list', { name: 'Seen', exact: true })).toContainText('seen by');
  await expect(page.getByRole('alert').filter({ hasText: 'member records' })).toHaveCount(0);
  expect(seen.faults).toEqual([]);

  const desk = officer.page();
  await goTo(desk, '/alerts');
  await expect(desk.getByRole('heading', { level: 1 })).not.toHaveText('Alerts');
  await untilDrawn(desk);
});
