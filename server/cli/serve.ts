/**
 * Serves with what the environment gives, and nothing made up: for production, and under `npm run dev`, which brings
 * its own database. Checks what must be true first (database/start-checks.ts).
 */
import { pathToFileURL } from 'node:url';
import { createDatabase } from '../database/connection.ts';
import { assertMayStart, databaseRefusals, settingsRefusals } from '../database/start-checks.ts';
import { readEnvironment, type Settings } from '../environment.ts';
import { startServer } from '../main.ts';
import { exitOnFailure, untilStopped } from './process-end.ts';

export interface Serving {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws StartRefused with every reason. */
export async function serve(settings: Settings): Promise<Serving> {
  assertMayStart(settingsRefusals(settings));
  if (settings.databaseUrl === undefined) {
    assertMayStart(['DATABASE_URL is missing: set it, or use "npm start", which brings a private Postgres.']);
  }
  const sql = createDatabase({
    url: settings.databaseUrl ?? '',
    max: 1,
    preparedStatements: settings.preparedStatements,
  });
  try {
    assertMayStart(await databaseRefusals(sql));
  } finally {
    await sql.end();
  }
  return startServer(settings);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await exitOnFailure(async () => {
    const serving = await serve(readEnvironment());
    console.log(`unionhall serves ${serving.url}`);
    await untilStopped([() => serving.close()]);
  });
}
