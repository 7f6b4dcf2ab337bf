/** Employers by what is typed and by kind, by name. Pure. */
import { compareKeys, fold } from '../../../shared/entity/row.ts';
import type { SeenRow } from '../../hall.ts';

export interface EmployerFilter {
  readonly typed: string;
  /** One of the kinds, '' for all. */
  readonly kind: string;
}

const said = (row: SeenRow): string =>
  fold(['name', 'city', 'address', 'phone'].map((name) => String(row[name] ?? '')).join(' '));

/** Every word must stand somewhere, accents or not. */
export function findEmployers(rows: readonly SeenRow[], filter: EmployerFilter): readonly SeenRow[] {
  const words = fold(filter.typed).split(/\s+/).filter(Boolean);
  const fits = (row: SeenRow): boolean => {
    const text = said(row);
    return words.every((word) => text.includes(word));
  };
  return rows
    .filter((row) => (filter.kind === '' || row['orgType'] === filter.kind) && fits(row))
    .map((row) => ({ row, key: fold(String(row['name'] ?? '')) }))
    .sort((one, other) => compareKeys(one.key, other.key))
    .map(({ row }) => row);
}

/** A number as a phone dials it; '' when there is nothing to dial. */
export const dialled = (phone: unknown): string =>
  typeof phone === 'string' ? phone.replace(/(?!^\+)[^\d]/g, '') : '';
