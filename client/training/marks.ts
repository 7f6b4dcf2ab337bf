/**
 * What a mark is and what one tap means. Pure. A mark never mixes two people's thoughts: status, arrival and departure
 * are always said together.
 */
import type { Values } from '../../shared/entity/entity.ts';
import type { IconName } from '../elements/icon.tsx';
import type { Tone } from '../elements/tone.ts';

export const markStates = ['present', 'late', 'absent', 'excused', 'left_early'] as const;
export type MarkState = (typeof markStates)[number];

export const isMarkState = (value: unknown): value is MarkState =>
  (markStates as readonly unknown[]).includes(value);

export const markLooks: Readonly<Record<MarkState, { readonly icon: IconName; readonly tone: Tone }>> = {
  present: { icon: 'check', tone: 'good' },
  late: { icon: 'clock', tone: 'warn' },
  absent: { icon: 'absent', tone: 'bad' },
  excused: { icon: 'excused', tone: 'ink' },
  left_early: { icon: 'left-early', tone: 'warn' },
};

export interface Mark {
  readonly status: MarkState | undefined;
  /** 'HH:MM' or ''. */
  readonly arrivalTime: string;
  readonly departureTime: string;
}

/** The whole of a mark when a state is tapped at `clock` ('HH:MM'). Times that still hold are kept. */
export function markFor(state: MarkState, before: Mark, clock: string): Values {
  const isSame = before.status === state;
  if (state === 'late')
    return { status: state, arrivalTime: isSame ? before.arrivalTime || clock : clock, departureTime: null };
  if (state === 'left_early')
    return {
      status: state,
      arrivalTime: before.arrivalTime || null,
      departureTime: isSame ? before.departureTime || clock : clock,
    };
  return { status: state, arrivalTime: null, departureTime: null };
}

/** The same mark with another time. An emptied time is nothing. */
export function withTime(before: Mark, name: 'arrivalTime' | 'departureTime', clock: string): Values {
  const times = { arrivalTime: before.arrivalTime || null, departureTime: before.departureTime || null };
  return { status: before.status ?? null, ...times, [name]: clock === '' ? null : clock };
}

export type MarkCounts = Readonly<Record<MarkState, number>> & {
  readonly unmarked: number;
  readonly all: number;
};

export function countMarks(marks: readonly { readonly status: MarkState | undefined }[]): MarkCounts {
  const of = (state: MarkState | undefined): number => marks.filter((one) => one.status === state).length;
  return {
    present: of('present'),
    late: of('late'),
    absent: of('absent'),
    excused: of('excused'),
    left_early: of('left_early'),
    unmarked: of(undefined),
    all: marks.length,
  };
}

/** Present, late and left early count as attended; excused does not. 0 to 100; undefined without a record. */
export function attendanceRate(counts: MarkCounts): number | undefined {
  const recorded = counts.all - counts.unmarked;
  if (recorded === 0) return undefined;
  return Math.round(((counts.present + counts.late + counts.left_early) / recorded) * 100);
}
