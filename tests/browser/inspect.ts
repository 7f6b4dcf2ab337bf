/**
 * What every page owes to whoever looks at it: no axe violation, no sideways scroll, one h1, a title of its own, and
 * nothing that the browser complains about. Faults are collected, so that one run tells all of them.
 */
import { expect } from '@playwright/test';
import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';
import { violationsOn } from './axe.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
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
  await untilStill(page);
}

/** The letters are there, and what fades or slides has arrived; one thing that arrives may set another going. */
const untilStill = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await document.fonts.ready;
    const moving = (): Animation[] =>
      document
        .getAnimations()
        .filter((one) => one.effect?.getTiming().iterations === 1 && one.playState !== 'finished');
    for (let turn = 0; turn < 9 && moving().length > 0; turn += 1) for (const one of moving()) one.finish();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });

export async function wear(page: Page, theme: Theme): Promise<void> {
  // Through the app's own setting, which it reads before the first paint and follows while it runs.
  await page.evaluate(
    ({ wanted, name }) => {
      localStorage.setItem('unionhall.theme', wanted);
      document.documentElement.dataset['theme'] = name;
    },
    { wanted: theme, name: { light: 'hall', dark: 'hall-night', sun: 'hall-sun' }[theme] },
  );
  await untilStill(page);
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

/** What colours alone can break. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** axe finds nothing. After the whole page was read once, another theme changes only its colours. */
async function read(page: Page, name: string, only: 'all' | 'colours'): Promise<void> {
  const found = await violationsOn(page, only === 'all' ? { tags } : { rules: colourRules });
  expect.soft(found, `${name}: axe`).toEqual([]);
}

/** Lossless would take three times as long. */
const fileOf = (name: string) =>
  ({ path: `test-results/screens/${name}.jpg`, type: 'jpeg', quality: 80 }) as const;

/** For people to look at; no test reads one, and they take a quarter of the time. `npm test` does without. */
const isPictured = process.env['UNIONHALL_PICTURES'] !== 'no';

/** Down to a few screens: what comes below repeats itself. A dialog is seen as it stands in the window. */
async function picture(page: Page, name: string): Promise<void> {
  if (!isPictured) return;
  const height = await page.evaluate(() => {
    if (document.querySelector('dialog[open]')) return null;
    scrollTo(0, 0);
    return Math.min(document.documentElement.scrollHeight, 2400);
  });
  if (height === null) return windowPicture(page, name);
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ ...fileOf(name), fullPage: true, clip: { x: 0, y: 0, width, height } });
}

/** What is in sight, where the whole page is seen in other colours: the browser lays nothing out anew for it. */
export const windowPicture = async (page: Page, name: string): Promise<void> => {
  if (isPictured) await page.screenshot(fileOf(name));
};

/** Light and dark, as the page stands. */
export async function inspectThemes(page: Page, name: string): Promise<void> {
  await wear(page, 'light');
  await inspect(page, `${name}-light`);
  await wear(page, 'dark');
  await read(page, `${name}-dark`, 'colours');
  await windowPicture(page, `${name}-dark`);
  await wear(page, 'light');
}
