/** A member's employments: those on this device, and the ended ones that the office keeps. Pure. */
import type { Values } from '../../../shared/entity/entity.ts';

export interface Job extends Values {
  readonly id: string;
}

export const isCurrent = (job: Values): boolean => !job['endDate'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Latest first: current ones by their start, ended ones by their end. What this device holds goes before what it was told. */
export function sortJobs(
  held: readonly Job[],
  told: readonly Job[],
): { current: readonly Job[]; ended: readonly Job[] } {
  const here = new Set(held.map((job) => job.id));
  const all = [...held, ...told.filter((job) => !here.has(job.id))];
  const latestFirst = (name: string) => (one: Job, other: Job) =>
    text(other[name]).localeCompare(text(one[name]));
  return {
    current: all.filter(isCurrent).sort(latestFirst('startDate')),
    ended: all.filter((job) => !isCurrent(job)).sort(latestFirst('endDate')),
  };
}
