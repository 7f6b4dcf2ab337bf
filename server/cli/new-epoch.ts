/**
 * npm run db:new-epoch
 *
 * The restore command, after a restore that the server cannot notice by itself
 * (docs/runbooks/restore.md). Begins a new epoch in the database of DATABASE_URL, or in the private one, so that every
 * device offers again what it sent in the last 30 days. Running it once too often costs traffic and nothing else.
 */
import { createDatabase } from '../database/connection.ts';
import { readEnvironment } from '../environment.ts';
import { newEpoch } from '../sync/epoch.ts';
import { readCommandLine } from './command-line.ts';
import { openPrivateDatabase } from './private-database.ts';
import { exitOnFailure } from './process-end.ts';

await exitOnFailure(async () => {
  readCommandLine(import.meta.url, {});
  const settings = readEnvironment();
  const own =
    settings.databaseUrl === undefined && !settings.production
      ? await openPrivateDatabase(settings, (line) => console.log(line))
      : undefined;
  const url = settings.databaseUrl ?? own?.settings.databaseUrl;
  if (url === undefined) throw new Error('DATABASE_URL is missing: set it to the role unionhall_app.');
  const sql = createDatabase({ url, max: 1, preparedStatements: settings.preparedStatements });
  try {
    console.log(
      `A new epoch has begun: ${await newEpoch(sql)}. Devices offer their sent work again at their next contact.`,
    );
  } finally {
    await sql.end();
    await own?.stop();
  }
});
