/**
 * `npm run db:migrate`: applies what is new in migrations/ as the owner role (DATABASE_OWNER_URL).
 * With `--bootstrap-sql <database>` it prints what a superuser runs once beforehand, and touches nothing.
 */
import { migrate } from '../database/migrate.ts';
import { bootstrapScript } from '../database/roles.ts';
import { assertMayStart } from '../database/start-checks.ts';
import { readEnvironment } from '../environment.ts';
import { exitOnFailure } from './process-end.ts';

await exitOnFailure(async () => {
  const [option, database = 'unionhall'] = process.argv.slice(2);
  if (option === '--bootstrap-sql') {
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
