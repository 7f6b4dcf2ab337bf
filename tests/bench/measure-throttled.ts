/** A first download on a phone's processor: six times slower, for the floor and for us. And when the first rows could be read. */
import type { Browser, Page } from '@playwright/test';
import { ask, onFreshPage } from './browser.ts';
import type { Ground } from './ground.ts';
import { checkHits, searchFor } from './measure-download.ts';
import type { Downloaded, DownloadedInParts } from './page/bench-window.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import type { Series } from './statistics.ts';

const times = 6;
const packed = 'floor (a): packed NDJSON in IndexedDB';
const real = 'unionhall, pages built';
const whole = 'until every row is stored';
const usable = 'until the first 50 members are listed';

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: times });
}

export async function measureThrottled(
  ground: Ground,
  browser: Browser,
  say: Say,
): Promise<readonly Series[]> {
  const search = searchFor(ground);
  const address = `${ground.real.url}/unionhall.html`;
  const slowly = (deed: string): Promise<DownloadedInParts> =>
    onFreshPage(browser, address, async (page) => {
      await ask(page, 'signIn', ground.account.email, ground.account.password);
      await throttle(page);
      return ask<DownloadedInParts>(page, deed, search);
    });
  const contenders: readonly Contender<Downloaded>[] = [
    {
      name: packed,
      run: () =>
        onFreshPage(browser, `${ground.floor.url}/packed.html`, async (page) => {
          await throttle(page);
          return ask<Downloaded>(page, 'download', search);
        }),
    },
    { name: real, run: () => slowly('download') },
  ];
  const results = await interleave(ground.options.rounds, contenders, say);
  for (const all of results.values()) for (const one of all) checkHits(ground, one);
  const inParts: DownloadedInParts[] = [];
  for (let round = 0; round < ground.options.rounds; round += 1)
    inParts.push(await slowly('downloadInParts'));
  const name = `first download, processor ${times} times slower`;
  const parts = `… while its rows are read as they come`;
  return [
    ...[...results].map(([contender, all]): Series => ({
      measure: name,
      contender,
      unit: 'ms',
      values: all.map(({ ms }) => ms),
      ...(contender === real ? { floor: packed, target: 2.5 } : {}),
    })),
    { measure: parts, contender: whole, unit: 'ms', values: inParts.map(({ storedMs }) => storedMs) },
    {
      ...{ measure: parts, contender: usable, unit: 'ms', floor: whole, target: 1 },
      values: inParts.map(({ usableMs }) => usableMs),
    },
  ];
}
