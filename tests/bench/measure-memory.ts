/** What a page holds that has everything and has read all of it once: JavaScript heap, and its process beside an empty page's. */
import type { Browser, Page } from '@playwright/test';
import { launch } from './browser.ts';
import type { Ground } from './ground.ts';
import { searchFor } from './measure-download.ts';
import { rendererBytes } from './processes.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { openUnionhall } from './unionhall-page.ts';

const mostHeapBytes = 150 * 2 ** 20;
const empty = 'an empty page';
const real = 'unionhall';

export interface Held {
  readonly heap: number;
  readonly resident: number;
}

export async function measureMemory(ground: Ground, _browser: unknown, say: Say): Promise<readonly Series[]> {
  const contenders: readonly Contender<Held>[] = [
    { name: empty, run: () => heldBy((browser) => browser.newPage()) },
    { name: real, run: () => heldByUnionhall(ground) },
  ];
  const results = [...(await interleave(ground.options.rounds, contenders, say))];
  const rows = [...ground.dataset.rows.values()].reduce((sum, some) => sum + some.length, 0);
  const seriesOf = (measure: string, pick: (held: Held) => number, target?: number): readonly Series[] =>
    results.map(([contender, all]): Series => ({
      measure,
      contender,
      unit: 'bytes',
      values: all.map(pick),
      ...(contender === real && { floor: empty }),
      ...(contender === real && target !== undefined && { target, targetIs: 'absolute' }),
    }));
  return [
    ...seriesOf(`JavaScript heap of a page with ${rows} rows`, ({ heap }) => heap, mostHeapBytes),
    ...seriesOf('… resident size of its process', ({ resident }) => resident),
  ];
}

export const heldByUnionhall = (ground: Ground): Promise<Held> =>
  heldBy(async (browser) => openUnionhall(ground, await browser.newContext(), searchFor(ground)));

/** In a browser of its own, so that no other page stands in the same process. After collecting what nobody needs. */
async function heldBy(open: (browser: Browser) => Promise<Page>): Promise<Held> {
  const browser = await launch();
  try {
    const page = await open(browser);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
    return { heap, resident: await rendererBytes(browser) };
  } finally {
    await browser.close();
  }
}
