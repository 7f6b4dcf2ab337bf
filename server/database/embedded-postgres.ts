/**
 * A private Postgres for trying unionhall out and for tests: the real engine, on loopback only, with its data under
 * DATA_DIR and passwords nobody has to choose.
 *
 * 1. It is never started twice on one folder, and a killed unionhall's Postgres is ended before a new one starts.
 * 2. It ends with this process: on stop(), on SIGINT and SIGTERM (unless the caller handles them), and on exit.
 * 3. It is durable (fsync on) unless a test says otherwise.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { childEnvironment } from '../environment.ts';
import {
  chooseDataFolder,
  claimFolder,
  clearLeftovers,
  makeEmptyFolder,
  readPostmasterFile,
} from './data-folder.ts';
import { preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { appRole, ownerRole } from './roles.ts';
import { openSecretStore, randomSecret, type SecretStore } from './secrets.ts';
import { findUnprivilegedUser, type UnprivilegedUser } from './unprivileged-user.ts';
import { StartRefused } from './start-refused.ts';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Off only in tests: a power cut could then lose what was committed. */
  readonly fsync?: boolean;
  readonly log?: (line: string) => void;
  /** False when the caller ends things in its own order on SIGINT and SIGTERM. */
  readonly stopOnSignals?: boolean;
}

export type EmbeddedRole = 'super' | 'owner' | 'app';

export interface EmbeddedPostgres {
  readonly port: number;
  readonly passwords: { readonly owner: string; readonly app: string };
  url(role: EmbeddedRole, database: string): string;
  stop(): Promise<void>;
}

interface Setup {
  readonly binaries: PostgresBinaries;
  readonly user: UnprivilegedUser | undefined;
  readonly cluster: string;
  readonly fsync: boolean;
}

const superUser = 'postgres';
const readyWithinMilliseconds = 30_000;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  const secrets = openSecretStore(dataDir);
  const release = claimFolder(dataDir);
  try {
    const user = findUnprivilegedUser();
    const folder = chooseDataFolder(dataDir, user, log);
    const binaries = preparePostgresBinaries(user, folder.staging, log);
    const setup: Setup = { binaries, user, cluster: folder.cluster, fsync: options.fsync ?? true };
    await clearLeftovers(setup.cluster, log);
    if (secrets.find('postgresSuperPassword') === undefined) setAside(setup.cluster, log);
    const superPassword = secrets.getOrMake('postgresSuperPassword', randomSecret);
    await initializeOnce(setup, superPassword, log);
    const port = await choosePort(secrets);
    const child = await launch(setup, port, join(dataDir, 'postgres.log'));
    return running(child, port, secrets, release, options.stopOnSignals ?? true);
  } catch (error) {
    release();
    throw error;
  }
}

function running(
  child: ChildProcess,
  port: number,
  secrets: SecretStore,
  release: () => void,
  stopOnSignals: boolean,
): EmbeddedPostgres {
  const passwordOf: Record<EmbeddedRole, string> = {
    super: secrets.getOrMake('postgresSuperPassword', randomSecret),
    owner: secrets.getOrMake('postgresOwnerPassword', randomSecret),
    app: secrets.getOrMake('postgresAppPassword', randomSecret),
  };
  const nameOf: Record<EmbeddedRole, string> = { super: superUser, owner: ownerRole, app: appRole };
  const onExit = () => {
    child.kill('SIGINT');
    release();
  };
  const onSignal = (signal: NodeJS.Signals) => {
    void stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= endChild(child).finally(() => {
      release();
      process.off('exit', onExit);
      if (stopOnSignals) process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    });
    return stopping;
  };
  process.on('exit', onExit);
  if (stopOnSignals) process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    port,
    passwords: { owner: passwordOf.owner, app: passwordOf.app },
    url: (role, database) =>
      `postgres://${nameOf[role]}:${passwordOf[role]}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop,
  };
}

/** Whoever deleted the secrets wanted to start anew; the database they opened is kept, under another name. */
function setAside(cluster: string, log: (line: string) => void): void {
  if (!existsSync(cluster)) return;
  const aside = `${cluster}.without-password-${new Date().toISOString().replaceAll(':', '-')}`;
  log(`There is no password any more for ${cluster}: it is moved to ${aside}.`);
  renameSync(cluster, aside);
}

async function initializeOnce(
  setup: Setup,
  superPassword: string,
  log: (line: string) => void,
): Promise<void> {
  const versionFile = join(setup.cluster, 'PG_VERSION');
  const major = setup.binaries.version.split('.')[0];
  if (existsSync(versionFile)) {
    const made = readFileSync(versionFile, 'utf8').trim();
    if (made === major) return;
    throw new StartRefused([
      `${setup.cluster} was made by Postgres ${made} and this one is ${major}: move the folder away, or dump and load it with the old version.`,
    ]);
  }
  log('Making a new private Postgres …');
  // Made beside and renamed: a folder half made would be taken for a whole one at the next start.
  const draft = `${setup.cluster}.draft`;
  makeEmptyFolder(draft, setup.user);
  const passwordFile = `${setup.cluster}.password`;
  writeFileSync(passwordFile, `${superPassword}\n`, { mode: 0o600 });
  if (setup.user !== undefined) chownSync(passwordFile, setup.user.uid, setup.user.gid);
  try {
    await runToEnd(setup, setup.binaries.initdb, [
      `--pgdata=${draft}`,
      `--username=${superUser}`,
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=reject',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(setup.fsync ? [] : ['--no-sync']),
    ]);
    renameSync(draft, setup.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function spawnAs(setup: Setup, program: string, args: string[], output: 'pipe' | number): ChildProcess {
  return spawn(program, args, {
    // Its own process group: Ctrl-C then reaches only us, and we end Postgres after the last request.
    detached: true,
    cwd: dirname(setup.cluster),
    env: childEnvironment({ LC_ALL: 'C', TZ: 'UTC' }),
    stdio: ['ignore', output, output],
    windowsHide: true,
    ...(setup.user === undefined ? {} : { uid: setup.user.uid, gid: setup.user.gid }),
  });
}

function runToEnd(setup: Setup, program: string, args: string[]): Promise<void> {
  return new Promise((resolvePromise, reject) => {
    const child = spawnAs(setup, program, args, 'pipe');
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolvePromise();
      else reject(new Error(`${program} failed (${String(code)}):\n${said.slice(-2_000)}`));
    });
  });
}

async function choosePort(secrets: SecretStore): Promise<number> {
  const known = Number(secrets.find('postgresPort') ?? '0');
  const port = (await freePort(known)) ?? (await freePort(0));
  if (port === undefined)
    throw new StartRefused(['No free port on 127.0.0.1 for the private Postgres: end what holds them.']);
  if (port !== known) secrets.put('postgresPort', String(port));
  return port;
}

/** The port itself (any free one for 0) when it can be bound; undefined otherwise. */
function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolvePromise) => {
    const probe = createServer();
    probe.once('error', () => resolvePromise(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolvePromise(typeof address === 'object' && address !== null ? address.port : undefined),
      );
    });
  });
}

function serverSettings(port: number, fsync: boolean): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    max_wal_size: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    ...(fsync
      ? {}
      : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum_naptime: '10min' }),
  };
}

async function launch(setup: Setup, port: number, logPath: string): Promise<ChildProcess> {
  if (existsSync(logPath)) renameSync(logPath, `${logPath}.before`);
  // Into a file and not a pipe, so that Postgres outlives our crash without choking on a closed pipe.
  const logFile = openSync(logPath, 'a', 0o600);
  const flags = Object.entries(serverSettings(port, setup.fsync)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawnAs(setup, setup.binaries.postgres, ['-D', setup.cluster, ...flags], logFile);
  closeSync(logFile);
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  const deadline = performance.now() + readyWithinMilliseconds;
  while (!ended && performance.now() < deadline) {
    const file = readPostmasterFile(setup.cluster);
    if (file?.ready === true && file.pid === child.pid) {
      child.unref();
      return child;
    }
    await new Promise((resolvePromise) => setTimeout(resolvePromise, 10));
  }
  child.kill('SIGQUIT');
  throw new Error(`The private Postgres did not start:\n${readFileSync(logPath, 'utf8').slice(-2_000)}`);
}

/** SIGINT is Postgres' fast shutdown: sessions are ended, everything committed is kept. */
function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolvePromise) => {
    const impatience = setTimeout(() => child.kill('SIGQUIT'), 10_000);
    child.ref();
    child.once('exit', () => {
      clearTimeout(impatience);
      resolvePromise();
    });
    child.kill('SIGINT');
  });
}
