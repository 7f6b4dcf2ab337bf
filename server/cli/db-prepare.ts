/**
 * npm run db:prepare
 *
 * Once on a new cluster, and harmless ever after. With a superuser's DATABASE_SUPER_URL it makes the
 * roles and the database, gives the two that log in the passwords of DATABASE_OWNER_URL and DATABASE_URL, and migrates.
 */
import { migrate } from '../database/migrate.ts';
import { bootstrap } from '../database/roles.ts';
import { assertMayStart } from '../database/start-checks.ts';
import { readEnvironment } from '../environment.ts';
import { readCommandLine } from './command-line.ts';
import { exitOnFailure } from './process-end.ts';

const passwordOf = (url: string): string => decodeURIComponent(new URL(url).password);

await exitOnFailure(async () => {
  readCommandLine(import.meta.url, {});
  const { databaseSuperUrl, databaseOwnerUrl, databaseUrl } = readEnvironment();
  const missing = [
    ...(databaseSuperUrl ? [] : ['DATABASE_SUPER_URL is missing: set it to a superuser of the cluster.']),
    ...(databaseOwnerUrl ? [] : ['DATABASE_OWNER_URL is missing: set it to the role unionhall_owner.']),
    ...(databaseUrl ? [] : ['DATABASE_URL is missing: set it to the role unionhall_app.']),
  ];
  if (!databaseSuperUrl || !databaseOwnerUrl || !databaseUrl) return assertMayStart(missing);
  const database = new URL(databaseOwnerUrl).pathname.slice(1) || 'unionhall';
  const passwords = { owner: passwordOf(databaseOwnerUrl), app: passwordOf(databaseUrl) };
  await bootstrap(databaseSuperUrl, database, passwords);
  const applied = await migrate(databaseOwnerUrl);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
});
