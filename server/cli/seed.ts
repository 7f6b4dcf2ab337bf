/**
 * npm run seed [-- --size quick|normal|stress]
 *
 * Makes what is missing of the demo local, in the database of
 * DATABASE_URL or in the private one, and prints the sign-ins. With a size also a local as large as that, for the same
 * people. Refused in production.
 */
import { createDatabase } from '../database/connection.ts';
import { assertMayStart } from '../database/start-checks.ts';
import { readEnvironment } from '../environment.ts';
import type { Settings } from '../environment.ts';
import { readCommandLine } from './command-line.ts';
import { prepareDemo } from './demo-sign-ins.ts';
import { openPrivateDatabase } from './private-database.ts';
import { exitOnFailure } from './process-end.ts';
import { rate } from './volume/progress.ts';
import type { SizeName } from './volume/sizes.ts';
import { sizeNames } from './volume/sizes.ts';

const say = (line: string): void => console.log(line);

async function seed(settings: Settings, size: SizeName | undefined): Promise<void> {
  const demo = await prepareDemo(settings, say);
  if (size !== undefined) await addVolume(settings, size);
  for (const { role, email } of demo?.people ?? []) say(`${role.padEnd(12)} ${email}`);
  if (demo) say(`password     ${demo.password}`);
}

async function addVolume(settings: Settings, size: SizeName): Promise<void> {
  const { seedVolume } = await import('./volume/seed-volume.ts');
  const { preparedStatements } = settings;
  const sql = createDatabase({ url: settings.databaseUrl ?? '', max: 3, preparedStatements });
  try {
    const analyze = analyzeAs(settings.databaseOwnerUrl);
    const { localName, rows, written, seconds } = await seedVolume({
      ...{ sql, size, log: say },
      ...(analyze ? { analyze } : {}),
    });
    say(
      `${localName}: ${rows} rows, ${written} of them written now in ${seconds.toFixed(1)} s (${rate(written, seconds)}), all audited.`,
    );
  } finally {
    await sql.end();
  }
}

/** Only an owner may. Without one, Postgres does it by itself after a minute or so. */
function analyzeAs(ownerUrl: string | undefined): (() => Promise<void>) | undefined {
  if (ownerUrl === undefined) return undefined;
  return async () => {
    const owner = createDatabase({ url: ownerUrl, max: 1 });
    await owner.unsafe('analyze').finally(() => owner.end());
  };
}

function sizeAsked(): SizeName | undefined {
  const { values, wrong } = readCommandLine(import.meta.url, { size: { type: 'string' } });
  const { size } = values;
  const known = sizeNames.find((name) => name === size);
  if (size !== undefined && known === undefined) throw wrong(`--size is one of ${sizeNames.join(', ')}.`);
  return known;
}

await exitOnFailure(async () => {
  const size = sizeAsked();
  const settings = readEnvironment();
  if (settings.production)
    return assertMayStart(['Demo data is refused in production: unset NODE_ENV, or use another database.']);
  if (settings.databaseUrl !== undefined) return seed(settings, size);
  const database = await openPrivateDatabase(settings, say);
  try {
    await seed(database.settings, size);
  } finally {
    await database.stop();
  }
});
