/**
 * The live stream: numbers only, so that a device knows when to pull. What it says is never more than what a pull
 * would tell the same person at the same moment.
 *
 * 1. After a quiet while a poke comes at once; those that follow it are gathered over 50 to 150 ms, so that a busy scope
 *    does not flood a phone and a hall full of phones does not ask in the same instant again and again.
 * 2. Session, seat and roles are looked at again each minute and whenever the hub says so.
 * 3. When many are to be told at once they take turns, so that those who write are answered meanwhile (turns.ts).
 * 4. A device that does not read makes its own stream wait; it costs the server one small queue.
 */
import type { Actor } from '../../shared/access/holdings.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { Poke } from '../../shared/sync/protocol.ts';
import type { LocalContext, Sql, Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { readHeads } from './delta.ts';
import type { Hub, Numbers } from './hub.ts';
import { higher } from './hub.ts';
import { readEpoch } from './pull.ts';
import type { Turns } from './turns.ts';
import { createTurns } from './turns.ts';

export type EndReason = 'session_ended' | 'seat_ended' | 'unavailable';

export interface LiveDependencies {
  readonly sql: Sql;
  readonly registry: Registry;
  readonly now: () => number;
  readonly hub: Hub;
  /** Undefined when the seat gives nothing any more. */
  readonly loadActor: (transaction: Transaction, context: LocalContext) => Promise<Actor | undefined>;
  readonly warn: (error: unknown) => void;
  /** Requests of devices that are being answered now. */
  readonly busy: () => number;
  /** Requests of devices that were ever begun. */
  readonly begun: () => number;
  readonly pace?: Partial<Pace>;
}

export interface Pace {
  readonly gatherMs: number;
  readonly jitterMs: number;
  readonly heartbeatMs: number;
  readonly recheckMs: number;
}
const usualPace: Pace = { gatherMs: 50, jitterMs: 100, heartbeatMs: 15_000, recheckMs: 60_000 };

export interface LiveClient {
  readonly context: LocalContext;
  /** Is the session still what it was when the stream was opened? */
  readonly isSessionCurrent: () => Promise<boolean>;
  readonly onSessionEnd: (callback: () => void) => () => void;
}

export interface Live {
  open(client: LiveClient): ReadableStream<Uint8Array>;
  /** How many streams this person has open. */
  countOf(userId: string): number;
  readonly count: number;
  closeAll(): void;
}

const text = new TextEncoder();
/** Chunks that may wait for a slow reader. */
const mostQueued = 32;

export function createLive(deps: LiveDependencies): Live {
  const open = new Map<Stream, string>();
  const turns = createTurns(deps);
  return {
    open(client) {
      const stream = new Stream(deps, client, turns, () => open.delete(stream));
      open.set(stream, client.context.userId ?? '');
      return stream.body;
    },
    countOf: (userId) => [...open.values()].filter((one) => one === userId).length,
    get count() {
      return open.size;
    },
    closeAll() {
      for (const stream of [...open.keys()]) stream.close();
    },
  };
}

class Stream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #deps: LiveDependencies;
  readonly #client: LiveClient;
  readonly #pace: Pace;
  readonly #turns: Turns;
  readonly #undo: (() => void)[];
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #actor: Actor | undefined;
  #epoch = '';
  /** As of the last look. */
  #held: ReadonlySet<string> = new Set();
  #looks = 0;
  #hasPoked = false;
  /** Had its turn while the reader was slow. */
  #isOwed = false;
  #sent: Numbers = {};
  #pending: Record<string, number> = {};
  #flush: NodeJS.Timeout | undefined;
  #giveUpTurn: (() => void) | undefined;
  /** Until then what is heard is gathered. */
  #restsUntil = 0;
  #looking: Promise<void> | undefined;

  constructor(deps: LiveDependencies, client: LiveClient, turns: Turns, closed: () => void) {
    this.#deps = deps;
    this.#client = client;
    this.#turns = turns;
    this.#pace = { ...usualPace, ...deps.pace };
    this.#undo = [closed];
    const strategy = new CountQueuingStrategy({ highWaterMark: mostQueued });
    this.body = new ReadableStream(
      {
        start: (controller) => this.#start(controller),
        pull: () => this.#catchUp(),
        cancel: () => this.close(),
      },
      strategy,
    );
  }

  async #start(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#controller = controller;
    const { userId, localId } = this.#client.context;
    const heartbeat = setInterval(() => this.#write(': still here\n\n'), this.#pace.heartbeatMs);
    const recheck = setInterval(() => void this.#look(), this.#pace.recheckMs);
    this.#undo.push(
      () => clearInterval(heartbeat),
      () => clearInterval(recheck),
      () => clearTimeout(this.#flush),
      () => this.#giveUpTurn?.(),
      this.#client.onSessionEnd(() => this.#end('session_ended')),
      this.#deps.hub.listen(localId, {
        moved: (numbers) => this.#heard(numbers),
        recheck: (who) => void (who === undefined || who === userId ? this.#look() : undefined),
      }),
    );
    await this.#look();
    this.#poke();
  }

  /** One look at a time; a call during a look waits for the next one, because things may have changed under it. */
  #look(): Promise<void> {
    const before = this.#looking ?? Promise.resolve();
    const next = before.then(() => this.#lookOnce()).catch((error: unknown) => this.#stumble(error));
    this.#looking = next;
    return next;
  }

  async #lookOnce(): Promise<void> {
    this.#looks += 1;
    try {
      await this.#lookAround();
    } finally {
      this.#looks -= 1;
    }
  }

  async #lookAround(): Promise<void> {
    if (!this.#controller) return;
    if (!(await this.#client.isSessionCurrent())) return this.#end('session_ended');
    const { sql, now, registry, loadActor } = this.#deps;
    const context = this.#client.context;
    const found = await inLocal(
      sql,
      context,
      async (transaction) => {
        const actor = await loadActor(transaction, context);
        if (!actor) return undefined;
        const scopes = [...heldScopes(holdingsOf(actor, registry, now())).keys()];
        const heads = await readHeads(transaction, context.localId, scopes);
        return { actor, heads, epoch: await readEpoch(transaction) };
      },
      'snapshot',
    );
    if (!found) return this.#end('seat_ended');
    this.#actor = found.actor;
    // Another epoch counts from elsewhere: what was sent under the old one says nothing about the new.
    if (found.epoch !== this.#epoch) this.#sent = {};
    this.#epoch = found.epoch;
    this.#held = new Set(found.heads.keys());
    this.#heard(Object.fromEntries(found.heads));
  }

  /** The first look must succeed; a later one that fails is made up for by the next. */
  #stumble(error: unknown): void {
    this.#deps.warn(error);
    if (!this.#actor) this.#end('unavailable');
  }

  /** Most of what a busy hall says concerns few of the thousands who listen: the others must find that out cheaply. */
  #heard(numbers: Numbers): void {
    let isNews = false;
    for (const [scope, number] of Object.entries(numbers)) {
      // During a look the scopes are about to change: whatever is said then is sorted out afterwards.
      if (this.#looks === 0 && !this.#held.has(scope)) continue;
      if (number <= Math.max(this.#sent[scope] ?? -1, this.#pending[scope] ?? -1)) continue;
      this.#pending[scope] = number;
      isNews = true;
    }
    if (!isNews) return;
    const { gatherMs, jitterMs } = this.#pace;
    const isResting = this.#deps.now() < this.#restsUntil;
    // Never in the same breath: whoever has written is answered before all who listen are told.
    this.#flush ??= setTimeout(() => this.#takeTurn(), isResting ? gatherMs + Math.random() * jitterMs : 0);
  }

  #takeTurn(): void {
    this.#giveUpTurn = this.#turns.take(() => this.#poke());
  }

  #poke(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    this.#giveUpTurn?.();
    this.#giveUpTurn = undefined;
    if (!this.#controller || !this.#actor) return;
    this.#isOwed = (this.#controller.desiredSize ?? 0) <= 0;
    if (this.#isOwed) return;
    const held = heldScopes(holdingsOf(this.#actor, this.#deps.registry, this.#deps.now()));
    const news = Object.entries(this.#pending).filter(
      ([scope, number]) => held.has(scope) && (this.#sent[scope] ?? -1) < number,
    );
    this.#pending = {};
    if (news.length === 0 && this.#hasPoked) return;
    this.#hasPoked = true;
    this.#restsUntil = this.#deps.now() + this.#pace.gatherMs + this.#pace.jitterMs;
    const poke: Poke = { epoch: this.#epoch, numbers: Object.fromEntries(news) };
    this.#sent = higher(this.#sent, poke.numbers);
    this.#write(`event: poke\ndata: ${JSON.stringify(poke)}\n\n`);
  }

  /** The reader took something, be it a sign of life: no turn to speak, unless one was missed for him. */
  #catchUp(): void {
    if (this.#isOwed) this.#poke();
  }

  #write(chunk: string): void {
    if (this.#controller && (this.#controller.desiredSize ?? 0) > 0)
      this.#controller.enqueue(text.encode(chunk));
  }

  #end(reason: EndReason): void {
    if (!this.#controller) return;
    this.#controller.enqueue(text.encode(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`));
    this.close();
  }

  close(): void {
    const controller = this.#controller;
    this.#controller = undefined;
    for (const undo of this.#undo.splice(0)) undo();
    try {
      controller?.close();
    } catch {
      // Cancelled by the reader already: there is nothing left to close.
    }
  }
}
