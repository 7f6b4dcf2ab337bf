/**
 * Storage that goes away under an open app: everything the browser keeps for it at once, or only the stored shell. What
 * was called saved and is still in the open tab reaches the office. (One database alone, a full disk, a killed browser:
 * promises-saved.spec.ts.)
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Device } from '../support/device.ts';
import { expectHealed } from './healing.ts';
import { freeRoster } from './ledger.ts';
import { deviceOf, mark, openRoster, seat, seatsThatSay, signIn, untilInstalled } from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(180_000);

const saved = 'Saved on this device';
let tablet: Device;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
});
test.beforeEach(async () => {
  roster = await freeRoster();
  await openRoster(tablet.page(), roster);
});
test.afterAll(() => tablet.end());

/** As the browser does it when the disk is full, or the person in its settings. Cookies stay. */
async function clear(page: Page, storageTypes: string): Promise<void> {
  const devtools = await tablet.context().newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes });
  await devtools.detach();
}

test('the stored shell is cleared while work waits: it goes out, and the app starts without signal again', async () => {
  const page = tablet.page();
  await tablet.cut();
  await mark(seat(page, 0), 'Absent');
  await expect(seatsThatSay(page, saved)).toHaveCount(1);
  await clear(page, 'cache_storage,service_workers');
  await mark(seat(page, 1), 'Present');
  await expect(seatsThatSay(page, saved)).toHaveCount(2);
  await expectHealed('the stored shell is cleared', { roster, marks: 2, tabs: [page] }, tablet.heal);
  await page.reload();
  await untilInstalled(page);
  await tablet.cut();
  await page.reload();
  await expect(page.locator('li.seat[data-marked]')).toHaveCount(2);
  await tablet.heal();
});

test('all databases are cleared under an open tab, the second copy too: it sends what it called saved, and takes nothing more', async () => {
  const page = tablet.page();
  await tablet.cut();
  await mark(seat(page, 0), 'Absent');
  await mark(seat(page, 1), 'Excused');
  await expect(seatsThatSay(page, saved)).toHaveCount(2);
  await clear(page, 'indexeddb,local_storage,cache_storage,service_workers');
  await mark(seat(page, 2), 'Present');
  // What is not on the disk is not called saved, and what was is not forgotten.
  await expect(page.getByRole('button', { name: 'Reload' }).first()).toBeVisible();
  await expect(seat(page, 2)).not.toHaveAttribute('data-marked', 'present');
  await expect(seatsThatSay(page, saved)).toHaveCount(2);
  await expectHealed('all databases are cleared', { roster, marks: 2, tabs: [] }, tablet.heal);
  // The browser has forgotten who works here: that only a person can tell it.
  await page.getByRole('button', { name: 'Reload' }).first().click();
  await signIn(page, 'instructor');
  await openRoster(page, roster);
  await expectHealed('signed in after all was cleared', { roster, marks: 2, tabs: [page] });
});
