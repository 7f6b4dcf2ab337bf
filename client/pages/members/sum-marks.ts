/** How often somebody was there, from their marks. Late and left early count as there; excused is not held against anyone. Pure. */
import { Attendance } from '../../../shared/entities/attendance.ts';
import type { Values } from '../../../shared/entity/entity.ts';

const wasThere: ReadonlySet<unknown> = new Set(['present', 'late', 'left_early']);

export interface MarkSum {
  readonly there: number;
  /** All marks but the excused ones. */
  readonly all: number;
  readonly percent: number;
  readonly byState: readonly { readonly state: string; readonly count: number }[];
}

export function sumMarks(marks: readonly Values[]): MarkSum {
  const there = marks.filter((mark) => wasThere.has(mark['status'])).length;
  const all = marks.filter((mark) => mark['status'] !== 'excused').length;
  const byState = (Attendance.fields.status.choices ?? [])
    .map(({ value }) => ({ state: value, count: marks.filter((mark) => mark['status'] === value).length }))
    .filter(({ count }) => count > 0);
  return { there, all, percent: all === 0 ? 0 : Math.round((there / all) * 100), byState };
}
