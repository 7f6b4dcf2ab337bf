/**
 * Two versions of the app on one device, one of them newer than the other can read, the way back, and an update that
 * comes while somebody is writing.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { deploy } from '../support/app-version.ts';
import type { Device } from '../support/device.ts';
import { createDevice, desktop } from '../support/device.ts';
import { expectHealed } from './healing.ts';
import { freeRoster } from './ledger.ts';
import { deviceOf, mark, openRoster, seat, seatsThatSay, signIn, untilAllSent } from './people.ts';
import { goTo } from './places.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(240_000);

const saved = 'Saved on this device';
let desk: Device;
let roster = '';

test.beforeEach(async () => {
  desk = await deviceOf('staff', desktop);
  roster = await freeRoster();
});
test.afterEach(() => desk.end());

/** What an hour, or a look at the app, would bring. */
const lookForVersion = (page: Page): Promise<void> =>
  page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));

/** The scripts that run in this tab. */
const scripts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...document.scripts].map(({ src }) => src.split('/').at(-1) ?? ''));

/** Stands there once the new version is stored whole. */
const updateNow = (page: Page): Locator =>
  page.locator('.update-prompt').getByRole('button', { name: 'Update now' });

async function acceptUpdate(page: Page): Promise<void> {
  const reloaded = page.waitForEvent('load');
  await updateNow(page).click({ timeout: 60_000 });
  await reloaded;
}

async function update(page: Page): Promise<void> {
  await lookForVersion(page);
  await acceptUpdate(page);
}

test(
  'two versions in two tabs: the older one writes no more, says so, and does not keep the newer one from sending',
  { tag: '@long' },
  async () => {
    const older = desk.page();
    await openRoster(older, roster);
    const newer = await desk.context().newPage();
    await openRoster(newer, roster);
    deploy(desk.wire, { name: 'next', dataVersion: 2 });
    await update(newer);
    expect((await scripts(newer)).some((name) => name.includes('.next.'))).toBe(true);
    await expect(older.getByText('unionhall was updated in another window')).toBeVisible();
    await desk.cut();
    await mark(seat(newer, 0), 'Absent');
    await mark(seat(newer, 1), 'Excused');
    await expect(seatsThatSay(newer, saved)).toHaveCount(2);
    await mark(seat(older, 2), 'Present');
    await expect(
      older
        .locator('.banner, [role="alert"]')
        .filter({ hasText: /update/i })
        .first(),
    ).toBeVisible();
    await expect(seat(older, 2)).not.toContainText(saved);
    await expectHealed('two versions in two tabs', { roster, marks: 2, tabs: [newer] }, desk.heal);
    // Its person reloads it when ready.
    await older.reload();
    await untilAllSent(older);
    await expect(older.locator('li.seat[data-marked]')).toHaveCount(2);
  },
);

test(
  'a version is taken back after it has written what the one before cannot read: the work waits, and goes out with the next',
  { tag: '@long' },
  async () => {
    const page = desk.page();
    const newer = deploy(desk.wire, { name: 'bad', dataVersion: 2 });
    await update(page);
    await openRoster(page, roster);
    await desk.cut();
    await mark(seat(page, 0), 'Absent');
    await expect(seatsThatSay(page, saved)).toHaveCount(1);
    await desk.heal();
    const busy = desk.wire.lay(/sync\/push$/, { kind: 'status', status: 503 }, Infinity);
    newer.end();
    await update(page);
    expect((await scripts(page)).some((name) => name.includes('.bad.'))).toBe(false);
    // The older one shows what is there and touches nothing.
    await expect(seat(page, 0)).toContainText(saved);
    await expect(page.locator('a.sync-pill:visible')).not.toContainText('all sent');
    busy.end();
    deploy(desk.wire, { name: 'good', dataVersion: 2 });
    await lookForVersion(page);
    await expect(updateNow(page)).toBeVisible({ timeout: 60_000 });
    await expectHealed('a rollback and the next version', { roster, marks: 1, tabs: [page] }, () =>
      acceptUpdate(page),
    );
  },
);

test('an update comes while a form is being filled in, here and in another tab: nothing typed is lost', async () => {
  const page = desk.page();
  await goTo(page, '/records/cohort');
  await page.getByRole('button', { name: /^New / }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^Name/).fill('Saturday night');
  const other = await desk.context().newPage();
  await openRoster(other, roster);
  deploy(desk.wire, { name: 'next' });
  await lookForVersion(page);
  await expect(updateNow(other)).toBeVisible({ timeout: 60_000 });
  await expect(updateNow(page)).toHaveCount(0);
  await mark(seat(other, 0), 'Absent');
  await expectHealed('an update while a form is dirty', { roster, marks: 1, tabs: [other] }, () =>
    acceptUpdate(other),
  );
  // The old files are gone at the server; this tab still has what it needs.
  await expect(page.getByText('unionhall was updated in another window')).toHaveCount(0);
  await expect(form.getByLabel(/^Name/)).toHaveValue('Saturday night');
  await page.keyboard.press('Escape');
  await page
    .getByRole('dialog')
    .last()
    .getByRole('button', { name: /Leave|Discard|without/ })
    .click();
  await expect(page.getByText('unionhall was updated in another window')).toBeVisible();
});

test('reloaded while it is stored for the first time, the app does not say that it was updated', async () => {
  const device = await createDevice(desktop);
  // Only the worker asks for it: it is being installed until then.
  const storing = device.wire.lay(/icons\/maskable-512/, { kind: 'delay', ms: 8000 }).met();
  const page = await device.openApp();
  await signIn(page, 'staff');
  await storing;
  await page.reload();
  const told = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        if (navigator.serviceWorker.controller) reject(new Error('It was stored before the reload.'));
        navigator.serviceWorker.addEventListener('controllerchange', () =>
          setTimeout(() => resolve(document.querySelector('.update-prompt')?.textContent), 500),
        );
      }),
  );
  expect(told ?? '').toBe('');
  await device.end();
});
