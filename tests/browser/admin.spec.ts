/**
 * What an administrator does from the hall, as the people in the field meet it: a role until Friday that ends by itself,
 * with and without signal; a device that fetches everything again; a session that ends. No unsent work is lost by any.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { damageStudents, rowsOnDisk } from './disk.ts';
import { inspect, inspectThemes, untilDrawn } from './inspect.ts';
import { expectOnce, freeRoster, look, standing } from './ledger.ts';
import { officeOf } from './office.ts';
import type { Office } from './office.ts';
import {
  deviceOf,
  mark,
  openRoster,
  seat,
  seatsThatSay,
  signIn,
  untilAllSent,
  untilDownloaded,
} from './people.ts';
import { goTo } from './places.ts';
import { walkByTab } from './tab-walk.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

const saved = 'Saved on this device';
const officersRows = ['member', 'memberNote', 'organization', 'saltingActivity'] as const;

let desk: Device;
let field: Device;
let admin: Office;
let carmen = '';
let note = '';
/** How long a role takes on this machine, at this hour, to reach the phone. */
let roleTakesMs = 0;

test.beforeAll(async () => {
  admin = await officeOf('admin');
  const [person] = await look((sql) => sql`select id from users where email = 'instructor@demo.example'`);
  carmen = String(person?.['id']);
  note = await writeOfficersNote();
  field = await createDevice(phone);
  const page = await field.openApp('about:blank');
  await shiftableClock(page);
  await page.goto('/');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, 'instructor');
  await untilDownloaded(page);
  desk = await createDevice(desktop);
  await desk.openApp();
  await desk.page().emulateMedia({ reducedMotion: 'reduce' });
  await signIn(desk.page(), 'admin');
  await untilDownloaded(desk.page());
});
test.afterAll(async () => {
  await field.end();
  await desk.end();
});

/** For the officers' eyes: a device that lost the role may not keep it. */
async function writeOfficersNote(): Promise<string> {
  const [member] = await look((sql) => sql`select id from members where deleted_at is null limit 1`);
  const officer = await officeOf('officer');
  const answer = await officer.send('POST', '/api/v1/member-notes', {
    memberId: member?.['id'],
    visibility: 'officers',
    noteText: 'For the officers alone.',
  });
  expect(answer.status).toBe(201);
  return (answer.body['row'] as { id: string }).id;
}

/** The device's clock can be put forward, as days that pass; timers go on as ever. */
async function shiftableClock(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shift = Number(localStorage.getItem('test.clock') ?? 0);
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
      constructor(...given: unknown[]) {
        super(...((given.length > 0 ? given : [RealDate.now() + shift]) as [number]));
      }
      static override now(): number {
        return RealDate.now() + shift;
      }
    } as DateConstructor;
  });
}

async function shiftClock(page: Page, milliseconds: number): Promise<void> {
  await page.evaluate((by) => localStorage.setItem('test.clock', String(by)), milliseconds);
  await page.goto('/');
  await untilDrawn(page);
}

/** The next Friday that is not today, there where the hall is. */
function nextFriday(): { day: string; daysAway: number; words: string } {
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' });
  const date = new Date(`${today}T12:00:00Z`);
  let daysAway = 0;
  do {
    date.setUTCDate(date.getUTCDate() + 1);
    daysAway += 1;
  } while (date.getUTCDay() !== 5);
  const day = date.toISOString().slice(0, 10);
  const words = date.toLocaleDateString('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  });
  return { day, daysAway, words };
}

/** Where the menus of this phone lead. */
async function menuOf(page: Page): Promise<readonly string[]> {
  const more = page.getByRole('button', { name: 'More', exact: true });
  if (await more.isVisible()) await more.click();
  const links = await page
    .locator('nav a:visible, [role="menu"] a:visible, dialog a:visible')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  await page.keyboard.press('Escape');
  return links;
}

const held = async (page: Page): Promise<readonly string[]> => {
  const rows = await rowsOnDisk(page);
  return officersRows.filter((name) => (rows[name] ?? 0) > 0);
};

const stands = async (page: Page): Promise<void> => {
  await expect.poll(() => held(page), { timeout: 90_000 }).toEqual([...officersRows]);
  await expect.poll(() => menuOf(page), { timeout: 30_000 }).toContain('/audit');
};

/** The rights, the menu and the rows on the disk. */
const isGone = async (page: Page, timeout = 60_000): Promise<void> => {
  await expect.poll(() => menuOf(page), { timeout }).not.toContain('/audit');
  expect(await menuOf(page)).not.toContain('/members');
  await expect.poll(() => held(page), { timeout: 60_000 }).toEqual([]);
};

test('an administrator grants the officer role until Friday, and the phone in the field gains the officer’s pages', async () => {
  const page = desk.page();
  const friday = nextFriday();
  await isGone(field.page());
  await goTo(page, '/people');
  const person = page.locator('li.person', { hasText: 'Carmen Ruiz-Haugen' });
  await person.getByRole('button', { name: 'Grant Carmen Ruiz-Haugen a role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Role').selectOption({ label: 'Officer' });
  await dialog.getByLabel(/^Through/).fill(friday.day);
  const grantedAt = Date.now();
  await dialog.getByRole('button', { name: 'Grant a role' }).click();
  await expect(person.locator('.person-roles > li', { hasText: 'Officer' })).toContainText(
    `through ${friday.words}`,
  );
  await stands(field.page());
  roleTakesMs = Date.now() - grantedAt;
  await goTo(field.page(), '/devices');
  await expect(field.page().getByRole('heading', { name: 'Devices', level: 1 })).toBeVisible();
  await expect(field.page().getByRole('button', { name: /^Actions for/ })).toHaveCount(0);
  await inspect(field.page(), 'admin-officer-phone-devices');
});

test('offline until Saturday: the phone takes the rights away by itself; on Thursday, with signal, they stand', async () => {
  const page = field.page();
  const friday = nextFriday();
  await field.cut();
  await shiftClock(page, (friday.daysAway + 1) * 86_400_000);
  await isGone(page);
  await goTo(page, '/devices');
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Devices');
  await inspect(page, 'admin-saturday-phone');
  // The person's own rows stay: the classes go on.
  expect((await rowsOnDisk(page))['student']).toBeGreaterThan(0);
  await field.heal();
  await shiftClock(page, 0);
  await stands(page);
});

test('a grant whose time passes while the phone is offline is over there, and over at the server', async () => {
  const page = field.page();
  const command = async (name: string, body: object): Promise<number> =>
    (await admin.send('POST', `/api/v1/commands/${name}`, body)).status;
  const [grant] = await look(
    (sql) => sql`
      select id from user_roles
      where user_id = ${carmen} and role_name = 'officer' and deleted_at is null and expires_at > now()`,
  );
  expect(await command('endRole', { userRoleId: grant?.['id'] })).toBe(200);
  await wake(page);
  await isGone(page);
  const expiresAt = Date.now() + 12_000 + 4 * roleTakesMs;
  const short = { userId: carmen, roleName: 'officer', expiresAt: new Date(expiresAt).toISOString() };
  expect(await command('grantRole', short)).toBe(200);
  await wake(page);
  await stands(page);
  expect(Date.now(), 'the role came before it was over').toBeLessThan(expiresAt);
  expect(await statusFor(page, `/api/v1/memberNote/${note}`)).toBe(200);
  await field.cut();
  // No reload, no signal: the app's own clock does it.
  await isGone(page, expiresAt - Date.now() + 30_000);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  await field.heal();
  await wake(page);
  await untilAllSent(page);
  expect(await statusFor(page, `/api/v1/memberNote/${note}`)).toBe(403);
  await isGone(page);
});

/** What the server answers this browser, with its own session. */
const statusFor = (page: Page, path: string): Promise<number> =>
  page.evaluate(async (asked) => {
    const seats = (await (await fetch('/api/auth/me')).json()) as { seats: { localId: string }[] };
    const headers = { 'unionhall-local': seats.seats[0]?.localId ?? '' };
    return (await fetch(asked, { headers })).status;
  }, path);

/** Somebody looks at the device: a reason for it to try now. */
const wake = (page: Page): Promise<boolean> => page.evaluate(() => dispatchEvent(new Event('focus')));

/** Carmen's phone on the devices page. */
async function rowOfPhone(): Promise<Locator> {
  await goTo(desk.page(), '/devices');
  const [device] = await look(
    (sql) => sql`
      select id from devices where user_id = ${carmen} and deleted_at is null
      order by last_contact_at desc limit 1`,
  );
  return desk.page().locator(`tr[data-key="${String(device?.['id'])}"]`);
}

const cell = async (row: Locator, column: string): Promise<string> => {
  const heads = await desk.page().locator('thead th').allInnerTexts();
  return row.locator('th, td').nth(heads.indexOf(column)).innerText();
};

test('the devices page tells of the phone: last contact, version, unsent and since when, clock, storage', async () => {
  const page = field.page();
  await openRoster(page, await freeRoster());
  const roster = new URL(page.url()).pathname;
  const busy = field.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  await wake(page);
  const row = await rowOfPhone();
  await expect.poll(() => cell(row, 'Unsent'), { timeout: 90_000 }).toBe('1');
  expect(await cell(row, 'Unsent since')).toMatch(/just now|ago/);
  expect(await cell(row, 'Last contact')).toMatch(/just now|ago/);
  expect(await cell(row, 'Version')).toMatch(/^\d+\.\d+\.\d+/);
  expect(await cell(row, 'Clock')).toMatch(/^(right|[+−]\d s)$/);
  expect(await cell(row, 'Storage')).toMatch(/^[1-9][\d.]* MB$/);
  await inspectThemes(desk.page(), 'admin-devices');
  await walkByTab(desk.page());
  busy.end();
  await wake(page);
  await untilAllSent(page);
  await expectOnce(roster, 1);
});

test('it fetches everything again at its next contact; the unsent mark survives and is sent exactly once', async () => {
  const page = field.page();
  const whole = await rowsOnDisk(page);
  await openRoster(page, await freeRoster());
  const roster = new URL(page.url()).pathname;
  const busy = field.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
  const unproved = field.wire.lay(/sync\/verify$/, { kind: 'status', status: 503 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  await damageStudents(page, 'a row is missing');
  expect((await rowsOnDisk(page))['student']).toBe((whole['student'] ?? 0) - 1);

  await wake(page);
  const row = await rowOfPhone();
  await expect.poll(() => cell(row, 'Unsent'), { timeout: 90_000 }).toBe('1');
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await desk.page().getByRole('menuitem', { name: 'Make it fetch everything again' }).click();
  const dialog = desk.page().getByRole('dialog');
  await expect(dialog).toContainText('1 change on it has not been sent. It stays there and will be sent.');
  await inspectThemes(desk.page(), 'admin-resync-dialog');
  await dialog.getByRole('button', { name: 'Make it fetch everything again' }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => cell(row, 'Fetched again'), { timeout: 90_000 }).toMatch(/asked .+done /s);
  expect((await rowsOnDisk(page))['student']).toBe(whole['student']);
  // It was laid back over the fresh rows, and waits.
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  expect(await standing(roster)).toHaveLength(0);
  busy.end();
  unproved.end();
  await wake(page);
  await untilAllSent(page);
  await expectOnce(roster, 1);
  await inspect(desk.page(), 'admin-devices-resynced');
});

test('its session is ended: the unsent mark stays, and goes once after signing in again', async () => {
  const page = field.page();
  await openRoster(page, await freeRoster());
  const roster = new URL(page.url()).pathname;
  const busy = field.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  const row = await rowOfPhone();
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await desk.page().getByRole('menuitem', { name: 'End its session' }).click();
  const dialog = desk.page().getByRole('dialog');
  await expect(dialog).toContainText('Carmen Ruiz-Haugen must sign in again on this device');
  await inspectThemes(desk.page(), 'admin-end-dialog');
  await dialog.getByRole('button', { name: 'End its session' }).click();
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => cell(row, 'What worries'), { timeout: 30_000 }).toContain('Signed out');
  busy.end();

  const ended = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
  await expect(ended).toBeVisible({ timeout: 60_000 });
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  expect(await standing(roster)).toHaveLength(0);
  await inspect(page, 'admin-ended-phone');
  await ended.getByRole('button', { name: 'Sign in' }).click();
  const again = page.getByRole('dialog');
  await again.getByRole('textbox', { name: /^Password/ }).fill(process.env['UNIONHALL_DEMO_PASSWORD'] ?? '');
  await again.getByRole('button', { name: 'Sign in' }).click();
  await untilAllSent(page);
  await expectOnce(roster, 1);
  await expect.poll(() => cell(row, 'What worries'), { timeout: 90_000 }).not.toContain('Signed out');
});

test('on the administrator’s own device one signs out; without signal the page says that both need it', async () => {
  const page = desk.page();
  await goTo(page, '/devices');
  const [own] = await look(
    (sql) => sql`
      select d.id from devices d join users u on u.id = d.user_id and u.local_id = d.local_id
      where u.email = 'admin@demo.example' order by d.last_contact_at desc limit 1`,
  );
  const row = page.locator(`tr[data-key="${String(own?.['id'])}"]`);
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await expect(page.getByRole('menuitem', { name: /^Sign out: this is your own/ })).toHaveAttribute(
    'href',
    '/device',
  );
  await expect(page.getByRole('menuitem', { name: 'End its session' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await desk.cut();
  await wake(page);
  await expect(page.getByText('Fetching again and ending a session need signal')).toBeVisible({
    timeout: 60_000,
  });
  await row.getByRole('button', { name: /^Actions for/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Make it fetch everything again' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Escape');
  await inspect(page, 'admin-devices-offline');
  await desk.heal();
  await untilAllSent(page);
});

test('the same on a phone: the device and what can be done to it come first', async () => {
  const small = await deviceOf('admin', phone);
  const page = small.page();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await goTo(page, '/devices');
  const button = page.getByRole('button', { name: /^Actions for/ }).first();
  expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await inspectThemes(page, 'admin-phone-devices');
  await button.click();
  await page.getByRole('menuitem', { name: 'Make it fetch everything again' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await inspectThemes(page, 'admin-phone-resync');
  await small.end();
});
