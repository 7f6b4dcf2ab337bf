/** What people do, in their words: signing in, opening a class, marking. Used by every browser test. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { createDevice, tablet } from '../support/device.ts';
import type { Device, DeviceOptions } from '../support/device.ts';

export type DemoRole = 'organizer' | 'instructor' | 'staff' | 'officer' | 'admin' | 'member';

export async function signIn(page: Page, role: DemoRole): Promise<void> {
  await page.getByLabel(/^E-mail/).fill(`${role}@demo.example`);
  await page.getByRole('textbox', { name: /^Password/ }).fill(process.env['UNIONHALL_DEMO_PASSWORD'] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 30_000 });
}

/** A new device on which this person is signed in, with everything downloaded and the app stored. */
export async function deviceOf(role: DemoRole, options: DeviceOptions = tablet): Promise<Device> {
  const device = await createDevice(options);
  const page = await device.openApp();
  await signIn(page, role);
  await untilDownloaded(page);
  await untilAllSent(page);
  await untilInstalled(page);
  return device;
}

/** The service worker holds the shell: from now on the app starts without signal. */
export async function untilInstalled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ready = await navigator.serviceWorker.ready;
    while (ready.active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 50));
  });
}

/** Somebody looks at the device: a reason for it to try now. */
export const wake = (page: Page): Promise<boolean> => page.evaluate(() => dispatchEvent(new Event('focus')));

/** The header's pill. */
export const pill = (page: Page): Locator => page.locator('a.sync-pill:visible');

export const untilAllSent = (page: Page): Promise<void> =>
  expect(pill(page)).toContainText('Online · all sent', { timeout: 60_000 });

/** What Today shows of each role's rows. */
const todaysRows = /\d+ of \d+ marked|\d+ students|[1-9][\d,]* members|Enrolled/;

/** Everything that the person may see is on the device. Asked on Today, where the download shows itself. */
export async function untilDownloaded(page: Page): Promise<void> {
  await untilAllSent(page);
  await expect(page.locator('main').getByText(todaysRows).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Getting your work onto this device')).toHaveCount(0, { timeout: 60_000 });
}

/** One student's row on the roster, by place. */
export const seat = (page: Page, index: number): Locator => page.locator('li.seat').nth(index);

export const seatNamed = (page: Page, name: string): Locator =>
  page.locator('li.seat').filter({ has: page.locator('.seat-title', { hasText: name }) });

export const nameOf = async (row: Locator): Promise<string> =>
  (await row.locator('.seat-title').innerText()).trim();

export async function mark(
  row: Locator,
  state: 'Present' | 'Late' | 'Absent' | 'Excused' | 'Left early',
): Promise<void> {
  await row.getByText(state, { exact: true }).click();
}

/** Opens today's class of the evening cohort. */
export async function openTodaysRoster(page: Page): Promise<void> {
  await page.goto('/classes');
  await page.locator('li', { hasText: 'evening' }).first().getByRole('link').click();
  await expect(page.locator('li.seat').first()).toBeVisible();
}

export async function openRoster(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(seat(page, 0)).toBeVisible({ timeout: 30_000 });
}

/** Rows of the roster that say so, in these letters: “Present” and “Absent” do not say “Sent”. */
export const seatsThatSay = (page: Page, words: string): Locator =>
  page.locator('li.seat').filter({ hasText: new RegExp(words) });

export type Way = 'send' | 'keep' | 'hand_over' | 'discard';

/** Leaves by the dialog of This device. Without unsent work there is nothing to choose. */
export async function signOut(page: Page, way?: Way): Promise<void> {
  await page.goto('/device');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  if (way) await dialog.locator(`input[value="${way}"]`).check();
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
  if (way === 'discard') {
    const sure = page.getByRole('dialog').filter({ hasText: 'Discard your unsent work?' });
    await sure.getByRole('textbox').fill('discard');
    await sure.getByRole('button', { name: 'Discard it' }).click();
  }
  await expect(page.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible({ timeout: 60_000 });
}
