/**
 * The database that the migrations make is the one the registry means. Two ways to be sure: the registry's tables are
 * built anew beside the migrated ones and every catalogue entry is compared; and what must hold of any table whatever
 * (forced security, rights, triggers, partitions) is asked of the catalogue itself, without the generator.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import { migrationsDir, readMigrations } from '../../server/database/migrate.ts';
import { generateMigration } from '../../server/database/generate.ts';
import { tablesWithoutLocal } from '../../server/database/row-security.ts';
import { triggerNames } from '../../server/database/row-triggers.ts';
import type { DatabaseModel } from '../../server/database/table-model.ts';
import { databaseModel } from '../../server/database/table-model.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall } from '../support/test-hall.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

let hall: TestHall;
const tables = [...registry.values()].map((of) => of.table);
const ask = (query: string): Promise<Rows> => hall.behind.unsafe(query);
const names = (rows: Rows): readonly string[] => rows.map((row) => String(row['name']));

/** All tables in whatever schema, partitions included, as schema.table; but for the ones built for comparison. */
const ourTables = `
  select c.oid, n.nspname || '.' || c.relname as name, c.relrowsecurity, c.relforcerowsecurity, c.relispartition, c.relkind, c.relacl, c.relowner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'expected')`;

beforeAll(async () => {
  hall = await openTestHall();
  const sql = generateMigration('0000', 'expected', {}, databaseModel(registry)) ?? '';
  const owner = postgres(hall.ownerUrl, { max: 1, onnotice: () => undefined });
  await owner.unsafe('create schema expected');
  const beside = sql.replace(new RegExp(`\\bpublic\\.(${tables.join('|')})\\b`, 'g'), 'expected.$1');
  await owner.begin((transaction) => transaction.unsafe(beside));
  await owner.end();
});
afterAll(() => hall.close());

describe('the registry and the migrated tables agree on', () => {
  const compared: Readonly<Record<string, string>> = {
    columns: `
      select c.relname as table_name, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
             pg_get_expr(d.adbin, d.adrelid) as value, l.collname as collation, a.attacl::text[] as rights
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_collation l on l.oid = a.attcollation
      where a.attnum > 0 and not a.attisdropped and c.relkind = 'r'`,
    constraints: `
      select c.relname as table_name, k.conname as name, k.contype as kind, pg_get_constraintdef(k.oid) as definition, k.condeferrable, k.convalidated
      from pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype <> 'n'`,
    indexes: `
      select c.relname as table_name, i.relname as name, pg_get_indexdef(x.indexrelid) as definition, x.indisvalid
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid`,
    policies: `
      select c.relname as table_name, p.polname as name, p.polcmd as command, p.polpermissive, p.polroles::text as roles,
             pg_get_expr(p.polqual, p.polrelid) as seen, pg_get_expr(p.polwithcheck, p.polrelid) as written
      from pg_policy p join pg_class c on c.oid = p.polrelid`,
    triggers: `
      select c.relname as table_name, t.tgname as name, pg_get_triggerdef(t.oid) as definition, t.tgenabled
      from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and t.tgname !~ '^keep_'`,
    storage: `
      select c.relname as table_name, 'storage' as name, c.reloptions as options from pg_class c where c.relkind = 'r'`,
    'table rights': `
      select c.relname as table_name, 'table' as name, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text[] as rights, c.relowner::regrole::text as owner
      from pg_class c where c.relkind = 'r'`,
  };

  test.each(Object.entries(compared))('%s', async (_, query) => {
    const inSchema = async (schema: string) => {
      const where = `c.relnamespace = '${schema}'::regnamespace and c.relname = any ('{${tables.join(',')}}')`;
      const rows = await ask(
        `${query} ${query.includes(' where ') ? 'and' : 'where'} ${where} order by 1, 2`,
      );
      return JSON.parse(JSON.stringify(rows).replaceAll(`${schema}.`, '')) as unknown;
    };
    const [migrated, expected] = [await inSchema('public'), await inSchema('expected')];
    expect(migrated).toEqual(expected);
    expect(expected).not.toEqual([]);
  });

  test('what the audit knows of each entity', async () => {
    const rows = await ask('select entity, columns, sensitive, secret from audit.entities');
    const model = databaseModel(registry);
    const expected = Object.values(model).map(({ entity, audit }) => ({ entity, ...audit }));
    const sorted = (list: readonly { readonly entity?: unknown }[]) =>
      list.toSorted((a, b) => String(a.entity).localeCompare(String(b.entity)));
    expect(sorted([...rows])).toEqual(sorted(expected));
  });

  test('there being nothing to generate', () => {
    const snapshot = JSON.parse(
      readFileSync(join(migrationsDir, 'meta', 'entities.json'), 'utf8'),
    ) as DatabaseModel;
    expect(generateMigration('9999', 'none', snapshot, databaseModel(registry))).toBeUndefined();
  });
});

describe('every table', () => {
  test('that carries local_id is under enabled and forced row-level security', async () => {
    const bare = await ask(`
      select t.name from (${ourTables}) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'local_id' and not a.attisdropped
      where not (t.relrowsecurity and t.relforcerowsecurity)`);
    expect(names(bare)).toEqual([]);
  });

  test('that does not carry it is on the named list, with its reason', async () => {
    const without = await ask(`
      select t.name from (${ourTables}) t
      where not exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'local_id' and not a.attisdropped) order by 1`);
    expect(names(without)).toEqual(Object.keys(tablesWithoutLocal).sort());
    for (const [name, reason] of Object.entries(tablesWithoutLocal))
      expect(reason.length, name).toBeGreaterThan(20);
  });

  test('of an entity has policies for select, insert and update, none for delete, each bound to the local', async () => {
    for (const table of tables) {
      const policies = await ask(`
        select polcmd as name, concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) as says
        from pg_policy where polrelid = 'public.${table}'::regclass order by 1`);
      expect(names(policies), table).toEqual(['a', 'r', 'w']);
      for (const policy of policies) expect(String(policy['says']), table).toContain('current_local_id');
    }
  });

  test('of an entity has its triggers, and none is switched off', async () => {
    for (const table of tables) {
      const triggers = await ask(
        `select tgname as name, tgenabled from pg_trigger where tgrelid = 'public.${table}'::regclass and not tgisinternal`,
      );
      expect(names(triggers), table).toEqual(expect.arrayContaining([...triggerNames]));
      expect(
        triggers.every((trigger) => trigger['tgenabled'] === 'O'),
        table,
      ).toBe(true);
    }
  });

  test('has keys and foreign keys that start with local_id', async () => {
    const loose = await ask(`
      select t.name || ' ' || k.conname as name
      from pg_constraint k join (${ourTables}) t on t.oid = k.conrelid
      where k.contype in ('p', 'f') and t.name !~ '^identity' and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'local_id')
        and (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) <> 'local_id'`);
    // A mark lives within one transaction and is looked up by it.
    expect(names(loose)).toEqual(['sync.feed_mark feed_mark_key']);
    const cascading = await ask(`
      select conname as name from pg_constraint k join (${ourTables}) t on t.oid = k.conrelid
      where k.contype = 'f' and t.name ~ '^public' and (k.confdeltype <> 'a' or k.confupdtype <> 'a')`);
    expect(names(cascading)).toEqual([]);
  });
});

describe('the application', () => {
  test('may neither delete, truncate, refer nor hang triggers anywhere', async () => {
    const rights = await ask(`
      select t.name || ' ' || p.privilege as name from (${ourTables}) t, unnest(array['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p (privilege)
      where has_table_privilege('unionhall_app', t.oid, p.privilege)`);
    expect(names(rights)).toEqual([]);
  });

  test('may only read the audit and the feed', async () => {
    const rights = await ask(`
      select t.name || ' ' || p.privilege as name from (${ourTables}) t, unnest(array['SELECT', 'INSERT', 'UPDATE']) p (privilege)
      where t.name ~ '^(audit|sync)' and has_any_column_privilege('unionhall_app', t.oid, p.privilege) order by 1`);
    expect(names(rights)).toEqual([
      'audit.log SELECT',
      'audit.seals SELECT',
      'audit.values SELECT',
      'sync.epoch SELECT',
      'sync.feed SELECT',
      'sync.feed_counter SELECT',
      'sync.places SELECT',
    ]);
  });

  test('owns nothing, is a member of nothing, and makes no objects', async () => {
    expect(
      names(await ask(`select relname as name from pg_class where relowner = 'unionhall_app'::regrole`)),
    ).toEqual([]);
    expect(await ask(`select 1 from pg_auth_members where member = 'unionhall_app'::regrole`)).toHaveLength(
      0,
    );
    const creates = await ask(
      `select nspname as name from pg_namespace where has_schema_privilege('unionhall_app', oid, 'CREATE')`,
    );
    expect(names(creates)).toEqual([]);
  });

  test('calls of the audit only what is meant for it', async () => {
    const calls = await ask(`
      select proname as name from pg_proc where pronamespace = 'audit'::regnamespace and has_function_privilege('unionhall_app', oid, 'EXECUTE') order by 1`);
    expect(names(calls)).toEqual([
      'boundary',
      'ensure_partitions',
      'leaves',
      'logged_locals',
      'record',
      'record_bulk_read',
      'record_many',
      'seals_of',
      'set_seal',
    ]);
  });
});

describe('the rest of the house', () => {
  test('reporting reads, sees no secret column, and writes nothing', async () => {
    const writes = await ask(`
      select t.name from (${ourTables}) t, unnest(array['INSERT', 'UPDATE', 'REFERENCES']) p (privilege)
      where has_any_column_privilege('unionhall_reporting', t.oid, p.privilege)
         or has_table_privilege('unionhall_reporting', t.oid, 'DELETE') or has_table_privilege('unionhall_reporting', t.oid, 'TRUNCATE')`);
    expect(names(writes)).toEqual([]);
    for (const { table, audit } of Object.values(databaseModel(registry)))
      for (const [column, field] of Object.entries(audit.columns)) {
        const [right] = await ask(
          `select has_column_privilege('unionhall_reporting', 'public.${table}', '${column}', 'SELECT') as may`,
        );
        expect(right?.['may'], `${table}.${column}`).toBe(!audit.secret.includes(field));
      }
  });

  test('every function that borrows rights has a fixed search path', async () => {
    const open = await ask(`
      select oid::regprocedure::text as name from pg_proc
      where prosecdef and pronamespace in ('public'::regnamespace, 'audit'::regnamespace, 'sync'::regnamespace, to_regnamespace('identity'))
        and not coalesce(array_to_string(proconfig, ',') ~ 'search_path=', false)`);
    expect(names(open)).toEqual([]);
  });

  test('every view asks with the rights of who looks', async () => {
    const open = await ask(`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('v', 'm') and n.nspname in ('public', 'audit', 'sync', 'identity')
        and (c.relkind = 'm' or not coalesce('security_invoker=true' = any (c.reloptions), false))`);
    expect(names(open)).toEqual([]);
  });

  test('audit partitions stand for this month and the next three, each guarded, and a default behind them', async () => {
    const months = [0, 1, 2, 3].map((ahead) => {
      const now = new Date();
      const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
      return month.toISOString().slice(0, 7).replace('-', '_');
    });
    for (const parent of ['log', 'values']) {
      const partitions = await ask(`
        select c.relname as name, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'refuse_bending' and t.tgenabled = 'O') as guarded
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'audit.${parent}'::regclass`);
      expect(names(partitions)).toEqual(
        expect.arrayContaining([...months, 'default'].map((month) => `${parent}_${month}`)),
      );
      expect(partitions.filter((partition) => partition['guarded'] !== true)).toEqual([]);
    }
  });

  test('every migration that destroys or narrows says why it may', () => {
    for (const { name, sql } of readMigrations()) expect(sql, name).not.toMatch(/^--\s*acknowledged:\s*$/m);
  });
});
