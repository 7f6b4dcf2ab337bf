/** Walks the gallery with keys only: what a mouse can do, these must too. */
import assert from 'node:assert/strict';
import type { Page } from '@playwright/test';

export async function walkByKeyboard(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('h1');
  await skipsTheNavigation(page);
  await marksAttendance(page);
  await movesThroughTabs(page);
  await usesTheMenu(page);
  await goesByShortcut(page);
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

async function skipsTheNavigation(page: Page): Promise<void> {
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Skip to the page');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'MAIN');
}

async function marksAttendance(page: Page): Promise<void> {
  const group = page.getByRole('group', { name: 'Attendance of Alvarez, Miguel' });
  await group.getByRole('radio', { name: 'Present' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.ok(await group.getByRole('radio', { name: 'Late' }).isChecked(), 'arrow right marks the next');
  const unmarked = page.getByRole('group', { name: 'Attendance of Nguyen, Thao' });
  assert.equal(await unmarked.locator('input:checked').count(), 0, 'nobody is marked by default');
  await unmarked.getByRole('radio', { name: 'Present' }).focus();
  await page.keyboard.press('Space');
  assert.ok(await unmarked.getByRole('radio', { name: 'Present' }).isChecked());
}

async function movesThroughTabs(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Unsent' }).focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(
    await page.getByRole('tab', { name: 'Sent', exact: true }).getAttribute('aria-selected'),
    'true',
  );
  await page.keyboard.press('Home');
  assert.match(await focused(page), /^Unsent/);
}

async function usesTheMenu(page: Page): Promise<void> {
  const button = page.locator('main [aria-haspopup="menu"]').first();
  await button.focus();
  await page.keyboard.press('Enter');
  await page.locator('[role="menuitem"]:focus').waitFor();
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(page), 'Cancel this class');
  await page.keyboard.press('c');
  assert.equal(await focused(page), 'Class history', 'the first letter goes round');
  await page.keyboard.press('Escape');
  assert.ok(
    await button.evaluate((element) => element === document.activeElement),
    'Escape returns to the button',
  );
}

async function goesByShortcut(page: Page): Promise<void> {
  await page.keyboard.type('gc');
  await page.waitForFunction(() => document.activeElement?.matches('h1[data-page-title]'));
  const current = page.getByRole('navigation').locator('[aria-current="page"]').filter({ visible: true });
  assert.equal(await current.textContent(), 'Classes');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.type('gt');
  assert.equal(await current.textContent(), 'Classes', 'no shortcut acts behind a dialog');
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'First name' }).focus();
  await page.keyboard.type('gt?');
  assert.equal(await current.textContent(), 'Classes', 'no shortcut acts while typing');
}
