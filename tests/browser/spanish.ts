/** A page that speaks Spanish: says so, shows no text's key, no English left standing, and still fits a phone. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { en } from '../../client/i18n/en.ts';
import { es } from '../../client/i18n/es.ts';
import { inspectInWords, untilDrawn } from './inspect.ts';
import { goTo } from './places.ts';
import type { Place } from './places.ts';

const keys = new Set<string>(Object.keys(en));
/** Whole English sentences and phrases that have another Spanish: one word alone may be anybody's name. */
const english = Object.entries(en)
  .filter(([key, words]) => es[key as keyof typeof es] !== words)
  .map(([, words]) => words)
  .filter((words) => !words.includes('{') && words.split(' ').length >= 2);

export async function speaksSpanish(
  page: Page,
  prefix: string,
  places: readonly Place[],
  openRoster?: (page: Page) => Promise<void>,
): Promise<void> {
  await page.evaluate(() => localStorage.setItem('unionhall.language', 'es'));
  await page.reload();
  for (const place of places) {
    await goTo(page, place.path);
    await isSpanish(page, `${prefix}-${place.name}`);
  }
  if (!openRoster) return;
  await openRoster(page);
  await untilDrawn(page);
  await isSpanish(page, `${prefix}-roster`);
}

async function isSpanish(page: Page, name: string): Promise<void> {
  await inspectInWords(page, name);
  await expect(page.locator('html')).toHaveAttribute('lang', 'es');
  const text = await page.locator('body').innerText();
  const lines = text.split('\n').map((line) => line.trim());
  expect
    .soft(
      text.split(/\s+/).filter((word) => keys.has(word) && word.includes('.')),
      `${name}: keys`,
    )
    .toEqual([]);
  expect
    .soft(
      english.filter((words) => lines.includes(words)),
      `${name}: English`,
    )
    .toEqual([]);
}
