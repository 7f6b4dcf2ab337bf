/** Floor (b): plain Dexie, a record for each row, with the indexes that the questions need. */
import Dexie from 'dexie';
import type { Table } from 'dexie';
import type { ColdStart, Downloaded, Search } from './bench-window.ts';
import { apiBytesSince, coldListLength, expose, pause, runWhenCold, wallClock } from './bench-window.ts';
import type { PlainRow } from './row-lines.ts';
import { rowBatches } from './row-lines.ts';

export interface PlainMark {
  readonly id: string;
  readonly status: string;
  readonly arrivalTime: string | null;
  readonly departureTime: string | null;
}

class PlainStore extends Dexie {
  declare readonly member: Table<PlainRow, string>;
  declare readonly attendance: Table<PlainMark, string>;

  constructor(durability: 'strict' | 'relaxed') {
    super('plain', { chromeTransactionDurability: durability });
    this.version(1).stores({
      member: 'id, lastName, [lastName+firstName]',
      attendance: 'id, sessionId, memberId',
    });
  }
}

async function download(search: Search): Promise<Downloaded> {
  const began = performance.now();
  const store = new PlainStore('relaxed');
  for await (const { entity, rows } of rowBatches('/api/rows')) await store.table(entity).bulkPut([...rows]);
  const storedMs = performance.now() - began;
  const named = await store.member.where('lastName').equals(search.name).toArray();
  const ms = performance.now() - began;
  const lettered = await store.member.where('lastName').startsWith(search.letters).toArray();
  const lettersMs = performance.now() - began;
  const wireBytes = await apiBytesSince(began);
  store.close();
  return { ms, lettersMs, storedMs, wireBytes, named: named.length, lettered: lettered.length };
}

/** Each edit alone, awaited until it is on the disk. */
async function edit(marks: readonly PlainMark[], pauseMs = 0): Promise<readonly number[]> {
  const store = new PlainStore('strict');
  await store.open();
  const took: number[] = [];
  for (const { id, ...set } of marks) {
    const began = performance.now();
    const found = await store.attendance.update(id, set);
    if (found !== 1) throw new Error('A mark did not change its row.');
    took.push(performance.now() - began);
    await pause(pauseMs);
  }
  store.close();
  return took;
}

async function coldStart(name: string): Promise<ColdStart> {
  const scriptMs = performance.now();
  const store = new PlainStore('strict');
  await store.open();
  const openMs = performance.now();
  const list = await store.member.orderBy('[lastName+firstName]').limit(coldListLength).toArray();
  const listMs = performance.now();
  const named = await store.member.where('lastName').equals(name).toArray();
  return {
    scriptMs,
    openMs,
    listMs,
    searchMs: performance.now(),
    listed: list.map((row) => row.lastName),
    named: named.length,
  };
}

/** Marks heard over the stream: row → when. */
const heard = new Map<string, (at: number) => void>();

async function listen(): Promise<void> {
  const answer = await fetch('/api/live');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  // The first event only says that the stream is open.
  await reader?.read();
  void (async () => {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      const at = wallClock();
      const mark = JSON.parse(read.value.replace('data: ', '')) as PlainMark;
      heard.get(mark.id)?.(at);
    }
  })();
}

const waiting = new Map<string, Promise<number>>();
const awaitMark = (mark: PlainMark): void =>
  void waiting.set(mark.id, new Promise((resolve) => heard.set(mark.id, resolve)));
const heardAt = (mark: PlainMark): Promise<number> | undefined => waiting.get(mark.id);

async function sendMark(mark: PlainMark): Promise<number> {
  const began = wallClock();
  await fetch('/api/mark', { method: 'POST', body: JSON.stringify(mark) });
  return began;
}

expose({ download, edit, listen, awaitMark, heardAt, sendMark });
runWhenCold(coldStart);
