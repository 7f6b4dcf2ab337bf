/**
 * npm start
 *
 * Builds the client when it is stale, and serves. Without DATABASE_URL, and never in production, it brings
 * a private Postgres under DATA_DIR with an invented demo local, and prints the address and the sign-ins.
 */
import { fileURLToPath } from 'node:url';
import { assertMayStart, settingsRefusals } from '../database/start-checks.ts';
import { readEnvironment, type Settings } from '../environment.ts';
import { buildClientWhenStale } from './client-build.ts';
import { prepareDemo } from './demo-sign-ins.ts';
import { readCommandLine } from './command-line.ts';
import { openPrivateDatabase, type PrivateDatabase } from './private-database.ts';
import { exitOnFailure, untilStopped } from './process-end.ts';
import { serve } from './serve.ts';
import { welcome } from './welcome.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
const say = (line: string) => console.log(line);

async function start(): Promise<void> {
  readCommandLine(import.meta.url, {});
  const settings = readEnvironment();
  assertMayStart(settingsRefusals(settings));
  if (settings.databaseUrl !== undefined) {
    await buildClientWhenStale(root, say);
    const serving = await serve(settings);
    say(welcome(serving.url, undefined));
    return untilStopped([() => serving.close()]);
  }
  return startWithPrivateDatabase(settings);
}

async function startWithPrivateDatabase(settings: Settings): Promise<void> {
  // Two slow things at once: on a fresh machine this halves the wait.
  const [built, opened] = await Promise.allSettled([
    buildClientWhenStale(root, say),
    openPrivateDatabase(settings, say),
  ]);
  if (opened.status === 'rejected') throw opened.reason;
  const database = opened.value;
  try {
    if (built.status === 'rejected') throw built.reason;
    await open(database);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function open(database: PrivateDatabase): Promise<void> {
  const demo = await prepareDemo(database.settings, say);
  const serving = await serve(database.settings);
  say(welcome(serving.url, demo));
  await untilStopped([() => serving.close(), () => database.stop()]);
}

await exitOnFailure(start);
