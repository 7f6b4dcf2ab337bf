/**
 * npm run db:migrate
 * npm run -s db:migrate -- --bootstrap-sql <database>
 *
 * Applies what is new in migrations/ as the owner role (DATABASE_OWNER_URL). With --bootstrap-sql it prints what a
 * superuser runs once beforehand, and touches nothing; without -s npm's own lines would stand in the script.
 */
import { migrate } from '../database/migrate.ts';
import { bootstrapScript } from '../database/roles.ts';
import { assertMayStart } from '../database/start-checks.ts';
import { readEnvironment } from '../environment.ts';
import { readCommandLine } from './command-line.ts';
import { exitOnFailure } from './process-end.ts';

await exitOnFailure(async () => {
  const { values } = readCommandLine(import.meta.url, { 'bootstrap-sql': { type: 'string' } });
  const database = values['bootstrap-sql'];
  if (database !== undefined) {
    console.log(bootstrapScript(database));
    return;
  }
  const { databaseOwnerUrl } = readEnvironment();
  if (databaseOwnerUrl === undefined) {
    return assertMayStart([
      'DATABASE_OWNER_URL is missing: set it to the role unionhall_owner. The private Postgres of "npm start" migrates by itself.',
    ]);
  }
  const applied = await migrate(databaseOwnerUrl);
  console.log(
    applied.length === 0 ? 'Nothing new: the database is up to date.' : `Applied ${applied.join(', ')}.`,
  );
});
