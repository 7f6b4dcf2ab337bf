/** The real client in a page without a face: sign in, open the hall, and do what the floors do. */
import { createEffect, createRoot } from 'solid-js';
import { localHeader } from '../../../shared/sync/protocol.ts';
import { fold } from '../../../shared/entity/row.ts';
import type { Gesture, Seat } from '../../../client/hall.ts';
import { openHall } from '../../../client/sync/open-hall.ts';
import type { OpenHall } from '../../../client/sync/open-hall.ts';
import type { ColdStart, Downloaded, DownloadedInParts, Search } from './bench-window.ts';
import { apiBytesSince, coldListLength, expose, pause, runWhenCold, wallClock } from './bench-window.ts';
import type { PlainMark } from './plain.ts';

const seatKey = 'bench seat';

interface SignedIn {
  readonly seats: readonly Seat[];
}

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function signIn(email: string, password: string): Promise<void> {
  const answer = await post('/api/auth/sign-in', { email, password });
  if (!answer.ok) throw new Error(`Signing in was answered ${answer.status}: ${await answer.text()}`);
  const [seat] = ((await answer.json()) as SignedIn).seats;
  localStorage.setItem(seatKey, JSON.stringify(seat));
}

let opened: OpenHall | undefined;

const hall = (): OpenHall => {
  if (!opened) throw new Error('The hall is not open.');
  return opened;
};

async function open(): Promise<OpenHall> {
  const seat = JSON.parse(localStorage.getItem(seatKey) ?? 'null') as Seat;
  opened = await openHall({
    seat,
    session: {
      fetch: (path, init) => {
        const headers = new Headers(init.headers);
        headers.set(localHeader, seat.localId);
        return fetch(path, { ...init, headers });
      },
      refresh: async () => (await post('/api/auth/refresh', {})).ok,
    },
  });
  return opened;
}

/** Resolves at the first moment at which it holds, looking whenever something that it reads moves. */
function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) =>
    createRoot((dispose) =>
      createEffect(() => {
        if (!holds()) return;
        resolve();
        queueMicrotask(dispose);
      }),
    ),
  );
}

const isWhole = ({ rows, store }: OpenHall): boolean => {
  rows.revision('member', 'attendance')();
  const views = store.sync.views();
  return views['member'] !== undefined && views['attendance'] !== undefined;
};

/** The cursors are saved after the last page; nothing tells of them but the status. */
const isDone = ({ sync, store }: OpenHall): boolean => {
  const { state, download } = sync.status();
  return state === 'online' && download === null && Object.keys(store.sync.facts().cursors).length > 0;
};

async function download(search: Search, whenOpen?: (here: OpenHall) => void): Promise<Downloaded> {
  const began = performance.now();
  const here = await open();
  whenOpen?.(here);
  await until(() => isWhole(here));
  const named = await here.rows.list('member', { prefix: [search.name] });
  const ms = performance.now() - began;
  const letters = fold(search.letters);
  const lettered = await here.rows.list('member', {
    where: (row) => fold(String(row['lastName'])).startsWith(letters),
  });
  const lettersMs = performance.now() - began;
  await until(() => isDone(here));
  const storedMs = performance.now() - began;
  const wireBytes = await apiBytesSince(began);
  return { ms, lettersMs, storedMs, wireBytes, named: named.length, lettered: lettered.length };
}

/** With somebody who looks at the members while they come. */
async function downloadInParts(search: Search): Promise<DownloadedInParts> {
  const began = performance.now();
  let listed: Promise<number> | undefined;
  const downloaded = await download(search, (here) => (listed = firstListed(here)));
  return { ...downloaded, usableMs: ((await listed) ?? Number.NaN) - began };
}

/** The moment (performance.now) at which the first members stood in a list. */
async function firstListed({ rows }: OpenHall): Promise<number> {
  const revision = rows.revision('member');
  for (;;) {
    const seen = revision();
    const list = await rows.list('member', { limit: coldListLength });
    if (list.length === coldListLength) return performance.now();
    await until(() => revision() !== seen);
  }
}

const gestureOf = ({ id, ...set }: PlainMark): Gesture => ({
  entity: 'attendance',
  op: 'update',
  row: id,
  set,
});

async function edit(marks: readonly PlainMark[], pauseMs = 0): Promise<readonly number[]> {
  const took: number[] = [];
  for (const mark of marks) {
    const began = performance.now();
    const written = await hall().rows.write(gestureOf(mark));
    if (!written.ok) throw new Error(`A mark was refused: ${JSON.stringify(written)}`);
    took.push(performance.now() - began);
    await pause(pauseMs);
  }
  return took;
}

async function queue(marks: readonly PlainMark[]): Promise<number> {
  const written = await hall().rows.writeAll(marks.map(gestureOf));
  if (written.some(({ ok }) => !ok)) throw new Error('A mark was refused.');
  return (await hall().rows.unsent()).length;
}

/** From asking the engine to try until nothing waits any more. */
async function drain(): Promise<number> {
  const began = performance.now();
  hall().sync.now();
  await until(() => hall().sync.status().unsent === 0);
  const took = performance.now() - began;
  if ((await hall().rows.needsYou()).length > 0) throw new Error('The server refused a mark.');
  return took;
}

async function coldStart(name: string): Promise<ColdStart> {
  const scriptMs = performance.now();
  const { rows } = await open();
  const openMs = performance.now();
  const list = await rows.list('member', { limit: coldListLength });
  const listMs = performance.now();
  const named = await rows.list('member', { prefix: [name] });
  const listed = list.map((row) => String(row['lastName']));
  return { scriptMs, openMs, listMs, searchMs: performance.now(), listed, named: named.length };
}

const waiting = new Map<string, Promise<number>>();

/** When the row first showed this mark here, on the wall clock. */
async function watch(mark: PlainMark): Promise<number> {
  const { rows } = hall();
  const revision = rows.revision('attendance');
  for (;;) {
    const seen = revision();
    const row = await rows.get('attendance', mark.id);
    if (row?.['arrivalTime'] === mark.arrivalTime) return wallClock();
    await until(() => revision() !== seen);
  }
}

const awaitMark = (mark: PlainMark): void => void waiting.set(mark.id, watch(mark));
const heardAt = (mark: PlainMark): Promise<number> | undefined => waiting.get(mark.id);

async function sendMark(mark: PlainMark): Promise<number> {
  const began = wallClock();
  await edit([mark]);
  return began;
}

const settled = (): Promise<void> => until(() => hall().sync.status().unsent === 0);

expose({ signIn, download, downloadInParts, edit, queue, drain, awaitMark, heardAt, sendMark, settled });
runWhenCold(coldStart);
