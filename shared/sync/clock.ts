/** Time as domain code gets it. `Date.now` stands nowhere else in shared code. */
import { limits } from './protocol.ts';

export interface Clock {
  /** Milliseconds, UTC. */
  readonly now: () => number;
}

/**
 * When a gesture happened, by the server's clock: device time plus the offset measured as the batch arrived,
 * and never later than server time plus five minutes. `at` and `deviceClock` come from the same device clock.
 */
export function correctedMoment(at: string, deviceClock: string, serverNow: number): string {
  const offset = serverNow - Date.parse(deviceClock);
  const moment = Math.min(Date.parse(at) + offset, serverNow + limits.clockAheadMs);
  return new Date(moment).toISOString();
}
