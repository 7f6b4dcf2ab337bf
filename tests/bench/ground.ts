/**
 * What every measure stands on: one embedded Postgres (fsync on) with unionhall's database and the floors', the two
 * servers as processes of their own, the built pages. All of it on 127.0.0.1, all of it gone at the end.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase } from '../../server/database/connection.ts';
import type { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { migrate } from '../../server/database/migrate.ts';
import { appRole, bootstrap, quoteIdentifier } from '../../server/database/roles.ts';
import { buildApp, buildPages } from './build-page.ts';
import type { Child } from './child.ts';
import { freePort, startChild } from './child.ts';
import type { Dataset } from './dataset.ts';
import { makeDataset } from './dataset.ts';
import type { Endings } from './endings.ts';
import type { Options } from './options.ts';
import { fillPlainTables } from './plain-tables.ts';
import type { RealServer } from './real-server.ts';
import { prepareRealServer } from './real-server.ts';
import type { Account } from './seed.ts';
import { seedUnionhall } from './seed.ts';

export interface Ground {
  readonly options: Options;
  readonly dataset: Dataset;
  readonly account: Account;
  readonly floor: Child;
  readonly real: RealServer;
  readonly folder: string;
  readonly postgresVersion: string;
  readonly notes: readonly string[];
  /** A folder of its own under the bench's. */
  freshFolder(name: string): string;
}

const databases = { real: 'unionhall', floor: 'floor' } as const;
const pages = ['packed', 'plain', 'unionhall'] as const;

export async function openGround(
  options: Options,
  endings: Endings,
  say: (line: string) => void,
): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'unionhall-bench-'));
  // Root's Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  endings.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  say('building the pages …');
  if (options.only.some((name) => name === 'today' || name === 'search'))
    await buildApp(join(folder, 'pages'));
  await buildPages(join(folder, 'pages'), pages);
  say('starting Postgres (fsync on) …');
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    fsync: true,
    stopOnSignals: false,
  });
  endings.add(() => postgres.stop());
  const dataset = makeDataset(options.scale);
  say('seeding through the entity tables, triggers on …');
  const filled = await fill(postgres, dataset);
  const floor = await startFloor(postgres, join(folder, 'pages'), options);
  endings.add(() => floor.stop());
  const real = await prepareRealServer(postgres, databases.real, { folder, options });
  endings.add(() => real.stop());
  await real.start();
  return {
    options,
    dataset,
    floor,
    real,
    folder,
    ...filled,
    freshFolder: (name) => mkdtempSync(join(folder, `${name}-`)),
  };
}

type Filled = Pick<Ground, 'account' | 'postgresVersion' | 'notes'>;

async function fill(postgres: EmbeddedPostgres, dataset: Dataset): Promise<Filled> {
  await bootstrap(postgres.url('super', 'postgres'), databases.real, postgres.passwords);
  await migrate(postgres.url('owner', databases.real));
  const sql = createDatabase({ url: postgres.url('app', databases.real), max: 4 });
  const began = performance.now();
  const account = await seedUnionhall(sql, dataset);
  const seconds = (performance.now() - began) / 1000;
  await sql.end();
  const postgresVersion = await fillFloor(postgres, dataset);
  await settle(postgres);
  const rows = [...dataset.rows.values()].reduce((sum, some) => sum + some.length, 0);
  const notes = [
    `Seeding: ${rows} rows with audit and feed in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows/s).`,
    ...sizeNotes(dataset),
    'Not in the floors: some 900 rows around them, row security, audit, feed and receipts. Pages count as not built once the feed has moved beyond what a built page may lag.',
  ];
  return { account, postgresVersion, notes };
}

function sizeNotes(dataset: Dataset): readonly string[] {
  return ['member', 'attendance'].map((name) => {
    const rows = dataset.rows.get(name) ?? [];
    const bytes = Math.round(JSON.stringify(rows).length / Math.max(1, rows.length));
    return `${name}: ${rows.length} rows of ${bytes} bytes and ${Object.keys(rows[0] ?? {}).length} fields as JSON.`;
  });
}

async function fillFloor(postgres: EmbeddedPostgres, dataset: Dataset): Promise<string> {
  const administrator = createDatabase({ url: postgres.url('super', 'postgres'), max: 1 });
  await administrator.unsafe(
    `create database ${databases.floor} template template0 encoding 'UTF8' owner ${quoteIdentifier(appRole)}`,
  );
  const [version] = await administrator<{ server_version: string }[]>`show server_version`;
  await administrator.end();
  const sql = createDatabase({ url: postgres.url('app', databases.floor), max: 1 });
  await fillPlainTables(sql, dataset);
  await sql.end();
  return version?.server_version ?? '';
}

/** Statistics and visibility as after a quiet night, the same for both, and no checkpoint left over from seeding. */
async function settle(postgres: EmbeddedPostgres): Promise<void> {
  for (const name of Object.values(databases)) {
    const sql: Sql = createDatabase({
      url: postgres.url('super', name),
      max: 1,
      statementTimeoutSeconds: 120,
    });
    await sql.unsafe('vacuum analyze');
    await sql.unsafe('checkpoint');
    await sql.end();
  }
}

async function startFloor(postgres: EmbeddedPostgres, pagesFolder: string, options: Options): Promise<Child> {
  const port = await freePort();
  const script = fileURLToPath(new URL('./floor-server.ts', import.meta.url));
  return startChild({
    script: [script, postgres.url('app', databases.floor), pagesFolder, String(port)],
    port,
    host: 'localhost',
    readyPath: '/ready',
    environment: {},
    verbose: options.verbose,
    profile: options.profile,
  });
}
