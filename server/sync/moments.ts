/** When a gesture happened, as far as the server believes it; and whether a restore vouches for an older claim. */
import type { Change } from '../../shared/sync/requests.ts';
import { correctedMoment } from '../../shared/sync/clock.ts';
import { limits } from '../../shared/sync/protocol.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Ask } from './decision.ts';
import type { World } from './world.ts';

/** A clock that was never set says 1970 or worse; such a mark is older than any other and no more than that. */
const earliest = Date.UTC(2000, 0, 1);
/** No row has this many versions; a claim beyond it is not believed. */
const mostVersions = 1_000_000;

/** Without a device clock (REST, hand-over) the moment is taken as said, but never ahead of the server. */
export function gestureMoment(at: string, deviceClock: string | null, now: number): string {
  const isMeasured = deviceClock !== null && isPlausible(at) && isPlausible(deviceClock);
  const moment = Date.parse(isMeasured ? correctedMoment(at, deviceClock, now) : at);
  return new Date(clamp(moment, now)).toISOString();
}

/** Within some seven thousand years of 1970: far enough from where dates end for sums of two to exist. */
const isPlausible = (moment: string): boolean => Math.abs(Date.parse(moment)) < 220_000_000_000_000;

const clamp = (moment: number, now: number): number =>
  Math.min(Math.max(Number.isNaN(moment) ? earliest : moment, earliest), now + limits.clockAheadMs);

/**
 * `was` is believed only when there has been a restore, and only for what is said to have been accepted before it.
 * Otherwise anybody could have his values win by claiming a high version.
 */
export function askOf(world: World, change: Change, deviceClock: string | null): Ask {
  const at = gestureMoment(change.at, deviceClock, world.now);
  const { was } = change;
  if (!was || world.restoredAt === null || was.version > mostVersions) return { change, at };
  const acceptedAt = clamp(Date.parse(was.at), world.now);
  if (acceptedAt >= world.restoredAt) return { change, at };
  const values = isJsonObject(was.values) ? was.values : {};
  return { change, at: new Date(acceptedAt).toISOString(), offeredAgain: { version: was.version, values } };
}
