/**
 * Postgres refuses to run as root. When we are root (a container, a CI machine), its programs run as another user,
 * who must be able to enter every folder above them and above the data. This module finds that user and asks
 * the folders; it changes nothing.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartRefused } from './start-refused.ts';

export interface UnprivilegedUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when we are not root and may run the programs as ourselves. */
export function findUnprivilegedUser(): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = askId('-u', name);
    const gid = askId('-g', name);
    if (uid !== undefined && gid !== undefined && uid !== 0) return { name, uid, gid };
  }
  throw new StartRefused([
    'Postgres cannot run as root and there is no user "postgres" or "nobody": run "useradd --system postgres", or start as another user.',
  ]);
}

function askId(flag: '-u' | '-g', name: string): number | undefined {
  try {
    const answer = execFileSync('id', [flag, name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(answer, 10);
  } catch {
    return undefined;
  }
}

/** The first folder, from the root down, that the user may not enter; undefined when the way is free. */
export function findClosedFolder(user: UnprivilegedUser | undefined, path: string): string | undefined {
  if (user === undefined) return undefined;
  const folders = [resolve(path)];
  for (let folder = dirname(resolve(path)); folders[0] !== folder; folder = dirname(folder))
    folders.unshift(folder);
  return folders.find((folder) => !mayEnter(user, folder));
}

function mayEnter(user: UnprivilegedUser, folder: string): boolean {
  const stat = statSync(folder, { throwIfNoEntry: false });
  // What does not exist yet is made by us, for that user.
  if (stat === undefined) return true;
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
