/**
 * Who holds the folder of a private Postgres, and where that folder is.
 * One process at a time holds it; what a killed process left behind (a claim, a running Postgres) is cleared away
 * by the next one, and only after making sure that it is ours.
 */
import { createHash } from 'node:crypto';
import { chownSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandLine, processMark, waitForEnd } from './running-process.ts';
import { findClosedFolder, type UnprivilegedUser } from './unprivileged-user.ts';
import { StartRefused } from './start-refused.ts';

export interface DataFolder {
  /** What initdb fills. */
  readonly cluster: string;
  /** Beside it, for programs that must be copied because their own folder is closed. */
  readonly staging: string;
}

export function chooseDataFolder(
  dataDir: string,
  user: UnprivilegedUser | undefined,
  log: (line: string) => void,
): DataFolder {
  const staging = join(
    stagingParent(),
    `unionhall-${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12)}`,
  );
  const wanted = join(dataDir, 'postgres');
  const closed = findClosedFolder(user, dataDir);
  if (user === undefined) return { cluster: wanted, staging: dataDir };
  if (closed === undefined) return { cluster: wanted, staging };
  log(`The user "${user.name}" cannot enter ${closed}: the database is kept in ${staging} instead.`);
  mkdirSync(staging, { recursive: true, mode: 0o755 });
  return { cluster: join(staging, 'postgres'), staging };
}

function stagingParent(): string {
  // Only root needs another place, and root can write here; tmpdir is for systems without the folder.
  return statSync('/var/lib', { throwIfNoEntry: false })?.isDirectory() ? '/var/lib' : tmpdir();
}

/** A new, empty folder that only this user may enter. */
export function makeEmptyFolder(folder: string, user: UnprivilegedUser | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
}

/** Claims the folder for this process. Returns what gives it back. Refuses while another process of ours lives. */
export function claimFolder(dataDir: string): () => void {
  const path = join(dataDir, 'postgres.owner');
  // Written beside and linked, which fails when the claim exists: nobody ever reads one half written.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ pid: process.pid, mark: processMark(process.pid) }));
  try {
    claim(draft, path, dataDir);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

function claim(draft: string, path: string, dataDir: string): void {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      linkSync(draft, path);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readClaim(path);
    if (holder?.mark !== undefined && processMark(holder.pid) === holder.mark) {
      throw new StartRefused([
        `Another unionhall (process ${holder.pid}) already uses ${dataDir}: stop it, or set DATA_DIR to another folder.`,
      ]);
    }
    rmSync(path, { force: true });
  }
  throw new StartRefused([
    `${path} changes hands faster than it can be claimed: start one unionhall at a time.`,
  ]);
}

function readClaim(path: string): { pid: number; mark?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { pid: number; mark?: string };
  } catch {
    return undefined;
  }
}

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/**
 * Call only while holding the claim. Ends a Postgres whose unionhall was killed, and removes a `postmaster.pid`
 * whose number now belongs to a stranger, which would otherwise keep Postgres from starting.
 */
export async function clearLeftovers(cluster: string, log: (line: string) => void): Promise<void> {
  const left = readPostmasterFile(cluster);
  if (left === undefined || !Number.isInteger(left.pid) || left.pid <= 1) return;
  const mark = processMark(left.pid);
  const words = mark === undefined ? undefined : commandLine(left.pid);
  if (mark !== undefined && words?.includes(cluster) === true && /postgres/.test(words)) {
    log(`A Postgres (process ${left.pid}) was left running by a unionhall that was killed: ending it.`);
    process.kill(left.pid, 'SIGINT');
    if (await waitForEnd(left.pid, mark, 10_000)) return;
    process.kill(left.pid, 'SIGQUIT');
    if (!(await waitForEnd(left.pid, mark, 5_000))) {
      throw new StartRefused([
        `Postgres (process ${left.pid}) does not end: end it by hand, then start again.`,
      ]);
    }
    return;
  }
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
