/**
 * Rows for REST: a filtered, ordered stretch of an entity, or one row, as far as the person may see them.
 * What is hidden takes part in nothing: not in a filter, not in an order, not in a count.
 */
import type { Row } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';
import type { Parameters, ReadScope } from './read-scope.ts';
import { newParameters, rowJson, rowSource, visibleColumn } from './read-scope.ts';
import type { Filter, RecordQuery, Sort } from './record-query.ts';
import { encodePlace } from './record-query.ts';

export interface RecordList {
  readonly rows: readonly Row[];
  /** What `page[after]` takes to go on; null at the end. */
  readonly next: string | null;
  readonly total: number | undefined;
}

const castOf: Readonly<Record<Field['kind'], string>> = {
  text: 'text',
  date: 'date',
  clockTime: 'text',
  instant: 'timestamptz',
  integer: 'double precision',
  decimal: 'double precision',
  cents: 'bigint',
  flag: 'boolean',
  choice: 'text',
  reference: 'uuid',
  references: 'uuid',
  json: 'jsonb',
};

const isText = (field: Field): boolean => ['text', 'choice', 'clockTime'].includes(field.kind);

function filterSql(scope: ReadScope, filter: Filter, parameters: Parameters): string {
  const column = visibleColumn(scope, filter.name, parameters) ?? 'null';
  const value = (one: Json): string => `${parameters.add(one)}::${castOf[filter.field.kind]}`;
  const [first = null] = filter.values;
  switch (filter.operator) {
    case 'is':
      return `(${filter.values.map((one) => (one === null ? `${column} is null` : `${column} = ${value(one)}`)).join(' or ')})`;
    case 'gte':
      return `${column} >= ${value(first)}`;
    case 'lte':
      return `${column} <= ${value(first)}`;
    case 'contains':
      return filter.field.kind === 'references'
        ? `(${filter.values.map((one) => `${value(one)} = any (${column})`).join(' and ')})`
        : `(${filter.values.map((one) => `${column} ilike ${parameters.add(pattern(String(one)))}`).join(' and ')})`;
  }
}

const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

interface OrderKey {
  readonly sql: string;
  readonly cast: string;
  readonly descending: boolean;
}

/** Empty fields come last in both directions; the id makes the order whole. */
function orderKeys(scope: ReadScope, sorts: readonly Sort[], parameters: Parameters): readonly OrderKey[] {
  const id: OrderKey = { sql: 't.id', cast: 'uuid', descending: false };
  if (sorts.length === 0) {
    const showsOrder = scope.groups.every((group) =>
      scope.of.show.order.every((name) => group.fields.has(name)),
    );
    // A sort key is made of the order fields: to whom those are hidden, the order would tell of them.
    return [{ sql: showsOrder ? 't.sort_key' : `''::text collate "C"`, cast: 'text', descending: false }, id];
  }
  const keys = sorts.map(({ name, field, descending }): OrderKey => {
    const column = visibleColumn(scope, name, parameters) ?? 'null';
    return { sql: isText(field) ? `${column} collate "C"` : column, cast: castOf[field.kind], descending };
  });
  return [...keys, id];
}

const orderSql = (keys: readonly OrderKey[]): string =>
  keys.map(({ sql, descending }) => `${sql} ${descending ? 'desc' : 'asc'} nulls last`).join(', ');

/** Rows that stand behind the place in this order. */
function behindSql(keys: readonly OrderKey[], place: readonly Json[], parameters: Parameters): string {
  const same: string[] = [];
  const ways = keys.map(({ sql, cast, descending }, index) => {
    const value = place[index] ?? null;
    // Nothing stands behind an empty field but other empty ones. A parameter that is not used has no type for Postgres.
    const placed = value === null ? 'null' : `${parameters.add(value)}::${cast}`;
    const further =
      value === null ? 'false' : `(${sql} ${descending ? '<' : '>'} ${placed} or ${sql} is null)`;
    const way = [...same, further].join(' and ');
    same.push(value === null ? `${sql} is null` : `${sql} = ${placed}`);
    return `(${way})`;
  });
  return `(${ways.join(' or ')})`;
}

/** A key as it goes into a place: text as JSON can carry it and the same cast can read it. */
const placeSql = ({ sql, cast }: OrderKey): string =>
  cast === 'timestamptz' ? `to_char(${sql} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql;

interface ListRecord {
  readonly body: string;
  readonly place: readonly Json[];
}

export async function listRecords(
  transaction: Transaction,
  scope: ReadScope,
  query: RecordQuery,
): Promise<RecordList> {
  const parameters = newParameters();
  const json = rowJson(scope, { whole: true }, parameters);
  const keys = orderKeys(scope, query.sorts, parameters);
  const source = rowSource(scope, scope.scopes, parameters);
  const filters = query.filters.map((filter) => ` and ${filterSql(scope, filter, parameters)}`).join('');
  const behind = query.after ? ` and ${behindSql(keys, query.after, parameters)}` : '';
  const statement = `
    select ${json} as body, json_build_array(${keys.map(placeSql).join(', ')}) as place
    ${source}${filters}${behind}
    order by ${orderSql(keys)} limit ${query.size + 1} offset ${query.after ? 0 : query.offset}`;
  const records = await transaction.unsafe<ListRecord[]>(statement, parameters.values as never[]);
  const shown = records.slice(0, query.size);
  const last = records.length > query.size ? shown.at(-1) : undefined;
  return {
    rows: shown.map((record) => JSON.parse(record.body) as Row),
    next: last ? encodePlace(last.place) : null,
    total: query.withTotal ? await countRecords(transaction, scope, query) : undefined,
  };
}

async function countRecords(transaction: Transaction, scope: ReadScope, query: RecordQuery): Promise<number> {
  const parameters = newParameters();
  const source = rowSource(scope, scope.scopes, parameters);
  const filters = query.filters.map((filter) => ` and ${filterSql(scope, filter, parameters)}`).join('');
  const statement = `select count(*)::int as total ${source}${filters}`;
  const [found] = await transaction.unsafe<{ total: number }[]>(statement, parameters.values as never[]);
  return found?.total ?? 0;
}
