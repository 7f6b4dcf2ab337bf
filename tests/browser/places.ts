/** Every place of client/routes.tsx, by role, and how to get to those whose address is only known at run time. */
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { untilDrawn } from './inspect.ts';
import type { DemoRole } from './people.ts';

/** Where nothing is: a page must say so in words and lead on. */
const nowhere = '00000000-0000-7000-8000-000000000000';

export interface Place {
  /** The route's pattern. */
  readonly route: string;
  readonly name: string;
  readonly path: string;
}

const today: Place = { route: '/', name: 'today', path: '/' };
const unsent: readonly Place[] = ['waiting', 'needs', 'sent'].map((tab) => ({
  route: '/unsent',
  name: `unsent-${tab}`,
  path: `/unsent?tab=${tab}`,
}));
const device: Place = { route: '/device', name: 'device', path: '/device' };
const noSuchPage: Place = { route: '*', name: 'not-found', path: '/no-such-page' };
const everyone: readonly Place[] = [today, ...unsent, device];
const training: readonly Place[] = [
  { route: '/classes', name: 'classes', path: '/classes' },
  { route: '/classes', name: 'classes-past', path: '/classes?period=past' },
  { route: '/classes/:id', name: 'roster-gone', path: `/classes/${nowhere}` },
];
const organizing: readonly Place[] = [
  { route: '/visits', name: 'visits', path: '/visits' },
  { route: '/visits', name: 'visits-totals', path: '/visits?whose=all&view=totals' },
  { route: '/visits/new', name: 'visits-new', path: '/visits/new' },
  { route: '/visits/:id', name: 'visit-gone', path: `/visits/${nowhere}` },
  { route: '/employers', name: 'employers', path: '/employers' },
  { route: '/employers/:id', name: 'employer-gone', path: `/employers/${nowhere}` },
];
const review: Place = { route: '/review', name: 'review', path: '/review' };
const members: readonly Place[] = [
  { route: '/members', name: 'members', path: '/members' },
  { route: '/members/:id', name: 'member-gone', path: `/members/${nowhere}` },
];
const offices: readonly Place[] = [
  { route: '/audit', name: 'audit', path: '/audit' },
  { route: '/devices', name: 'devices', path: '/devices' },
];
const alerts: Place = { route: '/alerts', name: 'alerts', path: '/alerts' };
const people: Place = { route: '/people', name: 'people', path: '/people' };
const records = (...kinds: readonly string[]): readonly Place[] =>
  kinds.map((kind) => ({ route: '/records/:entity?', name: `records-${kind}`, path: `/records/${kind}` }));

export const placesOf: Readonly<Record<DemoRole, readonly Place[]>> = {
  instructor: [...everyone, ...training, noSuchPage],
  staff: [...everyone, ...training, ...members, review],
  admin: [today, review, device, noSuchPage, ...offices, alerts, people],
  officer: [today, review, ...offices],
  organizer: [...everyone, ...organizing, ...members, ...records('member'), noSuchPage],
  member: [...everyone, noSuchPage],
};

/** The patterns of client/routes.tsx, read as text: the file itself imports the whole app. */
export const routePatterns = (): string[] =>
  [...readFileSync('client/routes.tsx', 'utf8').matchAll(/path: '([^']+)', component/g)].map(
    (found) => found[1] ?? '',
  );

/** As people go there, by a link: the app is not loaded anew for it, except where there is none yet or one is there already. */
export async function goTo(page: Page, path: string): Promise<void> {
  if (await page.evaluate(followLink, path)) await untilDrawn(page);
  else await openAnew(page, path);
}

/** Loaded anew: the focus is at the top, and nothing is left of what was there. */
export async function openAnew(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await untilDrawn(page);
}

/** Runs in the page. The router writes the address when what it leads to is drawn; then the focus comes to its title. */
async function followLink(path: string): Promise<boolean> {
  const before = location.href;
  const link = document.createElement('a');
  link.href = path;
  if (!document.querySelector('.sync-pill') || link.href === before) return false;
  document.body.append(link);
  link.click();
  link.remove();
  const within = async (ms: number, holds: () => boolean): Promise<boolean> => {
    for (const until = performance.now() + ms; performance.now() < until && !holds();)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return holds();
  };
  const isThere = await within(10_000, () => location.href !== before);
  await within(500, () => document.querySelector('main')?.contains(document.activeElement) === true);
  return isThere;
}

/** The kinds of record that this person finds in the records area. */
export async function kindsOf(page: Page): Promise<readonly Place[]> {
  await goTo(page, '/records');
  const links = await page
    .locator('.kind-nav a')
    .evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  expect(links.length).toBeGreaterThan(1);
  return records(...links.map((href) => href.split('/').at(-1) ?? ''));
}

/** A class that was: its roster is full of marks, and it is not the one that other tests mark. */
export async function openPastRoster(page: Page): Promise<void> {
  await goTo(page, '/classes?period=past');
  await page.locator('main li a[href^="/classes/"]').first().click();
  await expect(page.locator('li.seat').first()).toBeVisible();
  await untilDrawn(page);
}

export async function openHistoryOfFirstMark(page: Page): Promise<void> {
  const path = await page
    .getByRole('link', { name: /^History of|^Historial de/ })
    .first()
    .getAttribute('href');
  await goTo(page, path ?? '');
}
