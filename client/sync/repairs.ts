/**
 * What is not needed to save, send or receive work, in one piece that is loaded later (`load-repairs.ts`): what idle time
 * is used for (proving and mending, folding, telling, forgetting), what follows a restored server, a lost store or a
 * page that cannot be read, the way on when sending is stuck, and orders, which need the server anyway.
 */
export { distrust } from '../store/distrust.ts';
export { foldAll } from '../store/fold.ts';
export { putBefore, takeNewDevice } from '../store/way-on.ts';
export { ask } from './ask.ts';
export { runCommand } from './command.ts';
export { handOver, handOverLost, startOver } from './recovery.ts';
export { tidy } from './tidy.ts';
export { verify } from './verify.ts';
