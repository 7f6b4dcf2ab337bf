/**
 * P1, no accepted work is lost: what the chip calls saved survives a reload, a crash, a second tab, a full disk, an
 * ended session, an update and a database that is deleted under the app. The wire is really cut, the browser really
 * killed.
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Device } from '../support/device.ts';
import { expectOnce, freeRoster, standing } from './ledger.ts';
import { officeOf } from './office.ts';
import {
  deviceOf,
  mark,
  nameOf,
  openRoster,
  pill,
  seat,
  seatNamed,
  seatsThatSay,
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
test.afterEach(async () => {
  await tablet.heal();
});
test.afterAll(() => tablet.end());

const saved = 'Saved on this device';

async function markOffline(page: Page, count: number): Promise<void> {
  await openRoster(page, roster);
  await tablet.cut();
  for (let index = 0; index < count; index += 1) await mark(seat(page, index), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(count);
}

test('a reload at the very moment of “Saved on this device” loses nothing', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  await tablet.cut();
  const name = await nameOf(seat(page, 0));
  // The page itself watches for the chip and reloads in the same turn: no test could be quicker.
  await page.evaluate((words) => {
    new MutationObserver(() => {
      if (document.querySelector('li.seat .seat-state')?.textContent.includes(words)) location.reload();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, saved);
  const reloaded = page.waitForEvent('load');
  await mark(seat(page, 0), 'Absent');
  await reloaded;
  await expect(seatNamed(page, name)).toHaveAttribute('data-marked', 'absent');
  await expect(seatNamed(page, name)).toContainText(saved);
  await tablet.heal();
  await untilAllSent(page);
  await expectOnce(roster, 1);
});

test('the browser is killed as soon as the chip appears, and opened again without signal', async () => {
  // Chromium writes cookies down each 30 s, or when it is closed; a kill before that costs the sign-in, not the work.
  await tablet.closeApp();
  const page = await tablet.openApp();
  await openRoster(page, roster);
  await tablet.cut();
  await page.getByRole('button', { name: 'All present' }).click();
  await expect(seatsThatSay(page, saved).first()).toBeVisible();
  const count = await page.locator('li.seat').count();
  await tablet.kill();
  const again = await tablet.openApp(roster);
  await expect(seatsThatSay(again, saved)).toHaveCount(count, { timeout: 60_000 });
  await expect(again.locator('li.seat[data-marked="present"]')).toHaveCount(count);
  await tablet.heal();
  await untilAllSent(again);
  await expectOnce(roster, count);
});

test('two tabs mark different students; each is sent once, and when the sending tab goes the other takes over', async () => {
  const first = tablet.page();
  await openRoster(first, roster);
  const second = await tablet.context().newPage();
  await openRoster(second, roster);
  await tablet.cut();
  await mark(seat(first, 0), 'Absent');
  await mark(seat(second, 1), 'Excused');
  // Each tab sees the other's mark before either has been sent.
  await expect(seatsThatSay(first, saved)).toHaveCount(2);
  await expect(seatsThatSay(second, saved)).toHaveCount(2);
  const swallowed = tablet.wire.lay(/sync\/push$/, { kind: 'swallow' });
  await tablet.heal();
  // The first tab was there before and sends. It goes while the server is at work on what it sent.
  await expect.poll(() => swallowed.count(), { timeout: 60_000 }).toBe(1);
  const left = await tablet.context().newPage();
  await first.close();
  await left.close();
  await untilAllSent(second);
  await mark(seat(second, 2), 'Present');
  await expect(seat(second, 2)).toContainText('Sent', { timeout: 60_000 });
  await expectOnce(roster, 3);
  await second.close();
  await tablet.closeApp();
  await tablet.openApp();
});

test('a full disk is told at once, nothing is called saved, and with room again work goes on', async () => {
  const page = tablet.page();
  const devtools = await tablet.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await openRoster(page, roster);
  await tablet.cut();
  // Chromium remembers how much room there was for two seconds after the last page has closed the database, and tells
  // nobody when it forgets.
  await page.goto('about:blank');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.waitForTimeout(3_000);
  await openRoster(page, roster);
  await mark(seat(page, 0), 'Absent');
  await expect(page.getByRole('alert').filter({ hasText: 'no room left' }).first()).toBeVisible();
  await expect(seatsThatSay(page, saved)).toHaveCount(0);
  await expect(seat(page, 0)).not.toHaveAttribute('data-marked', 'absent');
  await expect(pill(page)).toContainText('nothing waiting');
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await mark(seat(page, 0), 'Present');
  await expect(seat(page, 0)).toContainText(saved);
  await expect(page.getByText('New work cannot be saved until there is some')).toHaveCount(0);
  await tablet.heal();
  await untilAllSent(page);
  await expectOnce(roster, 1);
});

/** The same person, on another machine. */
async function signOutEverywhere(): Promise<void> {
  const elsewhere = await officeOf('instructor');
  const { status } = await elsewhere.send('POST', '/api/auth/sign-out', { everywhere: true });
  expect(status).toBeLessThan(300);
}

test('the session is ended at the office while work waits: it stays, and goes out after signing in again', async () => {
  const page = tablet.page();
  await markOffline(page, 2);
  await signOutEverywhere();
  await tablet.heal();
  const ended = page.getByRole('alert').filter({ hasText: 'Your session has ended' });
  await expect(ended).toBeVisible({ timeout: 60_000 });
  await expect(seatsThatSay(page, saved)).toHaveCount(2);
  // Reading and recording go on meanwhile.
  await mark(seat(page, 2), 'Present');
  await expect(seatsThatSay(page, saved)).toHaveCount(3);
  expect(await standing(roster)).toHaveLength(0);
  await ended.getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^Password/ }).fill(process.env['UNIONHALL_DEMO_PASSWORD'] ?? '');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await untilAllSent(page);
  await expectOnce(roster, 3);
});

test('an update of the app leaves unsent work where it is', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const busy = tablet.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(seat(page, 0)).toContainText(saved);
  const newer = tablet.wire.lay(/service-worker\.js$/, {
    kind: 'rewrite',
    change: (text) => `${text}\n// a later version\n`,
  });
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  expect(newer.count()).toBe(1);
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Update now' }).click({ timeout: 60_000 });
  await reloaded;
  await expect(seat(page, 0)).toContainText(saved);
  await expect(seat(page, 0)).toHaveAttribute('data-marked', 'absent');
  busy.end();
  await untilAllSent(page);
  await expectOnce(roster, 1);
});

test('the database is deleted under the app: the sealed second copy reaches the office, and the person is told', async () => {
  const page = tablet.page();
  await markOffline(page, 2);
  await page.evaluate(async () => {
    const all = await indexedDB.databases();
    const names = all.flatMap(({ name }) => (name && /^unionhall-[0-9a-f]{8}-/.test(name) ? [name] : []));
    if (names.length !== 1) throw new Error(`Databases of seats: ${names.join(', ')}`);
    await new Promise((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase(names[0] ?? '');
      deleting.onsuccess = resolve;
      deleting.onerror = reject;
    });
  });
  await tablet.heal();
  await page.reload();
  await expect(
    page
      .locator('.banner')
      .filter({ hasText: /storage|unsent work/i })
      .first(),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expectOnce(roster, 2);
  await openRoster(page, roster);
  await expect(page.locator('li.seat[data-marked="absent"]')).toHaveCount(2, { timeout: 60_000 });
  // What was found and taken is not found again.
  await page.reload();
  await untilAllSent(page);
  await expect(page.locator('.banner').filter({ hasText: /storage/i })).toHaveCount(0);
});
