/** Where in a row of happenings there is too much of it. Pure. */
import type { Threshold } from './thresholds.ts';

export interface Happening {
  /** Milliseconds, UTC. */
  readonly at: number;
  /** Two with the same name count once: a record opened twice is one record. */
  readonly what: string;
}

export interface Burst {
  readonly count: number;
  readonly since: number;
  readonly until: number;
}

/** Each time the threshold is passed, at the moment it is; after that the count begins anew. */
export function burstsIn(happenings: readonly Happening[], { most, withinMs }: Threshold): readonly Burst[] {
  const bursts: Burst[] = [];
  let recent: readonly Happening[] = [];
  for (const one of [...happenings].sort((left, right) => left.at - right.at)) {
    recent = [...recent.filter(({ at, what }) => at > one.at - withinMs && what !== one.what), one];
    if (recent.length <= most) continue;
    bursts.push({ count: recent.length, since: recent[0]?.at ?? one.at, until: one.at });
    recent = [];
  }
  return bursts;
}

/** The beginning of the stretch that has an alert once: stretches as long as the threshold's, counted from 1970. */
export const windowOf = (moment: number, { withinMs }: Threshold): number =>
  Math.floor(moment / withinMs) * withinMs;
