/** One attendance mark from the tap in one browser until another browser's screen could show it. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { ask, openPage } from './browser.ts';
import type { Ground } from './ground.ts';
import type { Mark } from './marks.ts';
import { marksFor } from './marks.ts';
import { searchFor } from './measure-download.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { percentile } from './statistics.ts';
import { openUnionhall } from './unionhall-page.ts';

const marksInAll = 50;
const bare = 'floor: one plain write, one server-sent event';
const real = 'unionhall';
/** A person marks one student after another; long enough for whatever follows a mark to have ended. */
const pauseMs = 300;

export async function measurePropagation(
  ground: Ground,
  browser: Browser,
  say: Say,
): Promise<readonly Series[]> {
  const contexts: BrowserContext[] = [];
  const fresh = async (): Promise<BrowserContext> => {
    const context = await browser.newContext();
    contexts.push(context);
    return context;
  };
  try {
    const search = searchFor(ground);
    const plainAddress = `${ground.floor.url}/plain.html`;
    const bareSender = await openPage(await fresh(), plainAddress);
    const bareHearer = await openPage(await fresh(), plainAddress);
    await ask(bareHearer, 'listen');
    const sender = await openUnionhall(ground, await fresh(), search);
    const hearer = await openUnionhall(ground, await fresh(), search);
    const perRound = Math.max(5, Math.ceil(marksInAll / ground.options.rounds));
    const contenders: readonly Contender<readonly number[]>[] = [
      {
        name: bare,
        run: (round) => each(ground, perRound, round, (mark) => carry(bareSender, bareHearer, mark)),
      },
      { name: real, run: (round) => each(ground, perRound, round, (mark) => carry(sender, hearer, mark)) },
    ];
    const results = await interleave(ground.options.rounds, contenders, say);
    return [...seriesAt('p50', 0.5, 1.5, results), ...seriesAt('p95', 0.95, 2, results)];
  } finally {
    for (const context of contexts) await context.close();
  }
}

async function carry(from: Page, to: Page, mark: Mark): Promise<number> {
  await ask(to, 'awaitMark', mark);
  const [began, heard] = await Promise.all([
    ask<number>(from, 'sendMark', mark),
    ask<number>(to, 'heardAt', mark),
  ]);
  return heard - began;
}

async function each(
  ground: Ground,
  count: number,
  round: number,
  work: (mark: Mark) => Promise<number>,
): Promise<readonly number[]> {
  const took: number[] = [];
  for (const mark of marksFor(ground.dataset, count, round + 30)) {
    took.push(await work(mark));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return took;
}

const seriesAt = (
  name: string,
  share: number,
  target: number,
  results: ReadonlyMap<string, readonly (readonly number[])[]>,
): readonly Series[] =>
  [...results].map(([contender, rounds]) => ({
    measure: `propagation of one mark, ${name}`,
    contender,
    unit: 'ms',
    values: rounds.map((took) => percentile(took, share)),
    ...(contender === real ? { floor: bare, target } : {}),
  }));
