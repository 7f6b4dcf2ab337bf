/** What is told of a run that came to nothing. */
import type { RunResult } from './run.ts';

export const emptyRun: Omit<RunResult, 'seed' | 'violations'> = {
  faults: {},
  faultSteps: [],
  saved: 0,
  healMs: 0,
  steps: 0,
  trace: '',
};
