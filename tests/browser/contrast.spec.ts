/**
 * For eyes that need more: the device's wish for contrast, in light and dark, and Windows' forced colours. Text is 7:1 as
 * axe measures it, boxes have edges, what has a state says it by icon and word, and the focus is seen.
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { violationsOn } from './axe.ts';
import { untilDrawn, windowPicture } from './inspect.ts';
import { deviceOf } from './people.ts';
import { goTo, openAnew } from './places.ts';
import { startAtTheTop } from './tab-walk.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

interface Wish {
  readonly name: string;
  readonly media: Parameters<Page['emulateMedia']>[0];
}
const wishes: readonly Wish[] = [
  { name: 'more-light', media: { contrast: 'more', colorScheme: 'light', forcedColors: 'none' } },
  { name: 'more-dark', media: { contrast: 'more', colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced-light', media: { contrast: null, colorScheme: 'light', forcedColors: 'active' } },
  { name: 'forced-dark', media: { contrast: null, colorScheme: 'dark', forcedColors: 'active' } },
];

/** What must have an edge of its own when no fill tells it from the page. */
const edged = [
  'input:not([type="radio"], [type="checkbox"], .visually-hidden)',
  'select',
  'textarea',
  '.btn:not(.button-quiet)',
  '.sheet',
  '.chip',
  '.segmented-options',
  '.choice',
  'dialog[open]',
].join(', ');

const edgeless = (page: Page): Promise<string[]> =>
  page.evaluate((selector) => {
    const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const isSeen = (element: Element): boolean => element.getClientRects().length > 0;
    return [...document.querySelectorAll(selector)].filter(isSeen).flatMap((element) => {
      // The field's frame may stand around the input, with its icon.
      const framed = [element, element.parentElement].some((one) => {
        if (!one) return false;
        const style = getComputedStyle(one);
        const [, , , alpha = 1] = channels(style.borderTopColor);
        return parseFloat(style.borderTopWidth) >= 1 && style.borderTopStyle !== 'none' && alpha > 0.5;
      });
      return framed ? [] : [`${element.tagName}.${element.className}`];
    });
  }, edged);

/** States that would be told by colour alone. */
const wordless = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.chip[data-state], .sync-pill, .banner')]
      .filter((one) => one.getClientRects().length > 0)
      .filter((one) => one.querySelector('svg') === null || (one.textContent ?? '').trim() === '')
      .map((one) => one.outerHTML.slice(0, 120)),
  );

/** Icons that keep a colour of their own where the words beside them were given one. */
const strayIcons = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.icon')]
      .filter((one) => one.getClientRects().length > 0 && one.parentElement !== null)
      .filter((one) => getComputedStyle(one).color !== getComputedStyle(one.parentElement as Element).color)
      .map((one) => one.parentElement?.className ?? ''),
  );

/** Every one of so many stops from here on shows an outline that differs from what is behind it. */
async function expectSeenFocus(page: Page, stops: number): Promise<void> {
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return 'left the page';
      // A link over a whole row wears its mark on the row.
      const around = at.closest('.segment, .choice, .field, .row, label');
      const styles = [getComputedStyle(at), getComputedStyle(at, '::after')];
      if (around) styles.push(getComputedStyle(around));
      const marked = styles.some(
        ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      );
      return marked ? '' : at.outerHTML.slice(0, 120);
    });
    if (seen === 'left the page') return;
    expect.soft(seen, `focus stop ${stop + 1}`).toBe('');
  }
}

async function legible(page: Page, name: string): Promise<void> {
  const found = await violationsOn(page, { rules: ['color-contrast-enhanced'] });
  expect.soft(found, `${name}: 7:1`).toEqual([]);
}

/** The page that stands there, as this wish has it: the app follows the wish while it runs. */
async function inspectIn(page: Page, wish: Wish, name: string): Promise<void> {
  const where = `contrast-${wish.name}-${name}`;
  await page.emulateMedia({ ...wish.media, reducedMotion: 'reduce' });
  await untilDrawn(page);
  if (wish.media?.forcedColors === 'active')
    expect.soft(await strayIcons(page), `${where}: icons`).toEqual([]);
  else await legible(page, where);
  expect.soft([...new Set(await edgeless(page))], `${where}: edges`).toEqual([]);
  expect.soft(await wordless(page), `${where}: icon and word`).toEqual([]);
  // Around the page all pages are alike: there one is walked, and on each what is its own.
  if (name.startsWith('today')) {
    await startAtTheTop(page);
    await expectSeenFocus(page, 14);
  }
  await page.locator('main').focus();
  await expectSeenFocus(page, 5);
  await windowPicture(page, where);
}

async function inspectAll(page: Page, paths: readonly (readonly [string, string])[]): Promise<void> {
  for (const [path, name] of paths) {
    await page.emulateMedia({ ...wishes[0]?.media, reducedMotion: 'reduce' });
    await goTo(page, path);
    for (const wish of wishes) await inspectIn(page, wish, name);
  }
}

test.describe('at the desk', () => {
  let desk: Device;
  let pages: readonly (readonly [string, string])[];
  test.beforeAll(async () => {
    desk = await deviceOf('officer', desktop);
    const page = desk.page();
    await goTo(page, '/members');
    const member = (await page.locator('.window-table a').first().getAttribute('href')) ?? '';
    await goTo(page, '/classes?period=past');
    const roster = (await page.locator('main li a[href^="/classes/"]').first().getAttribute('href')) ?? '';
    await goTo(page, '/employers');
    const employer = (await page.locator('main a[href^="/employers/"]').first().getAttribute('href')) ?? '';
    pages = [
      ['/', 'today'],
      ['/members', 'members'],
      [member, 'member'],
      [`${member}?tab=notes`, 'notes'],
      [roster, 'roster'],
      [employer, 'employer'],
      ['/records/cohort', 'records'],
      ['/unsent', 'unsent'],
      ['/review', 'review'],
      ['/audit', 'audit'],
      ['/device', 'device'],
    ];
  });
  test.afterAll(() => desk.end());

  test('more contrast: text is 7:1, everything has its edge; forced colours: edges, words and the focus stay', () =>
    inspectAll(desk.page(), pages));

  test('a choice of light or dark made here stays, with more contrast', async () => {
    const page = desk.page();
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((name) => localStorage.setItem('unionhall.theme', name), theme);
      const wish = { name: `chosen-${theme}`, media: { contrast: 'more', forcedColors: 'none' } } as const;
      await page.emulateMedia({ ...wish.media, reducedMotion: 'reduce' });
      await openAnew(page, '/members');
      await inspectIn(page, wish, 'members');
      await goTo(page, '/');
      await inspectIn(page, wish, 'today');
    }
    await page.evaluate(() => localStorage.removeItem('unionhall.theme'));
  });
});

test.describe('on the organizer’s phone', () => {
  let field: Device;
  const pages = [
    ['/', 'today-phone'],
    ['/visits/new', 'visit-phone'],
    ['/employers', 'employers-phone'],
    ['/unsent', 'unsent-phone'],
  ] as const;
  test.beforeAll(async () => {
    field = await deviceOf('organizer', phone);
  });
  test.afterAll(() => field.end());

  test('more contrast, and forced colours', () => inspectAll(field.page(), pages));
});
