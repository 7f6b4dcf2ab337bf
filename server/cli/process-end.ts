/** How our programs end: in order when asked to, with one readable sentence when they cannot go on. */
import { EnvironmentError } from '../environment.ts';
import { StartRefused } from '../database/start-refused.ts';
import { sayUsage } from './command-line.ts';

const patienceMilliseconds = 15_000;

/** Waits for SIGINT or SIGTERM, then runs the steps one after the other and ends the process. A second signal ends it at once. */
export async function untilStopped(steps: readonly (() => Promise<void>)[]): Promise<never> {
  await new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, resolve);
  });
  const impatience = setTimeout(() => process.exit(1), patienceMilliseconds);
  impatience.unref();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(1));
  let failed = false;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failed = true;
      console.error(error);
    }
  }
  // Asked to end and ended in order is no failure: npm would otherwise complain at every Ctrl-C.
  process.exit(failed ? 1 : 0);
}

/** What is somebody's to mend is told without a stack. */
export async function exitOnFailure(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = sayUsage(error);
    if (code !== undefined) process.exit(code);
    const expected = error instanceof EnvironmentError || error instanceof StartRefused;
    console.error(expected ? error.message : error);
    process.exit(1);
  }
}
