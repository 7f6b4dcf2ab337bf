/** Between a field's value and what stands in its control. Pure. */
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';

/** What the control holds when the form opens. Cents are shown as dollars. */
export function shownValue(field: Field, value: Json | undefined): Json {
  if (value === null || value === undefined) return null;
  if (field.kind === 'cents' && typeof value === 'number') return (value / 100).toFixed(2);
  return typeof value === 'number' ? String(value) : value;
}

/** What the form means by it. Text that is no number stays text, for the check to name. */
export function meantValue(field: Field, shown: Json): Json {
  if (typeof shown !== 'string') return shown;
  const typed = shown.trim();
  if (typed === '') return null;
  if (field.kind !== 'integer' && field.kind !== 'decimal' && field.kind !== 'cents') return shown;
  const number = Number(
    typed
      .replace(/[$\s]/g, '')
      .replace(/^([^.]*),(\d{1,2})$/, '$1.$2')
      .replaceAll(',', ''),
  );
  if (Number.isNaN(number)) return shown;
  return field.kind === 'cents' ? Math.round(number * 100) : number;
}
