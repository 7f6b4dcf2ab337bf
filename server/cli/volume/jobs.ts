/** Shares employments out among members: a few have nearly a hundred, most have some twenty. */
import type { Random } from '../demo/random.ts';

export const jobTitles = [
  'Journeyman wireman',
  'Foreman',
  'General foreman',
  'Apprentice',
  'Residential wireman',
  'Sound and communication technician',
  'Tradeshow wireman',
  'Utility worker',
  'Line worker',
  'Control room operator',
  'Service electrician',
] as const;

export interface Job {
  readonly member: number;
  /** From 0, in the order of time. */
  readonly job: number;
  /** How many the member has in all. */
  readonly of: number;
}

export interface Jobs {
  at(place: number): Job;
}

/** Each member has one at least, so `jobs` may not be fewer than `members`. */
export function shareJobs(members: number, jobs: number, random: Random): Jobs {
  const weights = Array.from({ length: members }, () => Math.min(0.35 - Math.log(1 - random.next()), 3.5));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spare = jobs - members;
  // Rounded down along the running sum, so that the shares come to the whole.
  const ends: number[] = [];
  let reached = 0;
  weights.forEach((weight, index) => {
    reached += weight;
    ends.push(index + 1 + (index === members - 1 ? spare : Math.floor((spare * reached) / total)));
  });
  return { at: (place) => jobAt(ends, place) };
}

function jobAt(ends: readonly number[], place: number): Job {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  const first = low === 0 ? 0 : (ends[low - 1] ?? 0);
  return { member: low, job: place - first, of: (ends[low] ?? 0) - first };
}
