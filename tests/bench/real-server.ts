/** The real server as a process of its own (real-child.ts), over the embedded Postgres, with fsync on. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from '../../server/database/connection.ts';
import { createDatabase, inLocal } from '../../server/database/connection.ts';
import type { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { limits } from '../../shared/sync/protocol.ts';
import type { Child } from './child.ts';
import { freePort, imageFlags, startChild } from './child.ts';
import type { Options } from './options.ts';

export interface RealServer {
  readonly url: string;
  /** Its database, as the application's role. */
  readonly sql: Sql;
  pid(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Moves the feed of the scopes behind the pages on by more than a built page may lag, so that the next download finds
   * none built. The process stays as warm as it is: a restart would measure the start of Node as well.
   */
  forgetPages(localId: string): Promise<void>;
}

export interface RealServerOptions {
  readonly folder: string;
  readonly options: Pick<Options, 'verbose' | 'profile'>;
}

export async function prepareRealServer(
  postgres: EmbeddedPostgres,
  database: string,
  { folder, options }: RealServerOptions,
): Promise<RealServer> {
  const sql = createDatabase({ url: postgres.url('app', database), max: 2, applicationName: 'bench' });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let child: Child | undefined;
  return {
    url,
    sql,
    pid: () => child?.pid ?? 0,
    start: async () => {
      child = await startChild({
        script: [fileURLToPath(new URL('./real-child.ts', import.meta.url)), join(folder, 'pages')],
        port,
        host: 'localhost',
        readyPath: '/readyz',
        nodeFlags: imageFlags,
        environment: environmentFor(postgres, database, port, folder),
        verbose: options.verbose,
        profile: options.profile,
      });
    },
    stop: async () => {
      await child?.stop();
      await sql.end({ timeout: 1 });
    },
    forgetPages: (localId) => forgetPages(sql, localId),
  };
}

function environmentFor(
  postgres: EmbeddedPostgres,
  database: string,
  port: number,
  folder: string,
): Readonly<Record<string, string>> {
  const dataDir = join(folder, 'server');
  mkdirSync(dataDir, { recursive: true });
  return {
    NODE_ENV: 'development',
    PORT: String(port),
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://localhost:${port}`,
    DATA_DIR: dataDir,
    DATABASE_URL: postgres.url('app', database),
    DATABASE_OWNER_URL: postgres.url('owner', database),
    LOG_LEVEL: 'warn',
  };
}

/** One table in each scope that pages are built for; entries are numbered anew, rows and versions stay as they are. */
async function forgetPages(sql: Sql, localId: string): Promise<void> {
  for (const table of ['members', 'attendances'])
    await inLocal(
      sql,
      { localId },
      (transaction) => transaction`
        update ${transaction(table)} set updated_at = now()
        where id in (select id from ${transaction(table)} order by id limit ${limits.entriesPerPull})`,
    );
}
