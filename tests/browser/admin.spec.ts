/**
 * What an administrator does from the hall to a phone in the field: sees how it is, makes it fetch everything again, ends
 * its session. No unsent work is lost by any.
 */
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import type { Ambush } from '../support/device-proxy.ts';
import { damageStudents, rowsOnDisk } from './disk.ts';
import { inspect, inspectThemes } from './inspect.ts';
import { expectOnce, freeRoster, look, standing } from './ledger.ts';
import {
  deviceOf,
  mark,
  openRoster,
  seat,
  seatsThatSay,
  signIn,
  untilAllSent,
  untilDownloaded,
  wake,
} from './people.ts';
import { goTo } from './places.ts';
import { walkByTab } from './tab-walk.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

const saved = 'Saved on this device';

let desk: Device;
let field: Device;
let carmen = '';

test.beforeAll(async () => {
  const [person] = await look((sql) => sql`select id from users where email = 'instructor@demo.example'`);
  carmen = String(person?.['id']);
  field = await createDevice(phone);
  const page = await field.openApp();
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

/** A mark that waits on the phone: the office takes nothing until `busy` ends. */
async function markWithoutSending(): Promise<{ roster: string; busy: Ambush }> {
  const page = field.page();
  const roster = await freeRoster();
  await openRoster(page, roster);
  const busy = field.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  return { roster, busy };
}

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
  const { roster, busy } = await markWithoutSending();
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
  const unproved = field.wire.lay(/sync\/verify$/, { kind: 'status', status: 503 }, Infinity);
  const { roster, busy } = await markWithoutSending();
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
  // What the phone does meanwhile is drawn beside an open menu, and does not take it out of the hand.
  await row.getByRole('button', { name: /^Actions for/ }).click();
  const item = desk.page().getByRole('menuitem', { name: 'End its session' });
  await item.evaluate((element) => (element.dataset['test'] = 'held'));
  await expect.poll(() => cell(row, 'Fetched again'), { timeout: 90_000 }).toMatch(/asked .+done /s);
  await expect(item).toBeVisible();
  await expect(item).toHaveAttribute('data-test', 'held');
  await desk.page().keyboard.press('Escape');
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
  const { roster, busy } = await markWithoutSending();
  const row = await rowOfPhone();
  const end = desk.page().getByRole('menuitem', { name: 'End its session' });
  // The list is in the order of what is amiss: a row that moves up as the phone reports closes its menu.
  await expect(async () => {
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await end.click({ timeout: 2_000 });
  }).toPass();
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
  await expect(button).toBeVisible();
  // The list is drawn anew when the people's names are there.
  await expect.poll(async () => (await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await inspectThemes(page, 'admin-phone-devices');
  await button.click();
  await page.getByRole('menuitem', { name: 'Make it fetch everything again' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await inspectThemes(page, 'admin-phone-resync');
  await small.end();
});
