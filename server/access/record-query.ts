/**
 * What a list request over REST may ask: `filter[field]`, `sort`, `page[…]`, from text to something checked.
 *
 * 1. A field that the person may not read is answered as one that does not exist, in every place it could be named.
 * 2. Every number has its limit, and what is wrong is said by parameter.
 */
import { checkValue } from '../../shared/entity/check.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import type { ReadScope } from './read-scope.ts';

export const listLimits = {
  pageSize: 200,
  usualPageSize: 50,
  filters: 20,
  sorts: 4,
  characters: 200,
  offset: 10_000,
} as const;

export const filterOperators = ['is', 'gte', 'lte', 'contains'] as const;
export type FilterOperator = (typeof filterOperators)[number];

export interface Filter {
  readonly name: string;
  readonly field: Field;
  readonly operator: FilterOperator;
  /** `is` holds for any of them; null stands for an empty field. */
  readonly values: readonly Json[];
}

export interface Sort {
  readonly name: string;
  readonly field: Field;
  readonly descending: boolean;
}

export interface RecordQuery {
  readonly filters: readonly Filter[];
  readonly sorts: readonly Sort[];
  readonly size: number;
  /** Values of the sort fields (or the sort key), then the id, of the last row seen. */
  readonly after: readonly Json[] | undefined;
  readonly offset: number;
  readonly withTotal: boolean;
}

export type ParsedQuery =
  | { readonly ok: true; readonly query: RecordQuery }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const comparable: ReadonlySet<Field['kind']> = new Set([
  'date',
  'clockTime',
  'instant',
  'integer',
  'decimal',
  'cents',
]);

const operatorsOf = (field: Field): readonly FilterOperator[] => {
  if (field.kind === 'json') return [];
  if (field.kind === 'references') return ['contains'];
  if (field.kind === 'text') return ['is', 'contains'];
  return comparable.has(field.kind) ? ['is', 'gte', 'lte'] : ['is'];
};

const isSortable = (field: Field): boolean => field.kind !== 'json' && field.kind !== 'references';

const readableField = (scope: ReadScope, name: string): Field | undefined =>
  scope.groups.some((group) => group.fields.has(name)) ? scope.of.fields[name] : undefined;

const problem = (field: string, code: FieldProblem['problem'], limit?: number | string): FieldProblem =>
  limit === undefined ? { field, problem: code } : { field, problem: code, limit };

class Problems {
  readonly found: FieldProblem[] = [];

  /** Notes the problem; what could not be read counts as absent. */
  add(field: string, code: FieldProblem['problem'], limit?: number | string): undefined {
    this.found.push(problem(field, code, limit));
    return undefined;
  }
}

export function parseRecordQuery(scope: ReadScope, parameters: URLSearchParams): ParsedQuery {
  const problems = new Problems();
  const known = /^(filter\[[A-Za-z0-9]{1,60}\](\[[a-z]{1,20}\])?|sort|page\[(size|after|number)\]|total)$/;
  for (const name of new Set(parameters.keys()))
    if (!known.test(name)) problems.add(name.slice(0, 80), 'unknown');
  const filters = readFilters(scope, parameters, problems);
  const sorts = readSorts(scope, parameters.get('sort') ?? '', problems);
  const size = readWhole(parameters, 'page[size]', listLimits.pageSize, listLimits.usualPageSize, problems);
  const number = readWhole(parameters, 'page[number]', listLimits.offset, 1, problems);
  const offset = (number - 1) * size;
  if (offset > listLimits.offset)
    problems.add('page[number]', 'out_of_range', `1 – ${Math.floor(listLimits.offset / size) + 1}`);
  const after = readAfter(parameters.get('page[after]'), sorts, problems);
  const total = parameters.get('total');
  if (total !== null && total !== 'true' && total !== 'false') problems.add('total', 'wrong_type');
  if (problems.found.length > 0) return { ok: false, problems: problems.found };
  return { ok: true, query: { filters, sorts, size, after, offset, withTotal: total === 'true' } };
}

function readFilters(scope: ReadScope, parameters: URLSearchParams, problems: Problems): readonly Filter[] {
  const filters = new Map<string, Filter>();
  let count = 0;
  for (const [key, text] of parameters) {
    const match = /^filter\[([A-Za-z0-9]{1,60})\](?:\[([a-z]{1,20})\])?$/.exec(key);
    if (!match) continue;
    count += 1;
    const name = match[1] ?? '';
    const field = readableField(scope, name);
    const operator = operatorOf(field, match[2]);
    if (!field || !operator) {
      problems.add(key, 'unknown');
      continue;
    }
    const value = readValue(key, field, operator, text, problems);
    if (value === undefined) continue;
    filters.set(key, { name, field, operator, values: [...(filters.get(key)?.values ?? []), value] });
  }
  if (count > listLimits.filters) problems.add('filter', 'too_long', listLimits.filters);
  return [...filters.values()];
}

function operatorOf(field: Field | undefined, said: string | undefined): FilterOperator | undefined {
  const operator = filterOperators.find((one) => one === (said ?? 'is'));
  return field && operator && operatorsOf(field).includes(operator) ? operator : undefined;
}

/** Undefined when it does not fit, and then the problem is noted. Empty text asks for an empty field. */
function readValue(
  key: string,
  field: Field,
  operator: FilterOperator,
  text: string,
  problems: Problems,
): Json | undefined {
  if (text.length > listLimits.characters) return problems.add(key, 'too_long', listLimits.characters);
  if (text === '') return operator === 'is' ? null : problems.add(key, 'required');
  if (field.kind === 'text') {
    if (!text.isWellFormed() || text.includes('\0')) return problems.add(key, 'control_characters');
    return text.normalize('NFC');
  }
  if (field.kind === 'references') return isUuid(text) ? text : problems.add(key, 'not_found');
  const checked = checkValue(key, { ...field, optional: false }, typed(field, text));
  if ('value' in checked) return checked.value;
  problems.found.push(checked.problem);
  return undefined;
}

/** Text from an address as the kind of value a row holds; what does not fit stays text, and is refused as such. */
function typed(field: Field, text: string): unknown {
  if (field.kind === 'flag') return text === 'true' ? true : text === 'false' ? false : text;
  if (field.kind !== 'integer' && field.kind !== 'decimal' && field.kind !== 'cents') return text;
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : text;
}

function readSorts(scope: ReadScope, text: string, problems: Problems): readonly Sort[] {
  if (text === '') return [];
  const words = text.split(',');
  if (words.length > listLimits.sorts) {
    problems.add('sort', 'too_long', listLimits.sorts);
    return [];
  }
  const names = words.map((word) => word.replace(/^-/, ''));
  if (new Set(names).size < names.length) problems.add('sort', 'rule');
  return words.flatMap((word, index) => {
    const name = names[index] ?? '';
    const field = readableField(scope, name);
    if (field && isSortable(field)) return [{ name, field, descending: word.startsWith('-') }];
    problems.add(`sort: ${name.slice(0, 60)}`, 'unknown');
    return [];
  });
}

function readWhole(
  parameters: URLSearchParams,
  name: string,
  most: number,
  usual: number,
  problems: Problems,
): number {
  const text = parameters.get(name);
  if (text === null) return usual;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  problems.add(name, 'out_of_range', `1 – ${most}`);
  return usual;
}

/** A place made by `encodePlace`. It comes back from outside, so each value is checked like any other. */
function readAfter(
  text: string | null,
  sorts: readonly Sort[],
  problems: Problems,
): readonly Json[] | undefined {
  if (text === null) return undefined;
  const values = decodePlace(text);
  const wanted = sorts.length === 0 ? 2 : sorts.length + 1;
  const id = values?.at(-1);
  const fits =
    values?.length === wanted &&
    typeof id === 'string' &&
    isUuid(id) &&
    values.slice(0, -1).every((value, index) => isPlaceValue(sorts[index]?.field, value));
  return fits ? values : problems.add('page[after]', 'not_found');
}

function isPlaceValue(field: Field | undefined, value: Json): boolean {
  if (!field) return typeof value === 'string' && isPlainText(value);
  if (value === null) return true;
  if (field.kind === 'text') return typeof value === 'string' && isPlainText(value);
  return 'value' in checkValue('page[after]', { ...field, optional: false }, value);
}

const isPlainText = (value: string): boolean =>
  value.isWellFormed() && !value.includes('\0') && value.length <= 4000;

export const encodePlace = (values: readonly Json[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

function decodePlace(text: string): readonly Json[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(values) ? (values as Json[]) : undefined;
  } catch {
    return undefined;
  }
}
