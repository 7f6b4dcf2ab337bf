/**
 * The longest task of the page's main thread while something is done, from Chromium's own trace: by the clock, and what
 * of it the processor worked. On a machine that others use too, only the second says something about the page.
 */
import type { Browser, Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const categories = ['disabled-by-default-devtools.timeline', 'toplevel', '__metadata'];

/** Milliseconds; each the longest of its kind. */
export interface LongestTask {
  readonly clock: number;
  readonly processor: number;
}

export async function traceTasks(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<LongestTask> {
  await browser.startTracing(page, { categories });
  let trace: Buffer;
  try {
    await work();
  } finally {
    trace = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}.${tid}`;
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = traceEvents.filter(
    (one) => one.name === 'RunTask' && one.ph === 'X' && main.has(threadOf(one)),
  );
  if (tasks.length === 0) throw new Error('The trace has no tasks: this Chromium names them otherwise.');
  const most = (of: (one: TraceEvent) => number | undefined): number =>
    tasks.reduce((longest, one) => Math.max(longest, of(one) ?? 0), 0) / 1000;
  return { clock: most(({ dur }) => dur), processor: most(({ tdur }) => tdur) };
}
