/**
 * axe as the browser tests ask it: for violations alone, put into a document once. AxeBuilder carries its half megabyte
 * into the page twice for each reading and brings home every element that nothing was found wrong with.
 */
import { createRequire } from 'node:module';
import type { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type Found = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

interface Axe {
  run(context: object, options: object): Promise<{ violations: Found }>;
}

const fromHere = createRequire(import.meta.url);
/** The very axe that the builder would carry: the package that brings it says which. */
const { source } = createRequire(fromHere.resolve('@axe-core/playwright'))('axe-core') as { source: string };

export type Rules = { readonly tags: readonly string[] } | { readonly rules: readonly string[] };

/** Rows beyond the first few are drawn by the same lines of code; axe would read two hundred of them for nothing new. */
const repeated = [
  '.ledger tbody tr:nth-child(n+9)',
  'li.seat:nth-child(n+7)',
  '.stack > .sheet:nth-child(n+14)',
  '[data-group] > .item:nth-of-type(n+4)',
  '.row-list > .row:nth-child(n+9)',
  '.history > .history-entry:nth-child(n+9)',
];

/** What axe finds on the page as it stands: one line for each rule that is broken, with the first few places. */
export async function violationsOn(page: Page, only: Rules): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => typeof (globalThis as { axe?: Axe }).axe?.run === 'function');
  if (!isThere) await page.evaluate(source);
  const runOnly = 'tags' in only ? { type: 'tag', values: only.tags } : { type: 'rule', values: only.rules };
  const violations = await page.evaluate(
    async ({ exclude, options }) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      return (await axe.run({ exclude }, options)).violations;
    },
    {
      exclude: repeated.map((rows) => [rows]),
      // There are no frames here, and nothing is asked of what passed.
      options: { runOnly, resultTypes: ['violations'], iframes: false },
    },
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`)
        .join(' | ')}`,
  );
}
