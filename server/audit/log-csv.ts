/**
 * Entries of the log as a spreadsheet: one line for each field that changed, one for an entry without fields.
 * What a cell begins with must not make a spreadsheet calculate, so such a cell gets an apostrophe before it.
 */
import type { Json } from '../../shared/values/json.ts';
import type { HistoryField } from './history.ts';
import type { LogEntry } from './log.ts';

const heads = [
  'entry',
  'recordedAt',
  'deviceAt',
  'action',
  'kind',
  'record',
  'person',
  'personId',
  'device',
  'note',
  'field',
  'before',
  'after',
] as const;

/** Also the full-width forms, and what stands behind spaces: some programs strip those first. */
const formula = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

export function csvCell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** Begins with a byte order mark: without it Excel takes accents for something else. */
export const csvHead = `\ufeff${csvLine(heads)}`;

export function csvOf(entry: LogEntry): string {
  const about = [
    String(entry.id),
    entry.recordedAt,
    entry.at ?? '',
    entry.action,
    entry.entity ?? '',
    entry.rowId ?? '',
    entry.user?.name ?? '',
    entry.user?.id ?? '',
    entry.device?.label ?? '',
    entry.note ?? '',
  ];
  if (entry.fields.length === 0) return csvLine([...about, '', '', '']);
  return entry.fields
    .map((field) =>
      csvLine([...about, field.field, cellText(field, field.before), cellText(field, field.after)]),
    )
    .join('');
}

function cellText(field: HistoryField, value: Json): string {
  if (field.erased) return '(erased)';
  if (field.hidden) return '(not shown)';
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
