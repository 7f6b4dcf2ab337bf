/** Signs in to the app as a person does, and waits until everything is on the device. */
import type { Page } from '@playwright/test';
import type { Ground } from './ground.ts';

const patienceMs = 60_000;

export async function signInToApp(ground: Ground, page: Page): Promise<void> {
  await page.goto(ground.real.url);
  await page.getByLabel(/^E-mail/).fill(ground.account.email);
  await page.getByRole('textbox', { name: /^Password/ }).fill(ground.account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('main a.row-open[href^="/classes/"]').first().waitFor({ timeout: patienceMs });
  await page
    .locator('a.sync-pill:visible', { hasText: 'Online · all sent' })
    .waitFor({ timeout: patienceMs });
}
