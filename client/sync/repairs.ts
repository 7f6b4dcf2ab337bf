/**
 * What is not needed to save, send or receive work, in one piece that is loaded later (`load-repairs.ts`): what idle time
 * is used for (proving and mending, folding, telling, forgetting), what follows a restored server or a lost store, and the way on
 * when sending is stuck.
 */
export { foldAll } from '../store/fold.ts';
export { putBefore, takeNewDevice } from '../store/way-on.ts';
export { handOver, startOver } from './recovery.ts';
export { tidy } from './tidy.ts';
export { verify } from './verify.ts';
