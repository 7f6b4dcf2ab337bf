/**
 * can(): the one policy. A right holds when some role the person holds opens a scope the row lies in,
 * and the entity's fact sheet grants that role the right over rows in that kind of scope.
 *
 * An update is asked twice by the write path: for the row as it was and as it becomes.
 */
import type { Entity, FieldList, Rights, Row, Values } from '../entity/entity.ts';
import { allFields, isReplicated } from '../entity/entity.ts';
import type { Json } from '../values/json.ts';
import type { Holding } from './holdings.ts';

export type Right = 'read' | 'create' | 'update';

/** The rights that these holdings give over rows of `of` that lie in `scopes`. */
function rightsOver(of: Entity, holdings: readonly Holding[], scopes: readonly string[]): readonly Rights[] {
  return holdings
    .filter((holding) => scopes.includes(holding.scope))
    .map((holding) => of.access[holding.role]?.[holding.kind])
    .filter((rights) => rights !== undefined);
}

const expand = (of: Entity, list: FieldList): readonly string[] =>
  (list === allFields ? Object.keys(of.fields) : list).filter((name) => of.fields[name]?.guard !== 'secret');

function fieldsFor(of: Entity, rights: readonly Rights[], right: Right): ReadonlySet<string> | undefined {
  const lists = rights.map((one) => one[right]).filter((list) => list !== undefined);
  if (lists.length === 0) return undefined;
  return new Set(lists.flatMap((list) => expand(of, list)));
}

/** The fields of a row in `scopes` over which the person has the right; undefined when none at all, not even the row. */
export const fieldsWith = (
  of: Entity,
  holdings: readonly Holding[],
  right: Right,
  scopes: readonly string[],
): ReadonlySet<string> | undefined => fieldsFor(of, rightsOver(of, holdings, scopes), right);

export const canDelete = (of: Entity, holdings: readonly Holding[], scopes: readonly string[]): boolean =>
  rightsOver(of, holdings, scopes).some((rights) => rights.delete === true);

export const canRead = (of: Entity, holdings: readonly Holding[], scopes: readonly string[]): boolean =>
  fieldsWith(of, holdings, 'read', scopes) !== undefined;

/** Which of `touched` the person may not write in a row that lies in `scopes`; undefined when the row is out of reach. */
export function forbiddenFields(
  of: Entity,
  holdings: readonly Holding[],
  right: 'create' | 'update',
  scopes: readonly string[],
  touched: readonly string[],
): readonly string[] | undefined {
  const allowed = fieldsWith(of, holdings, right, scopes);
  return allowed && touched.filter((name) => !allowed.has(name));
}

/**
 * The row as this person may see it; undefined when it is out of reach.
 * `online` is true for an answer that is shown and not stored: it may hold online-only fields.
 */
export function project(
  of: Entity,
  holdings: readonly Holding[],
  row: Row,
  scopes: readonly string[],
  online = false,
): Row | undefined {
  const readable = fieldsWith(of, holdings, 'read', scopes);
  if (!readable) return undefined;
  const seen: Record<string, Json> = {};
  for (const name of readable) {
    const field = of.fields[name];
    if (field && (online || isReplicated(field))) seen[name] = row[name] ?? null;
  }
  return { ...seen, id: row.id, version: row.version };
}

/**
 * The view: for each kind of scope the person holds, the fields an entity's rows show there. When its key changes
 * (a role came or went), a device downloads the entity anew, so that lost fields leave and new ones come.
 */
export function viewOf(
  of: Entity,
  holdings: readonly Holding[],
): { key: string; fieldsByKind: ReadonlyMap<string, readonly string[]> } {
  const fieldsByKind = new Map<string, readonly string[]>();
  for (const kind of [...new Set(holdings.map((holding) => holding.kind))].sort()) {
    const rights = holdings.filter((one) => one.kind === kind).map((one) => of.access[one.role]?.[kind]);
    const fields = fieldsFor(
      of,
      rights.filter((one) => one !== undefined),
      'read',
    );
    if (fields) fieldsByKind.set(kind, [...fields].filter((name) => isReplicatedName(of, name)).sort());
  }
  const key = [...fieldsByKind].map(([kind, fields]) => `${kind}=${fields.join(',')}`).join(';');
  return { key, fieldsByKind };
}

function isReplicatedName(of: Entity, name: string): boolean {
  const field = of.fields[name];
  return field !== undefined && isReplicated(field);
}

/** The scopes a live row lies in; a removed row lies in none. */
export const scopesOf = (of: Entity, row: Values & { readonly id: string }): readonly string[] =>
  [...new Set(of.scopes(row))].sort();
