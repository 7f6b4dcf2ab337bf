/**
 * can(): the one policy. A right holds when some role the person holds opens a scope the row lies in,
 * and the entity's fact sheet grants that role the right over rows in that kind of scope.
 *
 * An update is asked twice by the write path: for the row as it was and as it becomes.
 */
import type { Entity, FieldList, Rights, Row, Values } from '../entity/entity.ts';
import { allFields, isReplicated } from '../entity/entity.ts';
import { oncePer } from '../entity/once.ts';
import type { Json } from '../values/json.ts';
import type { Holding } from './holdings.ts';
import { isStoredScope } from './holdings.ts';

export type Right = 'read' | 'create' | 'update';

/** Scope → what holding it gives over rows of one entity. */
const rightsByScope = oncePer((of: Entity) =>
  oncePer((holdings: readonly Holding[]) => {
    const byScope = new Map<string, readonly Rights[]>();
    for (const { scope, role, kind } of holdings) {
      const rights = of.access[role]?.[kind];
      if (rights) byScope.set(scope, [...(byScope.get(scope) ?? []), rights]);
    }
    return byScope;
  }),
);

/** The rights that these holdings give over rows of `of` that lie in `scopes`, each once: roles share theirs. */
function rightsOver(of: Entity, holdings: readonly Holding[], scopes: readonly string[]): readonly Rights[] {
  const byScope = rightsByScope(of)(holdings);
  const found = new Set<Rights>();
  for (const scope of scopes) for (const rights of byScope.get(scope) ?? []) found.add(rights);
  return [...found];
}

const expand = (of: Entity, list: FieldList): ReadonlySet<string> =>
  new Set(
    (list === allFields ? Object.keys(of.fields) : list).filter(
      (name) => of.fields[name]?.guard !== 'secret',
    ),
  );

type Fields = Partial<Record<Right, ReadonlySet<string>>>;

/** The names behind one line of a fact sheet's access. */
const fieldsOfRights = oncePer((of: Entity) =>
  oncePer(({ read, create, update }: Rights): Fields => ({
    ...(read ? { read: expand(of, read) } : {}),
    ...(create ? { create: expand(of, create) } : {}),
    ...(update ? { update: expand(of, update) } : {}),
  })),
);

function fieldsFor(of: Entity, rights: readonly Rights[], right: Right): ReadonlySet<string> | undefined {
  const sets = rights.map((one) => fieldsOfRights(of)(one)[right]).filter((set) => set !== undefined);
  const [first] = sets;
  return sets.length > 1 ? new Set(sets.flatMap((set) => [...set])) : first;
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
 * `online` is true for an answer that is shown and not stored: it may hold online-only fields, and rows of scopes that no
 * device keeps. A stored answer with such a row would leave it on the device for good: no exit comes a second time.
 */
export function project(
  of: Entity,
  holdings: readonly Holding[],
  row: Row,
  scopes: readonly string[],
  online = false,
): Row | undefined {
  const within = online ? scopes : scopes.filter(isStoredScope);
  const readable = fieldsWith(of, holdings, 'read', within);
  if (!readable) return undefined;
  const seen: Record<string, Json> & { id: string; version: number } = { id: row.id, version: row.version };
  for (const name of readable) {
    const field = of.fields[name];
    if (field && (online || isReplicated(field))) seen[name] = row[name] ?? null;
  }
  return seen;
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
