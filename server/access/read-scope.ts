/**
 * Which rows a person may read, and which of their fields, as SQL. The twin of `shared/access/can.ts`: what `project()`
 * says of one row, these expressions say of all of them, so that nothing unreadable is ever fetched.
 *
 * 1. Names in the SQL come from the registry alone; everything that came from outside is a parameter.
 * 2. The local is asked for here and by row-level security: either alone is enough.
 */
import { fieldsWith } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import { heldScopes } from '../../shared/access/holdings.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import { isReplicated } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { columnName, quoted } from '../database/table-model.ts';

/** Scopes in which the rows of an entity show the same fields. */
export interface ScopeGroup {
  readonly scopes: readonly string[];
  readonly fields: ReadonlySet<string>;
}

/** What one person reads of one entity. A row shows the union over the groups it lies in; in none, it is not there. */
export interface ReadScope {
  readonly of: Entity;
  readonly localId: string;
  /** The group with the most fields first. */
  readonly groups: readonly ScopeGroup[];
  readonly scopes: readonly string[];
}

/** The parameters of a statement that is being put together. */
export interface Parameters {
  readonly values: unknown[];
  /** Remembers the value and says how the statement names it. */
  add(value: unknown): string;
}

export function newParameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}

/** Undefined when the person reads nothing of the entity. `online`: shown and not stored, hence with online-only fields. */
export function readScopeOf(
  of: Entity,
  localId: string,
  holdings: readonly Holding[],
  online = false,
): ReadScope | undefined {
  const groups = new Map<string, { scopes: string[]; fields: ReadonlySet<string> }>();
  const scopes = online ? new Set(holdings.map((one) => one.scope)) : heldScopes(holdings).keys();
  for (const scope of scopes) {
    const readable = fieldsWith(of, holdings, 'read', [scope]);
    if (!readable) continue;
    const fields = [...readable].filter((name) => online || isStored(of, name)).sort();
    const known = groups.get(fields.join());
    if (known) known.scopes.push(scope);
    else groups.set(fields.join(), { scopes: [scope], fields: new Set(fields) });
  }
  if (groups.size === 0) return undefined;
  const sorted = [...groups.values()].sort((one, other) => other.fields.size - one.fields.size);
  return { of, localId, groups: sorted, scopes: sorted.flatMap((group) => group.scopes).sort() };
}

function isStored(of: Entity, name: string): boolean {
  const field = of.fields[name];
  return field !== undefined && isReplicated(field);
}

/** A scope that many share names no record: `roster`, `training`. The rows of `cohort:<id>` are few. */
export const isShared = (scope: string): boolean => !scope.includes(':');

/** How the rows of a scope are come by. */
export type Approach = 'walk' | 'lookUp';

/** A shared scope holds most of a table, so its order index is walked; of others the places say which rows there are. */
export const usualApproach = (within: readonly string[]): Approach =>
  within.some(isShared) ? 'walk' : 'lookUp';

/** FROM and WHERE for the live rows, as `t`, that lie in any of `within`. */
export function rowSource(
  scope: ReadScope,
  within: readonly string[],
  parameters: Parameters,
  approach = usualApproach(within),
): string {
  const table = `public.${quoted(scope.of.table)}`;
  const lies = `t.scopes && ${parameters.add([...within])}::text[]`;
  const local = parameters.add(scope.localId);
  if (approach === 'walk')
    return `from ${table} t where t.local_id = ${local} and t.deleted_at is null and ${lies}`;
  // OFFSET 0 keeps the planner from reading the whole table for the sake of a few rows: each is looked up by its key.
  return (
    `from (select distinct p.row_id ${placeSource(scope, within, parameters)}) here ` +
    `cross join lateral (select * from ${table} r where r.local_id = ${local} and r.id = here.row_id ` +
    `and r.deleted_at is null offset 0) t where ${lies}`
  );
}

const placeSource = (scope: ReadScope, within: readonly string[], parameters: Parameters): string =>
  `from sync.places p where p.local_id = ${parameters.add(scope.localId)} and p.entity = ${parameters.add(scope.of.name)} ` +
  `and p.scope = any (${parameters.add([...within])}::text[])`;

/** The number of those rows. The places alone can tell it: what stands there is live and in that scope. */
export const countSource = (scope: ReadScope, within: readonly string[], parameters: Parameters): string =>
  usualApproach(within) === 'walk'
    ? `select count(*)::int ${rowSource(scope, within, parameters)}`
    : `select count(distinct p.row_id)::int ${placeSource(scope, within, parameters)}`;

/** A field as JSON shows it: moments in the house's form, everything else as Postgres has it. */
function jsonColumn(name: string, field: Field): string {
  const column = `t.${quoted(columnName(name))}`;
  const value =
    field.kind === 'instant'
      ? `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
      : column;
  return `${value} as "${name}"`;
}

export interface JsonShape {
  /** With `id` and `version`, as in a delta or a single record; pages carry them apart. */
  readonly whole: boolean;
}

/** JSON text of what the person may see of row `t`; null for a row that lies in no readable scope. */
export function rowJson(scope: ReadScope, shape: JsonShape, parameters: Parameters): string {
  const object = (fields: ReadonlySet<string>): string => {
    const columns = [...fields].flatMap((name) => {
      const field = scope.of.fields[name];
      return field ? [jsonColumn(name, field)] : [];
    });
    const system = shape.whole ? ['t.id as id', 't.version as version'] : [];
    const all = [...system, ...columns];
    return all.length === 0 ? `'{}'` : `(select row_to_json(r)::text from (select ${all.join(', ')}) r)`;
  };
  return unionOfGroups(scope.groups, object, parameters);
}

/** One branch for each different union of fields. Groups come widest first, so that there is mostly one. */
function unionOfGroups(
  groups: readonly ScopeGroup[],
  object: (fields: ReadonlySet<string>) => string,
  parameters: Parameters,
): string {
  const branch = (at: number, seen: ReadonlySet<string> | undefined): string => {
    const group = groups.slice(at).find((one) => !seen || [...one.fields].some((name) => !seen.has(name)));
    if (!group) return seen ? object(seen) : 'null';
    const next = groups.indexOf(group) + 1;
    const inside = branch(next, new Set([...(seen ?? []), ...group.fields]));
    const test = `t.scopes && ${parameters.add([...group.scopes])}::text[]`;
    return `case when ${test} then ${inside} else ${branch(next, seen)} end`;
  };
  return branch(0, undefined);
}

/**
 * The field's own column where the person may see it and null where not, so that neither a filter nor an order tells
 * of what is hidden. Undefined when no group shows it.
 */
export function visibleColumn(scope: ReadScope, name: string, parameters: Parameters): string | undefined {
  if (!Object.hasOwn(scope.of.fields, name)) return undefined;
  const showing = scope.groups.filter((group) => group.fields.has(name));
  if (showing.length === 0) return undefined;
  const column = `t.${quoted(columnName(name))}`;
  if (showing.length === scope.groups.length) return column;
  const scopes = parameters.add(showing.flatMap((group) => group.scopes));
  return `(case when t.scopes && ${scopes}::text[] then ${column} end)`;
}
