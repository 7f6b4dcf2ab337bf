/**
 * Validation: one schema per field, from its facts. Devices and server call the same functions,
 * so the same mistake gets the same words. All problems are returned at once, never only the first.
 */
import * as v from 'valibot';
import { isCalendarDay, isClockTime } from '../values/calendar.ts';
import type { Json } from '../values/json.ts';
import type { FieldProblem, ProblemCode } from '../values/refusal.ts';
import { problemCodes } from '../values/refusal.ts';
import { isUuid } from '../values/uuid.ts';
import type { Entity, Values } from './entity.ts';
import { fieldEntries, isSetByPerson } from './entity.ts';
import type { Field } from './field.ts';
import { oncePer } from './once.ts';

/** Most values in a `references` list, and most characters of a `json` field. */
export const mostReferences = 200;
export const mostJsonCharacters = 64_000;

// NUL cannot be stored by Postgres; the others change how text is read without being seen.
// eslint's no-control-regex is what this list is for, hence the constructor.
const control = new RegExp('[\\u0000-\\u0008\\u000b-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]');
const controlOneLine = new RegExp('[\\u0000-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]');
const emailPattern = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/;
const phonePattern = /^[+(]?[0-9][0-9 ().\-/x+]{2,}$/;
const momentPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

/** Problem codes travel as valibot messages: `code` or `code|limit`. */
const says = (problem: ProblemCode, limit?: number | string): string =>
  limit === undefined ? problem : `${problem}|${limit}`;

const length = (value: string): number => [...value].length;

function textSchema(field: Field): v.GenericSchema<unknown, Json> {
  const max = field.max ?? 200;
  const forbidden = field.multiline ? control : controlOneLine;
  const steps = v.pipe(
    v.string(says('wrong_type')),
    v.check((value) => value.isWellFormed(), says('control_characters')),
    v.check((value) => !forbidden.test(value), says('control_characters')),
    v.transform((value) => value.normalize('NFC').trim()),
    v.check((value) => length(value) <= max, says('too_long', max)),
  );
  if (field.format === 'email')
    return v.pipe(
      steps,
      v.check((value) => emailPattern.test(value), says('not_an_email')),
    );
  if (field.format === 'phone')
    return v.pipe(
      steps,
      v.check((value) => phonePattern.test(value), says('not_a_phone')),
    );
  return steps;
}

function numberSchema(field: Field): v.GenericSchema<unknown, Json> {
  const least = field.least ?? (field.kind === 'cents' ? -9_000_000_000_000 : -2_147_483_648);
  const most = field.most ?? (field.kind === 'cents' ? 9_000_000_000_000 : 2_147_483_647);
  const scale = 10 ** (field.places ?? 0);
  return v.pipe(
    v.number(says('wrong_type')),
    v.finite(says('wrong_type')),
    v.check((value) => field.kind === 'decimal' || Number.isInteger(value), says('not_whole')),
    // Adding zero turns -0 into 0, which JSON and Postgres could not tell apart from it.
    v.transform((value) => Math.round(value * scale) / scale + 0),
    v.check((value) => value >= least && value <= most, says('out_of_range', `${least} – ${most}`)),
  );
}

const checkedText = (
  accepts: (value: string) => boolean,
  problem: ProblemCode,
): v.GenericSchema<unknown, Json> => v.pipe(v.string(says('wrong_type')), v.check(accepts, says(problem)));

function jsonSchema(): v.GenericSchema<unknown, Json> {
  return v.pipe(
    v.custom<Json>((value) => value !== undefined, says('wrong_type')),
    v.check(
      (value) => JSON.stringify(value).length <= mostJsonCharacters,
      says('too_long', mostJsonCharacters),
    ),
  );
}

function requiredSchema(field: Field): v.GenericSchema<unknown, Json> {
  switch (field.kind) {
    case 'text':
      return textSchema(field);
    case 'date':
      return checkedText(isCalendarDay, 'not_a_day');
    case 'clockTime':
      return checkedText(isClockTime, 'not_a_time');
    case 'instant':
      return v.pipe(
        checkedText((value) => momentPattern.test(value) && !Number.isNaN(Date.parse(value)), 'not_a_moment'),
        v.transform((value) => new Date(String(value)).toISOString()),
      );
    case 'integer':
    case 'decimal':
    case 'cents':
      return numberSchema(field);
    case 'flag':
      return v.boolean(says('wrong_type'));
    case 'choice':
      return v.picklist(
        (field.choices ?? []).map((one) => one.value),
        says('not_a_choice'),
      );
    case 'reference':
      return checkedText(isUuid, 'not_found');
    case 'references':
      return v.pipe(
        v.array(checkedText(isUuid, 'not_found'), says('wrong_type')),
        v.maxLength(mostReferences, says('too_long', mostReferences)),
      );
    case 'json':
      return jsonSchema();
  }
}

/** The schema of one field; empty text counts as nothing. */
export const fieldSchema: (field: Field) => v.GenericSchema<unknown, Json> = oncePer(requiredSchema);

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** One value against one field: the cleaned value, or what is wrong with it. */
export function checkValue(
  name: string,
  field: Field,
  value: unknown,
  mayBeNothing = field.optional,
): { value: Json } | { problem: FieldProblem } {
  if (isNothing(value))
    return mayBeNothing ? { value: null } : { problem: { field: name, problem: 'required' } };
  const result = v.safeParse(fieldSchema(field), value);
  return result.success ? { value: result.output } : { problem: problemFrom(name, result.issues[0].message) };
}

function problemFrom(name: string, message: string): FieldProblem {
  const [code, limit] = message.split('|');
  const known = problemCodes.find((one) => one === code) ?? 'wrong_type';
  return limit === undefined ? { field: name, problem: known } : { field: name, problem: known, limit };
}

export interface Checked {
  readonly values: Values;
  readonly problems: readonly FieldProblem[];
}

/**
 * The fields that a person sends: unknown ones and those the server keeps are refused by name, the rest cleaned.
 * Says nothing about fields that are not there; see `checkRow`.
 */
export function checkSet(of: Entity, set: Readonly<Record<string, unknown>>): Checked {
  const values: Record<string, Json> = {};
  const problems: FieldProblem[] = [];
  for (const [name, value] of Object.entries(set)) {
    const field = Object.hasOwn(of.fields, name) ? of.fields[name] : undefined;
    if (!field) problems.push({ field: name, problem: 'unknown' });
    else if (!isSetByPerson(field)) problems.push({ field: name, problem: 'set_by_server' });
    else {
      const checked = checkValue(name, field, value);
      if ('problem' in checked) problems.push(checked.problem);
      else values[name] = checked.value;
    }
  }
  return { values, problems };
}

/** A whole row: every required field is there and every rule holds. */
export function checkRow(of: Entity, row: Values): readonly FieldProblem[] {
  const missing = fieldEntries(of)
    .filter(([name, field]) => !field.optional && (row[name] === null || row[name] === undefined))
    .map(([name]): FieldProblem => ({ field: name, problem: 'required' }));
  if (missing.length > 0) return missing;
  return (of.rules ?? [])
    .filter((rule) => !rule.holds(row))
    .map((rule): FieldProblem => ({ field: rule.field, problem: 'rule', message: rule.message }));
}
