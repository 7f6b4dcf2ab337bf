/**
 * Time, chance and waiting under the run's command: the clock moves only when the run says so, every id comes from the
 * seed, and `quiet` resolves when nothing in this process can go on by itself. Must be imported before anything else.
 *
 * Danger: it replaces globals for the whole process. Only the simulator's worker does that.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type * as Crypto from 'node:crypto';
import type * as Zlib from 'node:zlib';
import type { Chance } from './chance.ts';
import { createChance } from './chance.ts';

const require = createRequire(import.meta.url);
const crypto = require('node:crypto') as { -readonly [K in keyof typeof Crypto]: (typeof Crypto)[K] };
const zlib = require('node:zlib') as { -readonly [K in keyof typeof Zlib]: (typeof Zlib)[K] };

const RealDate = Date;
const realImmediate = setImmediate;
const realTimeout = setTimeout;
const realClearTimeout = clearTimeout;
export const realNow = (): number => RealDate.now();
export const realRest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => realTimeout(resolve, milliseconds));

interface Timer {
  readonly id: number;
  readonly at: number;
  readonly every: number | undefined;
  readonly ring: () => void;
  /** Who set it: a device that is killed rings no more. */
  readonly owner: Party;
}

const startMoment = RealDate.UTC(2026, 10, 20, 17, 0, 0);
let now = startMoment;
let lastTimer = 0;
let timers = new Map<number, Timer>();
/** What is under way outside of JavaScript, by what it is: told when it does not end. */
const outstanding = new Map<symbol, string>();
/** Who waits until nothing is under way: spinning would take the processor from Postgres. */
const waiters: (() => void)[] = [];
let seedOfRun = 0;

/** A device or a server process: whose clock is asked, and whose timers ring no more once it is dead. */
export interface Party {
  readonly name: string;
  /** Milliseconds its clock runs ahead. */
  skew: number;
  /** No part of the run: its timers are real. */
  readonly isOutside?: boolean;
}

/** Whoever sets up and looks: nothing of the run may be drawn for it, since when it acts depends on the machine. */
export const outside: Party = { name: 'outside', skew: 0, isOutside: true };

const parties = new AsyncLocalStorage<Party>();
const nobody: Party = { name: 'nobody', skew: 0 };
const present = (): Party => parties.getStore() ?? nobody;
const isInTheRun = (): boolean => ![nobody, outside].includes(present());

/** Each party draws from its own: what one does leaves the others' ids as they were. */
let chances = new Map<string, Chance>();
function chanceOfPresent(): Chance {
  const { name } = present();
  const known = chances.get(name) ?? createChance(seedOfRun ^ hashOf(name));
  chances.set(name, known);
  return known;
}
const hashOf = (text: string): number =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5);

/** Everything that follows from this work, however late, is the party's. */
export const actAs = <T>(party: Party, work: () => T): T => parties.run(party, work);

export const virtual = {
  now: () => now,
  begin(seed: number): void {
    now = startMoment;
    timers = new Map();
    lastTimer = 0;
    seedOfRun = seed;
    chances = new Map();
  },
  /** The earliest timer's moment. */
  nextTimer(): number | undefined {
    const all = [...timers.values()].map(({ at }) => at);
    return all.length === 0 ? undefined : Math.min(...all);
  },
  /** Moves the clock; timers ring in their order, each after everything before it has come to rest. */
  async passTo(moment: number): Promise<void> {
    for (;;) {
      const due = [...timers.values()]
        .filter(({ at }) => at <= moment)
        .sort((one, other) => one.at - other.at || one.id - other.id)[0];
      if (!due) break;
      now = Math.max(now, due.at);
      timers.delete(due.id);
      if (due.every !== undefined) timers.set(due.id, { ...due, at: now + Math.max(due.every, 1) });
      actAs(due.owner, due.ring);
      await quiet();
    }
    now = Math.max(now, moment);
  },
  forget(party: Party): void {
    for (const [id, timer] of timers) if (timer.owner === party) timers.delete(id);
  },
};

function setTimer(ring: () => void, wait: number, every: number | undefined): Timer {
  lastTimer += 1;
  const timer = { id: lastTimer, at: now + Math.max(Number(wait) || 0, 0), every, ring, owner: present() };
  timers.set(timer.id, timer);
  return timer;
}

const handleOf = (timer: Timer) => ({
  id: timer.id,
  unref: () => handleOf(timer),
  ref: () => handleOf(timer),
  hasRef: () => true,
  refresh: () => handleOf(timer),
  [Symbol.toPrimitive]: () => timer.id,
});

const clear = (handle: unknown): void => {
  const id = typeof handle === 'object' && handle !== null && 'id' in handle ? handle.id : handle;
  if (typeof id === 'number') timers.delete(id);
};

/** Something that ends by itself outside of JavaScript (a thread, a socket) and must be waited for. */
export async function counted<T>(what: string, work: Promise<T>): Promise<T> {
  const free = hold(what);
  try {
    return await work;
  } finally {
    free();
  }
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: which of two threads is done first, no seed knows. */
export function inTurn<T>(what: string, work: () => Promise<T>): Promise<T> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return counted(what, mine);
}

export function hold(what: string): () => void {
  const key = Symbol(what);
  outstanding.set(key, what);
  return () => {
    outstanding.delete(key);
    if (outstanding.size === 0) for (const wake of waiters.splice(0)) wake();
  };
}

/** Names, for whoever asks why nothing goes on. */
export const whatIsOutstanding = (): readonly string[] => [...outstanding.values()];

/** Resolves when no callback, thread or statement is under way: from here on only the run decides what happens. */
export async function quiet(): Promise<void> {
  for (let still = 0; still < 4;) {
    await new Promise<void>((resolve) => {
      if (outstanding.size === 0) realImmediate(resolve);
      else waiters.push(() => realImmediate(resolve));
    });
    still = outstanding.size === 0 ? still + 1 : 0;
  }
}

class VirtualDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(now + present().skew);
    else super(...(given as [number]));
  }
  static override now(): number {
    return now + present().skew;
  }
}

/** A stream whose gzip is done in one piece, here and now: threads would finish in an order that no seed knows. */
const inOnePiece = (work: (all: Buffer) => Buffer) =>
  class extends TransformStream<Uint8Array, Uint8Array> {
    constructor() {
      const parts: Uint8Array[] = [];
      super({
        transform: (part) => void parts.push(part),
        flush: (controller) => {
          try {
            controller.enqueue(new Uint8Array(work(Buffer.concat(parts))));
          } catch (error) {
            controller.error(error);
          }
        },
      });
    }
  };

type Callback = (error: Error | null, result?: Buffer) => void;
const atOnce =
  (work: (input: Buffer) => Buffer) =>
  (input: Buffer, options: unknown, callback?: Callback): void => {
    const done = (typeof options === 'function' ? options : callback) as Callback;
    queueMicrotask(() => {
      try {
        done(null, work(input));
      } catch (error) {
        done(error as Error);
      }
    });
  };

function seededUuid(): `${string}-${string}-${string}-${string}-${string}` {
  const bytes = new Uint8Array(16);
  chanceOfPresent().bytes(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A channel that no other device hears: each of ours has one tab. */
class LonelyChannel {
  onmessage: unknown = null;
  postMessage(): void {
    // Nobody listens.
  }
  close(): void {
    // Nothing is open.
  }
  addEventListener(): void {
    // Nobody speaks.
  }
  removeEventListener(): void {
    // Nobody spoke.
  }
}

export function takeOver(): void {
  globalThis.Date = VirtualDate as DateConstructor;
  // postgres.js waits before it connects again by this clock.
  performance.now = () => now + present().skew - startMoment;
  globalThis.setTimeout = ((ring: (...given: unknown[]) => void, wait = 0, ...given: unknown[]) => {
    // Without delay it is no matter of the clock.
    if (!(wait > 0)) return setImmediate(ring, ...given);
    return isInTheRun()
      ? handleOf(setTimer(() => ring(...given), wait, undefined))
      : realTimeout(ring, wait, ...given);
  }) as unknown as typeof setTimeout;
  globalThis.setInterval = ((ring: (...given: unknown[]) => void, wait = 0, ...given: unknown[]) =>
    handleOf(setTimer(() => ring(...given), wait, wait))) as unknown as typeof setInterval;
  globalThis.clearTimeout = (handle) => {
    if (typeof handle === 'object' && handle !== null && 'free' in handle)
      clearImmediate(handle as unknown as NodeJS.Immediate);
    else if (typeof handle === 'object' && handle !== null && 'close' in handle) realClearTimeout(handle);
    else clear(handle);
  };
  globalThis.clearInterval = globalThis.clearTimeout;
  globalThis.setImmediate = ((work: (...given: unknown[]) => void, ...given: unknown[]) => {
    const free = hold('an immediate');
    const handle = realImmediate(() => {
      free();
      work(...given);
    });
    return Object.assign(handle, { free });
  }) as unknown as typeof setImmediate;
  const realClear = clearImmediate;
  globalThis.clearImmediate = ((handle: (NodeJS.Immediate & { free?: () => void }) | undefined) => {
    handle?.free?.();
    realClear(handle);
  }) as typeof clearImmediate;
  AbortSignal.timeout = (milliseconds) => {
    const controller = new AbortController();
    setTimer(
      () => controller.abort(new DOMException('The time is over.', 'TimeoutError')),
      milliseconds,
      undefined,
    );
    return controller.signal;
  };
  globalThis.BroadcastChannel = LonelyChannel as unknown as typeof BroadcastChannel;
  globalThis.CompressionStream = inOnePiece((all) => zlib.gzipSync(all)) as typeof CompressionStream;
  globalThis.DecompressionStream = inOnePiece((all) => zlib.gunzipSync(all)) as typeof DecompressionStream;
  seedIds();
  seedThreads();
}

function seedIds(): void {
  Math.random = () => chanceOfPresent().next();
  const fill = <T>(into: T): T => {
    const view = into as unknown as ArrayBufferView;
    chanceOfPresent().bytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return into;
  };
  globalThis.crypto.randomUUID = seededUuid;
  globalThis.crypto.getRandomValues = fill as typeof globalThis.crypto.getRandomValues;
  crypto.randomUUID = seededUuid;
  crypto.randomBytes = ((size: number) => {
    const bytes = Buffer.alloc(size);
    chanceOfPresent().bytes(bytes);
    return bytes;
  }) as typeof crypto.randomBytes;
  syncBuiltinESMExports();
}

function seedThreads(): void {
  zlib.gzip = atOnce((input) => zlib.gzipSync(input)) as typeof zlib.gzip;
  syncBuiltinESMExports();
  const subtle = Object.getPrototypeOf(globalThis.crypto.subtle) as Record<string, unknown>;
  for (const name of [
    'digest',
    'encrypt',
    'decrypt',
    'sign',
    'verify',
    'importKey',
    'exportKey',
    'deriveBits',
    'deriveKey',
    'generateKey',
  ]) {
    const real = subtle[name] as (...given: unknown[]) => Promise<unknown>;
    subtle[name] = function (this: unknown, ...given: unknown[]) {
      return inTurn(name, () => real.apply(this, given));
    };
  }
}
