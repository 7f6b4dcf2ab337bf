/** Medians and percentiles. Nothing here judges: a bench prints, it never fails for being slow. */

/** The value below which `share` of the sorted values lie, by nearest rank. NaN of an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** One contender's figures in one measure; `values` has one figure for each round. */
export interface Series {
  readonly measure: string;
  readonly contender: string;
  readonly unit: 'ms' | 'bytes' | 'percent' | 'changes/s';
  readonly values: readonly number[];
  /** The contender of the same measure that it is compared with. */
  readonly floor?: string;
  /** What is wanted, as `targetIs` says. */
  readonly target?: number;
  /** most (when left out), least: times the floor. absolute: at most, in the unit, whatever the floor does. */
  readonly targetIs?: 'most' | 'least' | 'absolute';
  readonly note?: string;
}

export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Median of the ratios within each round: what the two had in common (a busy minute) cancels out. */
  readonly ratio: number | null;
  /** The fastest round beside the floor's fastest: least disturbed by what else the machine did. */
  readonly bestRatio: number | null;
  /** Is the target met, by the median? Null without a target. */
  readonly met: boolean | null;
}

export function summarize(series: Series, all: readonly Series[]): Summary {
  const floor = all.find((one) => one.measure === series.measure && one.contender === series.floor);
  const best = series.targetIs === 'least' ? Math.max : Math.min;
  const ratios = series.values.map((value, round) => value / (floor?.values[round] ?? Number.NaN));
  const ratio = floor ? median(ratios) : null;
  return {
    median: median(series.values),
    least: Math.min(...series.values),
    most: Math.max(...series.values),
    ratio,
    bestRatio: floor ? best(...series.values) / best(...floor.values) : null,
    met: isMet(series, ratio),
  };
}

function isMet({ target, targetIs, values }: Series, ratio: number | null): boolean | null {
  if (target === undefined) return null;
  if (targetIs === 'absolute') return median(values) <= target;
  if (ratio === null) return false;
  return targetIs === 'least' ? ratio >= target : ratio <= target;
}
