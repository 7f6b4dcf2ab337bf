/**
 * Cold start of the app itself without a network: the browser starts anew on the profile of somebody who signed in, the
 * service worker gives the shell, the store gives Today. Timed by the page, from the start of navigation.
 */
import type { BrowserContext, Page } from '@playwright/test';
import { launchProfile } from './browser.ts';
import type { Ground } from './ground.ts';
import { plainColdStart } from './measure-cold-start.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import { signInToApp } from './sign-in-to-app.ts';
import type { Series } from './statistics.ts';

interface Shown {
  /** The page's heading stands: the person sees where they are. */
  readonly headingMs: number;
  /** Today's classes stand with their counts. */
  readonly classesMs: number;
}

const heading = 'unionhall app: the heading of Today';
const classes = "unionhall app: Today's classes";
const selectors = { heading: 'main h1', classes: 'main a.row-open[href^="/classes/"]' } as const;
const patienceMs = 60_000;

declare global {
  interface Window {
    benchShown: Record<string, number>;
  }
}

export async function measureToday(ground: Ground, _browser: unknown, say: Say): Promise<readonly Series[]> {
  const profile = await settledProfile(ground);
  const floor = await plainColdStart(ground);
  const results = new Map<string, readonly number[]>();
  const app: Contender<Shown> = { name: classes, run: () => startApp(ground, profile) };
  const contenders: readonly Contender<Shown>[] = [
    { name: floor.name, run: async (round) => both((await floor.run(round)).searchMs) },
    app,
  ];
  const shown = await interleave(ground.options.rounds, contenders, say);
  results.set(
    floor.name,
    (shown.get(floor.name) ?? []).map((one) => one.classesMs),
  );
  results.set(
    heading,
    (shown.get(classes) ?? []).map((one) => one.headingMs),
  );
  results.set(
    classes,
    (shown.get(classes) ?? []).map((one) => one.classesMs),
  );
  return [...results].map(([contender, values]) => ({
    measure: 'cold offline start to Today',
    contender,
    unit: 'ms',
    values,
    ...(contender === floor.name ? {} : { floor: floor.name }),
  }));
}

const both = (ms: number): Shown => ({ headingMs: ms, classesMs: ms });

/** Signs in as a person does, and waits until everything is here and the service worker holds the shell. */
async function settledProfile(ground: Ground): Promise<string> {
  const folder = ground.freshFolder('profile-app');
  const context = await launchProfile(folder);
  try {
    const page = await context.newPage();
    await signInToApp(ground, page);
    await untilInstalled(page);
  } finally {
    await context.close();
  }
  return folder;
}

const untilInstalled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const ready = await navigator.serviceWorker.ready;
    while (ready.active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 50));
  });

async function startApp(ground: Ground, profile: string): Promise<Shown> {
  const context = await launchProfile(profile);
  try {
    await context.setOffline(true);
    return await firstShown(context, ground.real.url);
  } finally {
    await context.close();
  }
}

/** Notes when each selector first matches. As text: what tsx makes of a function does not run in a page. */
const watcher = `
  window.benchShown = {};
  new MutationObserver(() => {
    for (const [name, selector] of Object.entries(${JSON.stringify(selectors)}))
      if (window.benchShown[name] === undefined && document.querySelector(selector))
        window.benchShown[name] = performance.now();
  }).observe(document, { childList: true, subtree: true });`;

async function firstShown(context: BrowserContext, address: string): Promise<Shown> {
  const page = await context.newPage();
  await page.addInitScript({ content: watcher });
  await page.goto(address);
  await page.waitForFunction(() => window.benchShown['classes'] !== undefined, undefined, {
    timeout: patienceMs,
  });
  const shown = await page.evaluate(() => window.benchShown);
  return { headingMs: shown['heading'] ?? Number.NaN, classesMs: shown['classes'] ?? Number.NaN };
}
