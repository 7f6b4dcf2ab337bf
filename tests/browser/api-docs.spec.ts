/** The page about the interface: found from the app, read at any width and in both lights, by keyboard, without signal from elsewhere. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import { inspectInWords, inspectThemes, watch } from './inspect.ts';
import { signIn, untilAllSent } from './people.ts';
import { goTo } from './places.ts';

test.setTimeout(180_000);

test('an administrator is led there from the search and from This device', async () => {
  const device = await createDevice(desktop);
  const page = await device.openApp();
  await signIn(page, 'admin');
  await untilAllSent(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find records' }).fill('api');
  const [opened] = await Promise.all([
    device.context().waitForEvent('page'),
    page.getByRole('option', { name: 'API for developers' }).click(),
  ]);
  await expect(opened.getByRole('heading', { name: 'API', level: 1 })).toBeVisible();
  await opened.close();
  await goTo(page, '/device');
  await expect(page.getByRole('link', { name: 'API for developers' })).toHaveAttribute('href', '/api/docs');
  await device.end();
});

for (const [name, options] of [
  ['desk', desktop],
  ['phone', phone],
] as const)
  test(`on a ${name}: found while typing, opened by key, nothing for axe or the policy to find`, async () => {
    const device = await createDevice(options);
    const page = await device.openApp('about:blank');
    const seen = watch(device.context());
    const title = page.getByRole('heading', { name: 'API', level: 1 });
    await page.goto('/api/docs');
    await expect(title).toBeVisible();
    await inspectInWords(page, `api-${name}-whole`);
    await shorten(page);
    await inspectThemes(page, `api-${name}`);
    await page.reload();
    await expect(title).toBeVisible();
    await walk(page);
    const box = page.getByRole('searchbox');
    await box.fill('post members');
    await expect(page.getByRole('status')).toHaveText(/^[1-9]\d* found$/);
    const made = page.locator('#createMember');
    await expect(made).toBeVisible();
    await expect(page.locator('#listDevice')).toBeHidden();
    await made.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect(made.locator('.sample code')).toContainText('-X POST "$HALL/api/v1/members"');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await made.getByRole('button', { name: 'Copy' }).click();
    await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/api/v1/members');
    await made.getByRole('link', { name: 'NewMember' }).click();
    const schema = page.locator('#schema-NewMember');
    await expect(schema).toHaveAttribute('open', '');
    await expect(schema.getByRole('rowheader', { name: /^memberNumber/ })).toBeVisible();
    await shorten(page);
    await inspectThemes(page, `api-${name}-open`);
    expect(seen.faults).toEqual([]);
    await device.end();
  });

/** Takes out what axe leaves aside: to go through fourteen thousand elements and pass over most costs it seconds. */
const shorten = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const repeated = '[data-group] > .item:not([open]):is([hidden], :nth-of-type(n + 4))';
    for (const one of [...document.querySelectorAll(repeated)]) one.remove();
  });

/** Tab goes from the top to the first operation: in sight and with a mark at each stop. What a closed part holds is skipped. */
async function walk(page: Page): Promise<void> {
  const stops: string[] = [];
  while (stops.length < 80 && !stops.at(-1)?.startsWith('GET')) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at) return { words: '', isMarked: false, isInSight: false };
      const { bottom, top } = at.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return {
        words: (at.textContent ?? '').trim() || at.tagName,
        isMarked: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        isInSight: bottom > 0 && top < innerHeight,
      };
    });
    expect(stop, stop.words).toMatchObject({ isMarked: true, isInSight: true });
    stops.push(stop.words);
  }
  expect(stops[0]).toBe('Skip to the page');
  expect(stops).toContain('How to begin');
  expect(stops).toContain('INPUT');
  expect(stops.at(-1)).toMatch(/^GET/);
}
