/**
 * A local edit until it is durable on the device: strict on both sides, network cut, all the rows in the store.
 * One after another without a pause, as the issue asks; and at a quick person's pace, when what follows an edit in the
 * background has ended before the next.
 */
import type { Browser, Page } from '@playwright/test';
import { ask, openPage } from './browser.ts';
import type { Ground } from './ground.ts';
import { marksFor } from './marks.ts';
import { searchFor } from './measure-download.ts';
import type { Contender, Say } from './rounds.ts';
import { interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { percentile } from './statistics.ts';
import { openUnionhall } from './unionhall-page.ts';

const edits = 300;
const pacedEdits = 60;
const paceMs = 60;
const plain = 'floor (b): plain Dexie, strict';
const real = 'unionhall';

interface Took {
  readonly atOnce: readonly number[];
  readonly paced: readonly number[];
}

export async function measureEdit(ground: Ground, browser: Browser, say: Say): Promise<readonly Series[]> {
  const search = searchFor(ground);
  const contexts = [await browser.newContext(), await browser.newContext()] as const;
  try {
    const plainPage = await openPage(contexts[0], `${ground.floor.url}/plain.html`);
    await ask(plainPage, 'download', search);
    const realPage = await openUnionhall(ground, contexts[1], search);
    const contenders: readonly Contender<Took>[] = [
      { name: plain, run: (round) => editAll(ground, plainPage, round) },
      { name: real, run: (round) => editOffline(ground, realPage, round) },
    ];
    const results = await interleave(ground.options.rounds, contenders, say);
    const atOnce = (one: Took): readonly number[] => one.atOnce;
    const paced = (one: Took): readonly number[] => one.paced;
    return [
      ...seriesAt(`local edit until durable, p50 of ${edits}`, 0.5, atOnce, results),
      ...seriesAt(`local edit until durable, p95 of ${edits}`, 0.95, atOnce, results),
      ...seriesAt(`… one each ${paceMs} ms, p50 of ${pacedEdits}`, 0.5, paced, results),
      ...seriesAt(`… one each ${paceMs} ms, p95 of ${pacedEdits}`, 0.95, paced, results),
    ];
  } finally {
    for (const context of contexts) await context.close();
  }
}

async function editAll(ground: Ground, page: Page, round: number): Promise<Took> {
  const atOnce = await ask<readonly number[]>(page, 'edit', marksFor(ground.dataset, edits, round));
  const later = marksFor(ground.dataset, pacedEdits, round + 30);
  const paced = await ask<readonly number[]>(page, 'edit', later, paceMs);
  return { atOnce, paced };
}

/** Sending would share the processor with the next edit; it is measured by itself. */
async function editOffline(ground: Ground, page: Page, round: number): Promise<Took> {
  await page.context().setOffline(true);
  const took = await editAll(ground, page, round);
  await page.context().setOffline(false);
  await ask(page, 'drain');
  return took;
}

const seriesAt = (
  measure: string,
  share: number,
  pick: (one: Took) => readonly number[],
  results: ReadonlyMap<string, readonly Took[]>,
): readonly Series[] =>
  [...results].map(([contender, rounds]) => ({
    measure,
    contender,
    unit: 'ms',
    values: rounds.map((took) => percentile(pick(took), share)),
    ...(contender === real ? { floor: plain, target: 1.2 } : {}),
  }));
