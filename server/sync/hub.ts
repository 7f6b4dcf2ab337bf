/**
 * Who must hear what: after a commit the scopes' new numbers, after a change of rights a call to look again.
 * Within this process directly, between processes over NOTIFY on a connection of its own.
 *
 * 1. Published after the commit, never inside the transaction: a NOTIFY there makes all commits queue (measured: a
 *    fifth of the throughput).
 * 2. Nothing is promised: a word lost on the way costs only time, because devices also ask by themselves.
 */
import { randomUUID } from 'node:crypto';
import type { Sql } from '../database/connection.ts';

export type Numbers = Readonly<Record<string, number>>;

export interface HubListener {
  /** Scopes that moved, and how far. Includes scopes the listener may not see: it must sort them out. */
  readonly moved: (numbers: Numbers) => void;
  /** Somebody's seat, role or session changed; undefined: perhaps everybody's. */
  readonly recheck: (userId: string | undefined) => void;
}

export interface Hub {
  moved(localId: string, numbers: Numbers): void;
  recheck(localId: string, userId?: string): void;
  /** Returns how to stop listening. */
  listen(localId: string, listener: HubListener): () => void;
  /** Hears other processes and is heard by them. The connection must not go through a pooler. */
  connect(sql: Sql): Promise<void>;
  close(): Promise<void>;
}

interface Word {
  readonly from: string;
  readonly local: string;
  readonly numbers?: Numbers;
  readonly recheck?: string | null;
}

const channel = 'unionhall_hub';
/** A notification holds at most 8,000 bytes. */
const mostPayloadBytes = 7_500;
const gatherMilliseconds = 40;
const mostGathered = 5_000;

export function createHub(warn: (error: unknown) => void = () => undefined): Hub {
  const ears = createEars();
  const mouth = createMouth(randomUUID(), warn);
  return {
    moved(localId, numbers) {
      if (Object.keys(numbers).length === 0) return;
      ears.each(localId, (listener) => listener.moved(numbers));
      mouth.gather(localId, numbers);
    },
    recheck(localId, userId) {
      ears.each(localId, (listener) => listener.recheck(userId));
      mouth.send({ local: localId, recheck: userId ?? null });
    },
    listen: ears.listen,
    connect: (sql) =>
      mouth.connect(sql, ({ local, numbers, recheck }) => {
        if (numbers) ears.each(local, (listener) => listener.moved(numbers));
        if (recheck !== undefined) ears.each(local, (listener) => listener.recheck(recheck ?? undefined));
      }),
    async close() {
      ears.clear();
      await mouth.close();
    },
  };
}

interface Ears {
  each(localId: string, tell: (listener: HubListener) => void): void;
  listen: Hub['listen'];
  clear(): void;
}

function createEars(): Ears {
  const listeners = new Map<string, Set<HubListener>>();
  return {
    each(localId, tell) {
      for (const listener of listeners.get(localId) ?? []) tell(listener);
    },
    listen(localId, listener) {
      const all = listeners.get(localId) ?? new Set();
      listeners.set(localId, all.add(listener));
      return () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(localId) === all) listeners.delete(localId);
      };
    },
    clear: () => listeners.clear(),
  };
}

interface Mouth {
  send(word: Omit<Word, 'from'>): void;
  /** Numbers wait a moment for others, so that a busy local says one word and not a hundred. */
  gather(localId: string, numbers: Numbers): void;
  connect(sql: Sql, hear: (word: Word) => void): Promise<void>;
  close(): Promise<void>;
}

function createMouth(self: string, warn: (error: unknown) => void): Mouth {
  const gathered = new Map<string, Record<string, number>>();
  let database: Sql | undefined;
  let stopListening: (() => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const send = (word: Omit<Word, 'from'>): void => {
    const payload = JSON.stringify({ from: self, ...word });
    if (!database || Buffer.byteLength(payload) > mostPayloadBytes) return;
    database.notify(channel, payload).catch(warn);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const words = [...gathered];
    gathered.clear();
    for (const [local, numbers] of words) for (const part of inParts(numbers)) send({ local, numbers: part });
  };
  return {
    send,
    gather(localId, numbers) {
      if (!database) return;
      const merged = higher(gathered.get(localId) ?? {}, numbers);
      gathered.set(localId, merged);
      if (Object.keys(merged).length > mostGathered) flush();
      else timer ??= setTimeout(flush, gatherMilliseconds).unref();
    },
    async connect(sql, hear) {
      // A dropped connection is taken up again by the driver; what was said meanwhile is lost, see 2.
      const { unlisten } = await sql.listen(channel, (payload) => {
        const word = readWord(payload);
        if (word && word.from !== self) hear(word);
      });
      database = sql;
      stopListening = unlisten;
    },
    async close() {
      clearTimeout(timer);
      database = undefined;
      await stopListening?.().catch(warn);
    },
  };
}

/** The higher number of each scope: words may arrive in any order. */
export function higher(known: Numbers, heard: Numbers): Record<string, number> {
  const merged: Record<string, number> = { ...known };
  for (const [scope, number] of Object.entries(heard)) merged[scope] = Math.max(merged[scope] ?? 0, number);
  return merged;
}

function inParts(numbers: Numbers): readonly Numbers[] {
  const entries = Object.entries(numbers);
  const parts: Numbers[] = [];
  for (let at = 0; at < entries.length; at += 80) parts.push(Object.fromEntries(entries.slice(at, at + 80)));
  return parts;
}

function readWord(payload: string): Word | undefined {
  try {
    const word = JSON.parse(payload) as Word;
    return typeof word.from === 'string' && typeof word.local === 'string' ? word : undefined;
  } catch {
    return undefined;
  }
}
