/** Whether the server answered when it was last asked. What needs it says so before the tap. */
import type { Hall } from '../hall.ts';

const answering: ReadonlySet<string> = new Set(['online', 'sending', 'downloading']);

export const isOnline = (hall: Hall): boolean => answering.has(hall.sync.status().state);
