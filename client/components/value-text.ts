/** A field's value in the words of the form: labels of choices, days and times as people read them, titles of references. */
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import { formatClock, formatDateTime, formatDay, formatNumber } from '../i18n/format.ts';
import { localeTag } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { say } from './say.ts';

/** Id of a referenced row → what to call it. */
export type Titles = ReadonlyMap<string, string>;

const noTitles: Titles = new Map();
/** Stands for "nothing". */
export const nothing = '—';

export function valueText(field: Field, value: Json | undefined, titles: Titles = noTitles): string {
  if (value === null || value === undefined || value === '') return nothing;
  switch (field.kind) {
    case 'text':
      return String(value);
    case 'date':
      return formatDay(String(value), 'long');
    case 'clockTime':
      return formatClock(String(value));
    case 'instant':
      return formatDateTime(Date.parse(String(value)));
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? formatNumber(value) : String(value);
    case 'cents':
      return moneyText(value);
    case 'flag':
      return value === true ? t('value.yes') : t('value.no');
    case 'choice':
      return choiceText(field, String(value));
    case 'reference':
      return titles.get(String(value)) ?? t('value.unknownRecord');
    case 'references':
      return Array.isArray(value) ? value.map((id) => titles.get(String(id)) ?? nothing).join(', ') : nothing;
    case 'json':
      return JSON.stringify(value);
  }
}

function choiceText(field: Field, value: string): string {
  const chosen = field.choices?.find((one) => one.value === value);
  return chosen ? say(chosen.label) : value;
}

function moneyText(value: Json): string {
  if (typeof value !== 'number') return String(value);
  return new Intl.NumberFormat(localeTag(), { style: 'currency', currency: 'USD' }).format(value / 100);
}

/** The text a value is sorted by. Numbers keep their order, missing values come first. */
export function sortText(field: Field, value: Json | undefined, titles: Titles): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(Math.round(value * 1000) + 1e15).padStart(17, '0');
  if (field.kind === 'reference' || field.kind === 'choice') return valueText(field, value, titles);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
