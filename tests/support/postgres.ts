/**
 * Global set-up of the tests that need the real Postgres (project `pg`): one private instance in a temporary
 * folder, one migrated template database. Each test copies the template (fresh-database.ts), which takes
 * some fifty milliseconds. Everything is ended and removed afterwards, even what a killed earlier run left.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clearLeftovers } from '../../server/database/data-folder.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { migrate } from '../../server/database/migrate.ts';
import { bootstrap } from '../../server/database/roles.ts';
import { processMark } from '../../server/database/running-process.ts';

export interface TestPostgres {
  readonly superUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly template: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: TestPostgres;
  }
}

const template = 'unionhall_template';
const folderPrefix = 'unionhall-test-';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeLeftovers();
  const dataDir = mkdtempSync(join(tmpdir(), `${folderPrefix}${process.pid}-`));
  // Root's Postgres runs as another user, who must be able to enter.
  chmodSync(dataDir, 0o755);
  let postgres: EmbeddedPostgres | undefined;
  const end = async () => {
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    postgres = await startEmbeddedPostgres({ dataDir, fsync: false, stopOnSignals: false });
    await bootstrap(postgres.url('super', 'postgres'), template, postgres.passwords);
    await migrate(postgres.url('owner', template));
  } catch (error) {
    await end();
    throw error;
  }
  project.provide('postgres', {
    superUrl: postgres.url('super', 'postgres'),
    ownerUrl: postgres.url('owner', template),
    appUrl: postgres.url('app', template),
    template,
  });
  return end;
}

async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || processMark(Number(pid)) !== undefined) continue;
    const folder = join(tmpdir(), name);
    await clearLeftovers(join(folder, 'postgres'), () => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}
