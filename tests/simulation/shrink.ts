/**
 * A failing seed made smaller: fewer steps, then fewer faults. What is left out leaves the draws of the others as they
 * are only as far as they do not depend on it; so each try is a run of its own, and counts only when it fails as well.
 */
import type { RunResult } from './run.ts';

export interface Attempt {
  readonly steps: number;
  readonly skip: readonly number[];
}

export interface Shrunk extends Attempt {
  readonly result: RunResult;
}

const mostTries = 40;

const isFailing = (result: RunResult): boolean => result.violations.length > 0;

export async function shrink(
  first: RunResult,
  again: (attempt: Attempt) => Promise<RunResult>,
): Promise<Shrunk> {
  let best: Shrunk = { steps: first.steps, skip: [], result: first };
  let tries = 0;
  const isSmaller = async (attempt: Attempt): Promise<boolean> => {
    tries += 1;
    const result = await again(attempt);
    if (!isFailing(result) || attempt.steps < 1) return false;
    best = { ...attempt, steps: Math.min(attempt.steps, result.steps), result };
    return true;
  };
  for (const part of [2, 4, 8])
    while (
      tries < mostTries &&
      (await isSmaller({ ...best, steps: best.steps - Math.ceil(best.steps / part) }))
    );
  for (const step of best.result.faultSteps)
    if (tries < mostTries) await isSmaller({ steps: best.steps, skip: [...best.skip, step] });
  return best;
}
