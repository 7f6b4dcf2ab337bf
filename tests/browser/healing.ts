/** How long a fault lasts after it has ended: until every mark stands once at the server and every tab says so. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { standing } from './ledger.ts';
import type { Standing } from './ledger.ts';
import { pill, seatsThatSay } from './people.ts';

const mostMs = 60_000;
const lookEachMs = 250;

export interface Healed {
  readonly roster: string;
  /** So many marks were called saved, each set once. */
  readonly marks: number;
  /** Tabs of the marking person. Each that shows the roster must show every mark; every one must say that all is sent. */
  readonly tabs: readonly Page[];
}

const isOnce = ({ version, entries, receipts }: Standing): boolean =>
  version === 1 && entries === 1 && receipts === 1;

/** What is not yet so, in words; empty when everything is. */
async function missing({ roster, marks, tabs }: Healed): Promise<readonly string[]> {
  const rows = await standing(roster);
  const atServer = rows.filter(isOnce).length;
  const said: string[] = [];
  if (rows.length !== marks || atServer !== marks)
    said.push(`at the server: ${rows.length} of ${marks}, once: ${atServer}`);
  for (const [index, tab] of tabs.entries()) {
    const state = await pill(tab)
      .innerText({ timeout: 1_000 })
      .catch(() => 'nothing');
    if (!state.includes('Online · all sent')) said.push(`tab ${index + 1} says: ${state}`);
    if (!tab.url().endsWith(roster)) continue;
    const shown = await tab.locator('li.seat[data-marked]').count();
    const unsure = await seatsThatSay(tab, 'Saved on this device').count();
    if (shown !== marks || unsure > 0)
      said.push(`tab ${index + 1} shows ${shown} marks, ${unsure} of them not sent`);
  }
  return said;
}

/**
 * Ends the fault and measures. Nobody touches a tab from then on. The time goes to test-results/heal.jsonl, which
 * `npm run prove` reads.
 */
export async function expectHealed(
  fault: string,
  healed: Healed,
  endFault: () => unknown = () => undefined,
): Promise<void> {
  await endFault();
  const since = Date.now();
  let left = await missing(healed);
  while (left.length > 0 && Date.now() - since < mostMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEachMs));
    left = await missing(healed);
  }
  const ms = Date.now() - since;
  expect(left, `${fault}: not healed after ${ms} ms`).toEqual([]);
  mkdirSync('test-results', { recursive: true });
  appendFileSync('test-results/heal.jsonl', `${JSON.stringify({ fault, ms })}\n`);
  console.log(`healed in ${ms} ms: ${fault}`);
}
