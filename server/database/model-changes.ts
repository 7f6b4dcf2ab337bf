/**
 * From one model of the tables to the next: the statements that take the database there. Pure.
 *
 * 1. What destroys or narrows (a drop, a column made required, a word taken from a choice) is marked, and the migration
 *    does not run until a person has written beside it why nothing anybody needs is lost.
 * 2. Foreign keys come last, so that the order of the tables does not matter.
 */
import { grantStatements, securityStatements } from './row-security.ts';
import { auditEntityStatement, triggerStatements } from './row-triggers.ts';
import type {
  CheckLimits,
  CheckModel,
  ColumnModel,
  DatabaseModel,
  ForeignKeyModel,
  IndexModel,
  SoleModel,
  TableModel,
} from './table-model.ts';
import { quoted } from './table-model.ts';

export interface Statement {
  readonly sql: string;
  /** What existing data may lose or fail by; absent when nothing can be lost. */
  readonly narrows?: string;
}

export interface TableChange {
  readonly table: string;
  readonly kind: 'new' | 'changed' | 'gone';
  readonly statements: readonly Statement[];
}

export interface ModelChanges {
  readonly tables: readonly TableChange[];
  readonly foreignKeys: readonly Statement[];
  /** To be run as the recorder. */
  readonly audit: readonly Statement[];
}

const plain = (sql: string): Statement => ({ sql });
const narrowing = (narrows: string, sql: string): Statement => ({ sql, narrows });

export function modelChanges(before: DatabaseModel, after: DatabaseModel): ModelChanges {
  const gone = Object.values(before).filter(({ table }) => after[table] === undefined);
  const tables = Object.values(after).map((next): TableChange => {
    const last = before[next.table];
    return last === undefined
      ? { table: next.table, kind: 'new', statements: newTable(next) }
      : { table: next.table, kind: 'changed', statements: changedTable(last, next) };
  });
  return {
    tables: [...tables, ...gone.map(goneTable)].filter(({ statements }) => statements.length > 0),
    foreignKeys: Object.values(after).flatMap((next) => foreignKeyChanges(before[next.table], next)),
    audit: Object.values(after)
      .filter((next) => !same(before[next.table]?.audit, next.audit))
      .map((next) => plain(auditEntityStatement(next))),
  };
}

export const isEmpty = (changes: ModelChanges): boolean =>
  changes.tables.length === 0 && changes.foreignKeys.length === 0 && changes.audit.length === 0;

const address = (of: { readonly table: string }): string => `public.${quoted(of.table)}`;
const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

export const columnSql = (column: ColumnModel): string =>
  [
    quoted(column.name),
    column.type,
    ...(column.collation ? [`collate "${column.collation}"`] : []),
    ...(column.notNull ? ['not null'] : []),
    ...(column.default ? [`default ${column.default}`] : []),
  ].join(' ');

const checkSql = (check: CheckModel): string => `constraint ${check.name} check (${check.expression})`;

/** An edited row finds room on its own page and touches no index, as long as nothing that is indexed changes. */
const fillfactor = 80;

function newTable(of: TableModel): readonly Statement[] {
  const lines = [
    ...of.columns.map(columnSql),
    `constraint ${of.table}_key primary key (local_id, id)`,
    ...of.checks.map(checkSql),
  ];
  return [
    `create table ${address(of)} (\n  ${lines.join(',\n  ')}\n) with (fillfactor = ${fillfactor});`,
    ...of.indexes.map((index) => indexSql(of, index)),
    ...(of.sole ?? []).map((sole) => soleSql(of, sole)),
    ...securityStatements(of),
    ...triggerStatements(of),
  ].map(plain);
}

const goneTable = (of: TableModel): TableChange => ({
  table: of.table,
  kind: 'gone',
  statements: [narrowing(`all rows of ${of.table}`, `drop table ${address(of)};`)],
});

function indexSql(of: TableModel, index: IndexModel): string {
  const columns = index.columns.map(quoted).join(', ');
  const live = index.liveOnly ? ' where deleted_at is null' : '';
  return `create ${index.unique ? 'unique ' : ''}index ${index.name} on ${address(of)} (${columns})${live};`;
}

/** A unique index cannot wait for the end of the transaction; an exclusion over plain equality can. */
const soleSql = (of: TableModel, { name, column, flag }: SoleModel): string =>
  `alter table ${address(of)} add constraint ${name}\n` +
  `  exclude using btree (local_id with =, ${quoted(column)} with =) where (${quoted(flag)} and deleted_at is null)\n` +
  '  deferrable initially deferred;';

function changedTable(before: TableModel, after: TableModel): readonly Statement[] {
  const old = byName(before.columns);
  const added = after.columns.filter(({ name }) => !old.has(name)).map(({ name }) => name);
  return [
    ...after.columns.flatMap((column) => columnChanges(after, old.get(column.name), column)),
    ...checkChanges(before, after, added),
    ...indexChanges(before, after),
    ...soleChanges(before, after),
    ...missing(before.columns, after.columns).map((column) =>
      narrowing(
        `the values of ${after.table}.${column.name}`,
        `alter table ${address(after)} drop column ${quoted(column.name)};`,
      ),
    ),
    ...(added.length > 0 ? grantStatements(after, added).map(plain) : []),
  ];
}

const byName = <T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.name, item]));

const missing = <T extends { readonly name: string }>(
  from: readonly T[],
  compared: readonly T[],
): readonly T[] => from.filter(({ name }) => !byName(compared).has(name));

function columnChanges(
  of: TableModel,
  before: ColumnModel | undefined,
  after: ColumnModel,
): readonly Statement[] {
  const alter = `alter table ${address(of)} alter column ${quoted(after.name)}`;
  const require = narrowing(
    `rows of ${of.table} without a value in ${after.name}: give them one above this line`,
    `${alter} set not null;`,
  );
  if (before === undefined) {
    const mayBeEmpty = { ...after, notNull: after.notNull && after.default !== undefined };
    const add = plain(`alter table ${address(of)} add column ${columnSql(mayBeEmpty)};`);
    return after.notNull && after.default === undefined ? [add, require] : [add];
  }
  const changes: Statement[] = [];
  if (before.type !== after.type)
    changes.push(
      narrowing(
        `values of ${of.table}.${after.name} that are not ${after.type}`,
        `${alter} type ${after.type} using ${quoted(after.name)}::${after.type};`,
      ),
    );
  if (before.notNull && !after.notNull) changes.push(plain(`${alter} drop not null;`));
  if (!before.notNull && after.notNull) changes.push(require);
  return changes;
}

function checkChanges(before: TableModel, after: TableModel, added: readonly string[]): readonly Statement[] {
  const old = byName(before.checks);
  const drop = (check: CheckModel) => plain(`alter table ${address(after)} drop constraint ${check.name};`);
  const changed = after.checks.flatMap((check) => {
    const last = old.get(check.name);
    if (same(last, check)) return [];
    const add = `alter table ${address(after)} add ${checkSql(check)};`;
    const isOnNewColumn = added.some((column) => check.name.startsWith(`${after.table}_${column}_`));
    const isNarrower = last === undefined ? !isOnNewColumn : narrowsLimits(last.admits, check.admits);
    const put = isNarrower
      ? narrowing(`values of ${after.table} that ${check.name} will refuse`, add)
      : plain(add);
    return last === undefined ? [put] : [drop(last), put];
  });
  // A check on a dropped column goes with the column.
  const kept = new Set(after.columns.map(({ name }) => name));
  const removed = missing(before.checks, after.checks).filter((check) =>
    before.columns.some(({ name }) => kept.has(name) && check.name.startsWith(`${before.table}_${name}_`)),
  );
  return [...changed, ...removed.map(drop)];
}

/** Does the new check refuse anything the old one let through? */
export function narrowsLimits(before: CheckLimits, after: CheckLimits): boolean {
  if (before.words && after.words) return before.words.some((word) => !after.words?.includes(word));
  const least = (limits: CheckLimits) => limits.least ?? -Infinity;
  const most = (limits: CheckLimits) => limits.most ?? Infinity;
  return (
    (before.words === undefined) !== (after.words === undefined) ||
    least(after) > least(before) ||
    most(after) < most(before)
  );
}

function indexChanges(before: TableModel, after: TableModel): readonly Statement[] {
  const old = byName(before.indexes);
  const removed = before.indexes.filter((index) => !same(index, byName(after.indexes).get(index.name)));
  const added = after.indexes.filter((index) => !same(index, old.get(index.name)));
  return [
    ...removed.map((index) => plain(`drop index public.${index.name};`)),
    ...added.map((index) =>
      index.unique
        ? narrowing(
            `rows of ${after.table} that are alike in ${index.columns.join(', ')}`,
            indexSql(after, index),
          )
        : plain(indexSql(after, index)),
    ),
  ];
}

function soleChanges(before: TableModel, after: TableModel): readonly Statement[] {
  const [old, next] = [before.sole ?? [], after.sole ?? []];
  return [
    ...missing(old, next).map(({ name }) => plain(`alter table ${address(after)} drop constraint ${name};`)),
    ...missing(next, old).map((sole) =>
      narrowing(`rows of ${after.table} that share ${sole.flag} within ${sole.column}`, soleSql(after, sole)),
    ),
  ];
}

function foreignKeyChanges(before: TableModel | undefined, after: TableModel): readonly Statement[] {
  const old = byName(before?.foreignKeys ?? []);
  const isOldColumn = (key: ForeignKeyModel) =>
    before?.columns.some(({ name }) => name === key.column) ?? false;
  const add = (key: ForeignKeyModel) =>
    `alter table ${address(after)} add constraint ${key.name}\n` +
    `  foreign key (local_id, ${quoted(key.column)}) references public.${quoted(key.target)} (local_id, id);`;
  const kept = new Set(after.columns.map(({ name }) => name));
  return [
    ...[...old.values()]
      .filter((key) => kept.has(key.column) && !after.foreignKeys.some((next) => same(next, key)))
      .map((key) => plain(`alter table ${address(after)} drop constraint ${key.name};`)),
    ...after.foreignKeys
      .filter((key) => !same(key, old.get(key.name)))
      .map((key) =>
        isOldColumn(key)
          ? narrowing(`rows of ${after.table} whose ${key.column} points nowhere`, add(key))
          : plain(add(key)),
      ),
  ];
}
