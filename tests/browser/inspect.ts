/**
 * What every page owes to whoever looks at it: no axe violation, no sideways scroll, one h1, a title of its own, and
 * nothing that the browser complains about. Faults are collected, so that one run tells all of them.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number] | 'sun';

/** What the browser says when a request has no network to go out on. */
const cutWords = /Failed to load resource|net::ERR_|WebSocket connection|NetworkError|Failed to fetch/;

export interface Watch {
  /** While the wire is cut, requests may fail and the browser may say so. */
  cut: boolean;
  readonly faults: string[];
}

/** Listens to everything the browser complains about from now on. */
export function watch(context: BrowserContext): Watch {
  const seen: Watch = { cut: false, faults: [] };
  const note = (words: string): void => {
    if (!(seen.cut && cutWords.test(words))) seen.faults.push(words);
  };
  const read = (message: ConsoleMessage): void => {
    const words = message.text();
    const isFault = message.type() === 'error' || /Content Security Policy|deprecated/i.test(words);
    if (isFault) note(`${message.type()}: ${words} (${message.location().url})`);
  };
  context.on('console', read);
  context.on('weberror', (error) => note(`page error: ${error.error().stack ?? error.error().message}`));
  return seen;
}

/** Everything is drawn: the page's title stands, nothing is loading, the letters are there. */
export async function untilDrawn(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  await expect(page.locator('.skeleton-line')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (const one of document.getAnimations()) if (one.effect?.getTiming().iterations === 1) one.finish();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

export async function wear(page: Page, theme: Theme): Promise<void> {
  // Through the app's own setting, which it reads before the first paint and follows while it runs.
  await page.evaluate((wanted) => localStorage.setItem('unionhall.theme', wanted), theme);
  await page.evaluate(
    (name) => (document.documentElement.dataset['theme'] = name),
    { light: 'hall', dark: 'hall-night', sun: 'hall-sun' }[theme],
  );
}

interface Shape {
  readonly title: string;
  readonly headings: string[];
  readonly sideways: number;
  readonly widest: string;
}

const readShape = (page: Page): Promise<Shape> =>
  page.evaluate(() => {
    const root = document.documentElement;
    const seen = (element: Element): boolean => element.getClientRects().length > 0;
    const beyond = [...document.querySelectorAll('body *')].find(
      (element) => seen(element) && element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    return {
      title: document.title,
      headings: [...document.querySelectorAll('h1')].filter(seen).map((one) => one.textContent ?? ''),
      sideways: root.scrollWidth - root.clientWidth,
      widest: beyond ? `${beyond.tagName}.${beyond.className}` : '',
    };
  });

/** Checks the page as it stands and leaves a picture. `name` says where, in what state. */
export async function inspect(page: Page, name: string): Promise<void> {
  await inspectShape(page, name);
  await read(page, name, 'all');
  await picture(page, name);
}

/** The same without axe: for a page that axe has read, in other words. */
export async function inspectInWords(page: Page, name: string): Promise<void> {
  await inspectShape(page, name);
  await picture(page, name);
}

async function inspectShape(page: Page, name: string): Promise<void> {
  const shape = await readShape(page);
  expect.soft(shape.headings, `${name}: one h1`).toHaveLength(1);
  expect.soft(shape.title, `${name}: title`).toMatch(/^.+ · unionhall$/);
  expect.soft(shape.sideways, `${name}: scrolls sideways (${shape.widest})`).toBeLessThanOrEqual(0);
}

/** Rows beyond the first few are drawn by the same lines of code; axe would read two hundred of them for nothing new. */
const repeated = [
  '.ledger tbody tr:nth-child(n+9)',
  'li.seat:nth-child(n+7)',
  '.stack > .sheet:nth-child(n+14)',
  '[data-group] > .item:nth-of-type(n+4)',
  '.row-list > .row:nth-child(n+9)',
  '.history > .history-entry:nth-child(n+9)',
];
/** What colours alone can break. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** axe finds nothing. After the whole page was read once, another theme changes only its colours. */
async function read(page: Page, name: string, only: 'all' | 'colours'): Promise<void> {
  // Legacy mode: no second page is opened to add up the findings of frames, of which there are none here.
  const start = new AxeBuilder({ page }).setLegacyMode();
  const axe = repeated.reduce((builder, rows) => builder.exclude(rows), start);
  const { violations } = await (only === 'all' ? axe.withTags(rules) : axe.withRules(colourRules)).analyze();
  const said = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`)
        .join(' | ')}`,
  );
  expect.soft(said, `${name}: axe`).toEqual([]);
}

/** Down to a few screens: what comes below repeats itself. A dialog is seen as it stands in the window. */
async function picture(page: Page, name: string): Promise<void> {
  const path = `test-results/screens/${name}.png`;
  if ((await page.locator('dialog[open]').count()) > 0) return void (await page.screenshot({ path }));
  await page.evaluate(() => scrollTo(0, 0));
  const size = await page.evaluate(() => ({
    width: document.documentElement.clientWidth,
    height: Math.min(document.documentElement.scrollHeight, 2400),
  }));
  const clip = { x: 0, y: 0, ...size };
  await page.screenshot({ path, fullPage: true, clip });
}

/** Light and dark, as the page stands. */
export async function inspectThemes(page: Page, name: string): Promise<void> {
  await wear(page, 'light');
  await inspect(page, `${name}-light`);
  await wear(page, 'dark');
  await read(page, `${name}-dark`, 'colours');
  await picture(page, `${name}-dark`);
  await wear(page, 'light');
}
