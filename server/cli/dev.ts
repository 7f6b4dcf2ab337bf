/**
 * npm run dev
 *
 * The private Postgres (or DATABASE_URL), the server restarted at every change, and Vite in front of it
 * with the client reloaded at every change. People open Vite's address; it hands `/api` on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assertMayStart } from '../database/start-checks.ts';
import { childEnvironment, readEnvironment, type Settings } from '../environment.ts';
import { findVite } from './client-build.ts';
import { readCommandLine } from './command-line.ts';
import { prepareDemo } from './demo-sign-ins.ts';
import { openPrivateDatabase } from './private-database.ts';
import { exitOnFailure, untilStopped } from './process-end.ts';
import { welcome } from './welcome.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
/** As in vite.config.ts. */
const viteUrl = 'http://localhost:5173';

await exitOnFailure(async () => {
  readCommandLine(import.meta.url, {});
  const given = readEnvironment();
  if (given.production)
    assertMayStart(['NODE_ENV is production: "npm run dev" is for development, use "npm start".']);
  const database =
    given.databaseUrl === undefined ? await openPrivateDatabase(given, console.log) : undefined;
  const children: ChildProcess[] = [];
  try {
    const settings = database?.settings ?? given;
    const demo = await prepareDemo(settings, console.log);
    children.push(...startBoth(settings));
    console.log(welcome(viteUrl, demo));
    await untilStopped([() => endAll(children), () => database?.stop() ?? Promise.resolve()]);
  } catch (error) {
    await endAll(children);
    await database?.stop();
    throw error;
  }
});

function startBoth(settings: Settings): ChildProcess[] {
  const vite = findVite(root);
  if (vite === undefined) throw new Error('Vite is not installed: run "npm ci".');
  const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist', 'cli.mjs');
  const address = `http://127.0.0.1:${settings.port}`;
  const server = start([tsx, 'watch', '--clear-screen=false', 'server/cli/serve.ts'], {
    DATABASE_URL: settings.databaseUrl ?? '',
    DATABASE_OWNER_URL: settings.databaseOwnerUrl ?? '',
    PUBLIC_URL: viteUrl,
  });
  return [server, start([vite], { UNIONHALL_API: address })];
}

function start(args: string[], additions: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: childEnvironment(additions) });
}

async function endAll(children: readonly ChildProcess[]): Promise<void> {
  await Promise.all(
    children.map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) return resolve();
          child.once('exit', () => resolve());
          child.kill('SIGTERM');
        }),
    ),
  );
}
