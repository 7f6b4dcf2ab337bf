/**
 * A role until Friday: the phone in the field gains the officer's pages and rows, and loses them by itself when the time
 * has passed, with and without signal.
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { rowsOnDisk } from './disk.ts';
import { inspect, untilDrawn } from './inspect.ts';
import { look } from './ledger.ts';
import { create, officeOf } from './office.ts';
import type { Office } from './office.ts';
import { signIn, untilAllSent, untilDownloaded, wake } from './people.ts';
import { goTo } from './places.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

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
  const text = { visibility: 'officers', noteText: 'For the officers alone.' };
  return create(await officeOf('officer'), 'member-notes', { memberId: member?.['id'], ...text });
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
  // With the rights, “More” may go away under the hand.
  if (await more.isVisible()) await more.click({ timeout: 1_000 }).catch(() => undefined);
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

const standsBefore = async (page: Page, end: number): Promise<boolean> => {
  const left = (): number => Math.max(1, end - Date.now() - 2_000);
  try {
    await expect.poll(() => held(page), { timeout: left() }).toEqual([...officersRows]);
    await expect.poll(() => menuOf(page), { timeout: left() }).toContain('/audit');
    return true;
  } catch {
    return false;
  }
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
  let lastsMs = 10_000 + 2 * roleTakesMs;
  const grantShort = async (): Promise<number> => {
    const expiresAt = Date.now() + lastsMs;
    const short = { userId: carmen, roleName: 'officer', expiresAt: new Date(expiresAt).toISOString() };
    expect(await command('grantRole', short)).toBe(200);
    await wake(page);
    return expiresAt;
  };
  let expiresAt = await grantShort();
  // A machine that is busy elsewhere may take longer than it did: then a role for longer.
  while (!(await standsBefore(page, expiresAt)) && lastsMs < 60_000) {
    await isGone(page);
    lastsMs *= 2;
    expiresAt = await grantShort();
  }
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
