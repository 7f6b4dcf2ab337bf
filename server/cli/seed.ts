/**
 * `npm run seed`: makes what is missing of the demo local, in the database of DATABASE_URL or in the private one,
 * and prints the sign-ins. Refused in production.
 */
import { assertMayStart } from '../database/start-checks.ts';
import { readEnvironment } from '../environment.ts';
import type { Settings } from '../environment.ts';
import { prepareDemo } from './demo-sign-ins.ts';
import { openPrivateDatabase } from './private-database.ts';
import { exitOnFailure } from './process-end.ts';

const say = (line: string): void => console.log(line);

async function seed(settings: Settings): Promise<void> {
  const demo = await prepareDemo(settings, say);
  for (const { role, email } of demo?.people ?? []) say(`${role.padEnd(12)} ${email}`);
  if (demo) say(`password     ${demo.password}`);
}

await exitOnFailure(async () => {
  const settings = readEnvironment();
  if (settings.production)
    return assertMayStart(['Demo data is refused in production: unset NODE_ENV, or use another database.']);
  if (settings.databaseUrl !== undefined) return seed(settings);
  const database = await openPrivateDatabase(settings, say);
  try {
    await seed(database.settings);
  } finally {
    await database.stop();
  }
});
