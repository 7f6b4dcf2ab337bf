/** First download until a name search answers: fresh profile each time, every row stored and durable. */
import type { Browser } from '@playwright/test';
import { ask, onFreshPage } from './browser.ts';
import type { Ground } from './ground.ts';
import type { Downloaded, Search } from './page/bench-window.ts';
import type { Contender, Say } from './rounds.ts';
import { check, interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { downloadUnionhall } from './unionhall-page.ts';

const packed = 'floor (a): packed NDJSON in IndexedDB';
const plain = 'floor (b): a record per row in Dexie';
const cold = 'unionhall, pages not built';
const warm = 'unionhall, pages built';

const lettersLength = 3;

/** A last name that several members bear. */
export function searchFor(ground: Ground): Search {
  const name = String(ground.dataset.rows.get('member')?.[42]?.['lastName']);
  return { name, letters: name.slice(0, lettersLength) };
}

/** Are all hits there? Counted from the dataset, not from any contender. */
export function checkHits(
  ground: Ground,
  found: { readonly named: number; readonly lettered?: number },
): void {
  const { name, letters } = searchFor(ground);
  const names = (ground.dataset.rows.get('member') ?? []).map((row) => String(row['lastName']));
  const named = names.filter((one) => one === name).length;
  const lettered = names.filter((one) => one.startsWith(letters)).length;
  check(found.named === named, `${found.named} of ${named} members found by name.`);
  if (found.lettered !== undefined)
    check(found.lettered === lettered, `${found.lettered} of ${lettered} members found by letters.`);
}

export async function measureDownload(
  ground: Ground,
  browser: Browser,
  say: Say,
): Promise<readonly Series[]> {
  const search = searchFor(ground);
  const floor = (name: string, file: string): Contender<Downloaded> => ({
    name,
    run: () =>
      onFreshPage(browser, `${ground.floor.url}/${file}.html`, (page) => ask(page, 'download', search)),
  });
  const unionhall = (): Promise<Downloaded> => downloadUnionhall(ground, browser, search);
  await unionhall();
  const contenders: readonly Contender<Downloaded>[] = [
    floor(packed, 'packed'),
    floor(plain, 'plain'),
    { name: cold, run: () => ground.real.forgetPages(ground.dataset.localId).then(unionhall) },
    { name: warm, run: unionhall },
  ];
  const results = await interleave(ground.options.rounds, contenders, say);
  for (const all of results.values()) for (const one of all) checkHits(ground, one);
  return [
    ...seriesOf('first download until a name search', results, (one) => one.ms, { [cold]: 1.2, [warm]: 0.6 }),
    ...seriesOf('… until every row is stored', results, (one) => one.storedMs, {}),
    ...seriesOf('… until a search by first letters too', results, (one) => one.lettersMs, {}),
    ...seriesOf(
      'first download, bytes on the wire',
      results,
      (one) => one.wireBytes,
      { [cold]: 1.2 },
      'bytes',
    ),
  ];
}

function seriesOf(
  measure: string,
  results: ReadonlyMap<string, readonly Downloaded[]>,
  value: (one: Downloaded) => number,
  targets: Readonly<Record<string, number>>,
  unit: Series['unit'] = 'ms',
): readonly Series[] {
  return [...results].map(([contender, all]) => ({
    measure,
    contender,
    unit,
    values: all.map(value),
    ...(contender === packed ? {} : { floor: packed }),
    ...(targets[contender] === undefined ? {} : { target: targets[contender] }),
  }));
}
