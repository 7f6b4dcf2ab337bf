/**
 * Seals outside of the database, one folder a local: `seals.jsonl` with a line for each seal, and for each seal a file
 * of its leaves, so that a changed row can be named. Only ever appended to. In production the folder belongs on another
 * machine's disk, or is copied to one (docs/runbooks/audit.md).
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

export interface StoredSeal {
  readonly number: number;
  readonly payload: string;
  readonly signature: string;
}

export interface SealStore {
  /** In order. A line that cannot be read is a seal of number 0: whoever verifies says so. */
  seals(localId: string): readonly StoredSeal[];
  leaves(localId: string, number: number): Buffer | undefined;
  locals(): readonly string[];
  /** Durable when it returns. */
  add(localId: string, seal: StoredSeal, leaves: Buffer): void;
}

const line = v.object({ number: v.number(), payload: v.string(), signature: v.string() });
const unreadable: StoredSeal = { number: 0, payload: '', signature: '' };

export function openSealStore(folder: string): SealStore {
  const listOf = (localId: string): string => join(folder, localId, 'seals.jsonl');
  const leavesOf = (localId: string, number: number): string =>
    join(folder, localId, `${String(number).padStart(6, '0')}.leaves`);
  return {
    seals: (localId) =>
      existsSync(listOf(localId))
        ? readFileSync(listOf(localId), 'utf8').split('\n').filter(Boolean).map(readLine)
        : [],
    leaves: (localId, number) =>
      existsSync(leavesOf(localId, number)) ? readFileSync(leavesOf(localId, number)) : undefined,
    locals: () => (existsSync(folder) ? readdirSync(folder) : []),
    add(localId, seal, leaves) {
      mkdirSync(join(folder, localId), { recursive: true, mode: 0o700 });
      // The leaves first: a seal whose line is there has its leaves, too.
      writeDurably(leavesOf(localId, seal.number), leaves, 'w');
      writeDurably(listOf(localId), Buffer.from(`${JSON.stringify(seal)}\n`), 'a');
    },
  };
}

function readLine(text: string): StoredSeal {
  try {
    const parsed = v.safeParse(line, JSON.parse(text));
    return parsed.success ? parsed.output : unreadable;
  } catch {
    return unreadable;
  }
}

function writeDurably(path: string, content: Buffer, flag: 'w' | 'a'): void {
  const file = openSync(path, flag, 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
