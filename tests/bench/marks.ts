/** The edits that are measured: marks of attendance rows, each one different from what stands in the row. */
import type { Row } from '../../shared/entity/entity.ts';
import type { Dataset } from './dataset.ts';

export interface Mark {
  readonly id: string;
  readonly status: string;
  readonly arrivalTime: string | null;
  readonly departureTime: string | null;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The rows that are marked, spread over all classes, as they stand in the dataset. */
export function unmarked(dataset: Dataset, count: number): readonly Mark[] {
  const rows = dataset.rows.get('attendance') ?? [];
  const stride = Math.max(1, Math.floor(rows.length / count));
  return Array.from({ length: count }, (_, index) => {
    const row: Row | undefined = rows[(index * stride) % rows.length];
    if (!row) throw new Error('There are no attendance rows.');
    const time = (name: string): string | null => (row[name] === null ? null : String(row[name]));
    const status = String(row['status']);
    return { id: row.id, status, arrivalTime: time('arrivalTime'), departureTime: time('departureTime') };
  });
}

/** The same rows, all late; every `turn` of sixty sets another time. */
export const marksFor = (dataset: Dataset, count: number, turn: number): readonly Mark[] =>
  unmarked(dataset, count).map(({ id }) => {
    const arrivalTime = `18:${two((turn + 2) % 60)}`;
    return { id, status: 'late', arrivalTime, departureTime: null };
  });
