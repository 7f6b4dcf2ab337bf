/** What a load run stands on: a Postgres, the hall in it, and the real server as one process or several. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeys } from '../../server/access/keys.ts';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase } from '../../server/database/connection.ts';
import { startEmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { migrate } from '../../server/database/migrate.ts';
import { bootstrap } from '../../server/database/roles.ts';
import type { Child } from '../bench/child.ts';
import { freePort, imageFlags, startChild } from '../bench/child.ts';
import type { Endings } from '../bench/endings.ts';
import type { Hall } from './hall.ts';
import { openHall } from './hall.ts';
import type { Options } from './options.ts';
import { startPooler } from './pgbouncer.ts';

export interface DatabaseUrls {
  readonly appUrl: string;
  readonly ownerUrl: string;
}

export interface LoadServer {
  readonly url: string;
  /** Megabytes that the process holds now, and at most so far. Null where the system does not tell. */
  memory(): { readonly now: number; readonly most: number } | null;
}

export interface Ground {
  readonly sql: Sql;
  readonly hall: Hall;
  readonly servers: readonly LoadServer[];
  readonly notes: readonly string[];
}

type Say = (line: string) => void;

export const makeFolder = (endings: Endings): string => {
  const folder = mkdtempSync(join(tmpdir(), 'unionhall-load-'));
  // Root's Postgres runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  endings.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return folder;
};

/** A Postgres of its own, durable. */
export async function startDatabase(folder: string, endings: Endings): Promise<DatabaseUrls> {
  const dataDir = join(folder, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, stopOnSignals: false });
  endings.add(() => postgres.stop());
  await bootstrap(postgres.url('super', 'postgres'), 'unionhall', postgres.passwords);
  await migrate(postgres.url('owner', 'unionhall'));
  return { appUrl: postgres.url('app', 'unionhall'), ownerUrl: postgres.url('owner', 'unionhall') };
}

export async function openGround(
  options: Options,
  urls: DatabaseUrls,
  folder: string,
  endings: Endings,
  say: Say,
): Promise<Ground> {
  const dataDir = join(folder, 'server');
  mkdirSync(dataDir, { recursive: true });
  const sql = createDatabase({ url: urls.appUrl, max: 8 });
  endings.add(() => sql.end({ timeout: 1 }));
  const ports: number[] = [];
  while (ports.length < options.processes) ports.push(await freePort());
  // One address for all, as behind a balancer: it stands in the tokens.
  const publicUrl = `http://127.0.0.1:${ports[0]}`;
  say(`writing the hall: ${options.devices} people with devices …`);
  const keys = loadKeys({ production: false, dataDir, tokenKey: undefined, sealKey: undefined });
  const analyze = () => analyzeAs(urls.ownerUrl);
  const hall = await openHall({ sql, keys, publicUrl, options, analyze });
  const isPooled = options.processes > 1;
  const pooler = isPooled ? await startPooler(urls.appUrl, folder) : undefined;
  if (pooler) endings.add(() => pooler.stop());
  const environment = {
    ...{ NODE_ENV: 'development', HOST: '127.0.0.1', PUBLIC_URL: publicUrl, DATA_DIR: dataDir },
    ...{ DATABASE_URL: pooler?.url ?? urls.appUrl, DATABASE_OWNER_URL: urls.ownerUrl, LOG_LEVEL: 'warn' },
    ...(pooler ? { DATABASE_DIRECT_URL: urls.appUrl, DATABASE_PREPARED: 'off' } : {}),
  };
  const servers: LoadServer[] = [];
  for (const port of ports) servers.push(await startServer(port, environment, options, endings));
  const notes = isPooled
    ? [
        pooler
          ? 'Through PgBouncer in transaction mode.'
          : 'PgBouncer is not installed: the processes share Postgres directly.',
      ]
    : [];
  return { sql, hall, servers, notes };
}

async function analyzeAs(ownerUrl: string): Promise<void> {
  const owner = createDatabase({ url: ownerUrl, max: 1 });
  await owner.unsafe('analyze').finally(() => owner.end());
}

async function startServer(
  port: number,
  environment: Readonly<Record<string, string>>,
  { verbose, profile }: Options,
  endings: Endings,
): Promise<LoadServer> {
  const child = await startChild({
    script: ['server/cli/serve.ts'],
    nodeFlags: imageFlags,
    port,
    host: '127.0.0.1',
    readyPath: '/readyz',
    environment: { ...environment, PORT: String(port) },
    verbose,
    profile,
  });
  endings.add(() => child.stop());
  return { url: child.url, memory: () => memoryOf(child) };
}

function memoryOf({ pid }: Child): ReturnType<LoadServer['memory']> {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (name: string): number =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
  } catch {
    return null;
  }
}
