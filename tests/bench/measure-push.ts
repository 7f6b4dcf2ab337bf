/** A thousand queued edits until the last one is acknowledged, in batches of five hundred. */
import type { Browser, Page } from '@playwright/test';
import { limits } from '../../shared/sync/protocol.ts';
import { ask } from './browser.ts';
import type { Ground } from './ground.ts';
import type { Mark } from './marks.ts';
import { marksFor, unmarked } from './marks.ts';
import { searchFor } from './measure-download.ts';
import type { Contender, Say } from './rounds.ts';
import { check, interleave } from './rounds.ts';
import type { Series } from './statistics.ts';
import { openUnionhall } from './unionhall-page.ts';
import { changesOf, signInWire } from './wire-client.ts';

const edits = 1000;
const plain = 'floor (c): the same writes, plain Postgres';
const real = 'unionhall: same client over HTTP';
const browserClient = 'unionhall: Chromium, until nothing waits';
const measure = `push of ${edits} queued edits until acknowledged`;

export async function measurePush(ground: Ground, browser: Browser, say: Say): Promise<readonly Series[]> {
  const wire = await signInWire(ground);
  const context = await browser.newContext();
  try {
    const page = await openUnionhall(ground, context, searchFor(ground));
    // Turns go on counting over the contenders, so that each finds other values than it sets.
    let turn = 0;
    let standing = unmarked(ground.dataset, edits);
    const nextMarks = (): readonly Mark[] => marksFor(ground.dataset, edits, (turn += 1));
    const nextOfReal = (): readonly Mark[] => (standing = nextMarks());
    const contenders: readonly Contender<number>[] = [
      { name: plain, run: () => timed(() => pushPlain(ground, nextMarks())) },
      {
        name: real,
        run: () => {
          const before = standing;
          const changes = changesOf(nextOfReal(), before);
          return timed(() => wire.push(changes));
        },
      },
      { name: browserClient, run: () => pushFromBrowser(page, nextOfReal()) },
    ];
    const results = await interleave(ground.options.rounds, contenders, say);
    return [...results].map(([contender, values]) => ({
      measure,
      contender,
      unit: 'ms',
      values,
      ...(contender === plain ? {} : { floor: plain }),
      ...(contender === real ? { target: 4 } : {}),
    }));
  } finally {
    await context.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** To floor (c), in batches of this size. */
export async function pushPlain(
  ground: Ground,
  marks: readonly Mark[],
  perBatch: number = limits.changesPerPush,
): Promise<void> {
  for (let at = 0; at < marks.length; at += perBatch) {
    const changes = marks.slice(at, at + perBatch);
    const answer = await fetch(`${ground.floor.url}/api/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ changes }),
    });
    const { answers } = (await answer.json()) as { answers: readonly unknown[] };
    check(answers.length === changes.length, 'the floor answered too little.');
  }
}

/** Queued with the network cut; the clock starts when it is back. */
async function pushFromBrowser(page: Page, marks: readonly Mark[]): Promise<number> {
  await page.context().setOffline(true);
  const unsent = await ask<number>(page, 'queue', marks);
  check(unsent === marks.length, `${unsent} of ${marks.length} edits are queued.`);
  await page.context().setOffline(false);
  return ask(page, 'drain');
}
