/**
 * Cold start without a network: the browser is started anew on a profile that has everything, its network is off, and
 * the page (kept by a service worker) shows the first fifty members in order and answers a search by last name.
 */
import type { BrowserContext, Page } from '@playwright/test';
import { ask, launchProfile, openPage } from './browser.ts';
import type { Ground } from './ground.ts';
import { checkHits, searchFor } from './measure-download.ts';
import type { ColdStart } from './page/bench-window.ts';
import { coldListLength } from './page/bench-window.ts';
import type { Contender, Say } from './rounds.ts';
import { check, interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { openUnionhall } from './unionhall-page.ts';

const plain = 'floor (b): plain Dexie';
const real = 'unionhall';

export async function measureColdStart(
  ground: Ground,
  _browser: unknown,
  say: Say,
): Promise<readonly Series[]> {
  const search = searchFor(ground);
  const realProfile = await filledProfile(ground, 'unionhall', (context) =>
    openUnionhall(ground, context, search),
  );
  const contenders: readonly Contender<ColdStart>[] = [
    await plainColdStart(ground),
    {
      name: real,
      run: () => startCold(ground, realProfile, `${ground.real.url}/unionhall.html`, search.name),
    },
  ];
  const results = await interleave(ground.options.rounds, contenders, say);
  return [
    ...seriesOf('cold offline start, script running', results, (one) => one.scriptMs, null),
    ...seriesOf('… store open', results, (one) => one.openMs, null),
    ...seriesOf('… first 50 members in order', results, (one) => one.listMs),
    ...seriesOf('… and a search by last name', results, (one) => one.searchMs),
  ];
}

/** Floor (b), with a profile that has everything. */
export async function plainColdStart(ground: Ground): Promise<Contender<ColdStart>> {
  const search = searchFor(ground);
  const address = `${ground.floor.url}/plain.html`;
  const profile = await filledProfile(ground, 'plain', async (context) => {
    const page = await openPage(context, address);
    await ask(page, 'download', search);
    return page;
  });
  return { name: plain, run: () => startCold(ground, profile, address, search.name) };
}

async function filledProfile(
  ground: Ground,
  name: string,
  fill: (context: BrowserContext) => Promise<Page>,
): Promise<string> {
  const folder = ground.freshFolder(`profile-${name}`);
  const context = await launchProfile(folder);
  try {
    await ask(await fill(context), 'keepOffline');
  } finally {
    await context.close();
  }
  return folder;
}

async function startCold(ground: Ground, profile: string, address: string, name: string): Promise<ColdStart> {
  const context = await launchProfile(profile);
  try {
    await context.setOffline(true);
    const page = await openPage(context, `${address}?cold=${encodeURIComponent(name)}`);
    const started = await ask<ColdStart>(page, 'coldStart');
    checkHits(ground, started);
    const sorted = [...started.listed].sort((one, other) => (one < other ? -1 : 1));
    check(started.listed.length === coldListLength, `${started.listed.length} members are listed.`);
    check(started.listed.join() === sorted.join(), 'the list is not in order.');
    return started;
  } finally {
    await context.close();
  }
}

const seriesOf = (
  measure: string,
  results: ReadonlyMap<string, readonly ColdStart[]>,
  value: (one: ColdStart) => number,
  target: number | null = 1.2,
): readonly Series[] =>
  [...results].map(([contender, all]) => ({
    measure,
    contender,
    unit: 'ms',
    values: all.map(value),
    ...(contender === real ? { floor: plain, ...(target === null ? {} : { target }) } : {}),
  }));
