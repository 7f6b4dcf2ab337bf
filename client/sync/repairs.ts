/**
 * What is not needed to save, send or receive work, in one piece that is loaded later (`load-repairs.ts`): what idle time
 * is used for (proving and mending, folding, forgetting), and what follows a restored server or a lost store.
 */
export { forgetOldSent } from '../store/epoch.ts';
export { foldAll } from '../store/fold.ts';
export { handOver, startOver } from './recovery.ts';
export { verify } from './verify.ts';
