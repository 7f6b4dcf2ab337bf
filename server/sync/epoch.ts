/**
 * Which life of the database this is (P7). After a restore the numbers of the feed start again from the past, so devices
 * must learn of it: they compare the epoch, and offer again what they sent since.
 *
 * 1. The epoch changes by itself when cluster, timeline or database differ from those stored in it, or when the database
 *    is behind the mark that this server keeps in a file outside of it.
 * 2. What neither shows (a dump restored over the same database) needs `newEpoch`, the restore command.
 * 3. A mark that cannot be read counts as none; one that cannot be written is reported to the caller.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Json } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Sql } from '../database/connection.ts';

export type EpochReason = 'first' | 'command' | 'cluster' | 'timeline' | 'database' | 'behind';

export interface Epoch {
  readonly epoch: string;
  /** Why it began. */
  readonly reason: EpochReason;
  /** Did it begin with this very look? */
  readonly isNew: boolean;
  readonly since: string;
}

interface Observed {
  readonly epoch: string;
  readonly reason: EpochReason;
  readonly is_new: boolean;
  readonly since: string;
  readonly mark: Json;
}

/** Asked at start-up, before the first request is answered. Keeps a fresh mark. */
export async function currentEpoch(sql: Sql, markFile: string): Promise<Epoch> {
  const observed = await observe(sql, await readMark(markFile));
  await keepMark(markFile, observed.mark);
  return { epoch: observed.epoch, reason: observed.reason, isNew: observed.is_new, since: observed.since };
}

/**
 * Moves the mark forward; called each minute or so. It looks with the old mark first: a database that was restored
 * under a running server is noticed here, and a mark is never moved back over the evidence.
 */
export async function writeMark(sql: Sql, markFile: string): Promise<Epoch> {
  return currentEpoch(sql, markFile);
}

/** The restore command: from now on every device offers again what it sent. */
export async function newEpoch(sql: Sql): Promise<string> {
  const [row] = await sql<{ epoch: string }[]>`select sync.begin_epoch() as epoch`;
  if (!row) throw new Error('sync.begin_epoch() answered nothing.');
  return row.epoch;
}

async function observe(sql: Sql, mark: Json): Promise<Observed> {
  const [row] = await sql<
    Observed[]
  >`select * from sync.observe_epoch(${mark === null ? null : sql.json(mark)})`;
  if (!row) throw new Error('sync.observe_epoch() answered nothing.');
  return row;
}

async function readMark(file: string): Promise<Json> {
  try {
    const mark = JSON.parse(await readFile(file, 'utf8')) as Json;
    return isMark(mark) ? mark : null;
  } catch {
    return null;
  }
}

// Damaged text must count as no mark: Postgres would refuse it, and with it the start of the server.
const markShape: Readonly<Record<string, RegExp>> = {
  epoch: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  systemIdentifier: /^\d{1,20}$/,
  timeline: /^\d{1,9}$/,
  databaseOid: /^\d{1,10}$/,
  walPosition: /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/,
};

const isMark = (value: Json): boolean =>
  isJsonObject(value) && Object.entries(markShape).every(([key, shape]) => shape.test(String(value[key])));

async function keepMark(file: string, mark: Json): Promise<void> {
  // Written beside and renamed: a crash leaves the old mark or the new one, never half of one.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(mark)}\n`);
  await rename(draft, file);
}
