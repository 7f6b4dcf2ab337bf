/** A private Postgres under DATA_DIR, made ready: roles, database, migrations. For trying out and for development. */
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded-postgres.ts';
import { migrate } from '../database/migrate.ts';
import { bootstrap } from '../database/roles.ts';
import type { Settings } from '../environment.ts';

export interface PrivateDatabase {
  /** The settings given, with this database in them. */
  readonly settings: Settings;
  stop(): Promise<void>;
}

const databaseName = 'unionhall';

export async function openPrivateDatabase(
  settings: Settings,
  log: (line: string) => void,
): Promise<PrivateDatabase> {
  const postgres = await startEmbeddedPostgres({ dataDir: settings.dataDir, log, stopOnSignals: false });
  try {
    await prepare(postgres, log);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return {
    settings: {
      ...settings,
      databaseUrl: postgres.url('app', databaseName),
      databaseOwnerUrl: postgres.url('owner', databaseName),
      databaseDirectUrl: undefined,
      preparedStatements: true,
    },
    stop: () => postgres.stop(),
  };
}

async function prepare(postgres: EmbeddedPostgres, log: (line: string) => void): Promise<void> {
  await bootstrap(postgres.url('super', 'postgres'), databaseName, postgres.passwords);
  const applied = await migrate(postgres.url('owner', databaseName));
  if (applied.length > 0) log(`Applied ${applied.join(', ')}.`);
}
