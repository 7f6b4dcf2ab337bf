/**
 * The store of one person in one local on this device: what pages read and write (`rows`), and what the sync engine
 * puts in and takes out (`sync`). docs/sync.md says what travels; this file says who takes turns.
 *
 * Everything the engine does takes its turn; a person's save does not wait for it.
 */
import type { Holding } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { Clock } from '../../shared/sync/clock.ts';
import type { Answer, Delta } from '../../shared/sync/protocol.ts';
import { limits } from '../../shared/sync/protocol.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Gesture, Rows, Written } from '../hall.ts';
import { applyAnswers } from './answers.ts';
import type { Answered } from './answers.ts';
import { jsonToBytes } from './bytes.ts';
import { plainCodec } from './codec.ts';
import type { Codec } from './codec.ts';
import { change, newId, turnstile } from './core.ts';
import type { Core } from './core.ts';
import { openDatabase } from './database.ts';
import { applyRows } from './delta.ts';
import { applyHoldings, dropEntities, sealSentOf } from './departures.ts';
import type { Held } from './departures.ts';
import { createDownload } from './download.ts';
import type { Begin, Download } from './download.ts';
import { openJournal } from './journal.ts';
import type { SealedCopy } from './journal.ts';
import { catchUp, createMemory, unsentOf } from './memory.ts';
import { discardChange, needsYouItems, unsentItems } from './outbox.ts';
import type { Attempts } from './outbox.ts';
import { countRows, getRow, listRows } from './read.ts';
import { createRevisions, createTabs } from './signals.ts';
import type { Facts, Pending } from './shapes.ts';
import { StorageError } from './storage-error.ts';
import type { StorageFault } from './storage-error.ts';
import { saveAll, wireChange } from './write.ts';

/** What the store asks and tells at its moments; may be filled in after the opening. */
export interface StoreOutlets {
  /** What the person holds at this moment. */
  holdings: () => readonly Holding[];
  onFault: (fault: StorageFault) => void;
  onSaved: () => void;
  /** Something of this entity cannot be read here. */
  onBroken: (entity: string) => void;
}

export interface StoreOptions {
  readonly localId: string;
  readonly userId: string;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly outlets: StoreOutlets;
  readonly codec?: Codec | undefined;
}

export interface SyncStore {
  facts(): Facts;
  setFacts(facts: Partial<Facts>): Promise<void>;
  /** Views of the entities that are complete here. */
  views(): Readonly<Record<string, string>>;
  /** Oldest first, as many as fit. At least one, however large; a group whole, unless changes are to go one by one. */
  nextBatch(mostChanges: number, mostBytes: number): readonly Pending[];
  unsentCount(): number;
  /** Device time of the oldest change that waits, milliseconds. */
  oldestUnsentAt(): number | null;
  hasWaiting(): boolean;
  attempts: Map<string, Attempts>;
  answers(sent: readonly Pending[], answers: readonly Answer[], epoch: string): Promise<Answered>;
  /** Hides what may not stay; returns how many rows left. `leave` of client/sync takes them off the disk too. */
  leave(held: Held, begin?: Begin): Promise<number>;
  download(begin: Begin, goesOn: boolean): Download;
  rows(delta: Delta, facts: Partial<Facts>, fromPages?: boolean): Promise<void>;
  /** What other tabs have left on the disk: before taking the lead, and when this tab may not have heard them. */
  reload(): Promise<void>;
}

export interface Store {
  readonly rows: Rows;
  readonly sync: SyncStore;
  readonly core: Core;
  /** Nothing was here. The device's new name is kept by whoever knows what that means. */
  readonly isFresh: boolean;
  /** What nobody looks at begins after this, so that the first pages drawn do not wait behind it. */
  readonly firstReads: Promise<void>;
  /** Copies of work that is in no other place of this device any more. Nothing waits for it to show what is here. */
  readonly lostCopies: Promise<readonly SealedCopy[]>;
  close(): Promise<void>;
  /** Deletes the database. The journal keeps copies of unsent work. */
  destroy(): Promise<void>;
}

/** Opening another database, taking the lead and looking for signal cost the first lists half their time. */
const firstReadsMs = 150;

/** Rejects with a StorageError when there is no database to be had. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const core = await openCore(options);
  await core.database.admit(await catchUp(core, true));
  const { facts } = core.memory;
  const isFresh = facts.deviceId === '';
  let goOn!: () => void;
  const firstReads = new Promise<void>((resolve) => (goOn = resolve));
  setTimeout(goOn, isFresh ? 0 : firstReadsMs);
  const lostCopies = firstReads.then(() => reconcileJournal(core)).catch(() => []);
  // The numbers of a store that was here before are used up: each begins under a name of its own.
  if (isFresh) core.memory.facts = { ...facts, deviceId: newId(core) };
  core.tabs.listen((message) => {
    if (message.kind !== 'changed') return;
    catchUp(core).then(
      () => core.revisions.bump(message.names ?? []),
      (error: unknown) => {
        if (!(error instanceof StorageError)) throw error;
        options.outlets.onFault(error.fault);
      },
    );
  });
  const letGo = async (): Promise<void> => {
    goOn();
    core.tabs.close();
    await lostCopies;
    await core.journal.settled();
    core.journal.close();
  };
  const attempts = new Map<string, Attempts>();
  return {
    rows: rowsOf(core, options.outlets, attempts),
    sync: syncOf(core, attempts),
    core,
    isFresh,
    firstReads,
    lostCopies,
    close: () => letGo().then(() => core.database.close()),
    destroy: () => letGo().then(() => core.database.destroy()),
  };
}

async function openCore(options: StoreOptions): Promise<Core> {
  const name = `unionhall-${options.localId}-${options.userId}`;
  const opening = openDatabase(name, {
    onNewer: () => options.outlets.onFault('newer'),
    onLost: () => options.outlets.onFault('lost'),
  });
  const memory = createMemory();
  // While the browser looks for the database.
  const journal = openJournal(options, memory);
  const database = await opening;
  const core: Core = {
    registry: options.registry,
    localId: options.localId,
    userId: options.userId,
    codec: options.codec ?? plainCodec,
    clock: options.clock,
    database,
    journal,
    memory,
    revisions: createRevisions(),
    tabs: createTabs(name),
    oneAtATime: turnstile(),
    saveTurn: turnstile(),
    catchUpTurn: turnstile(),
    onBroken: (entity) => options.outlets.onBroken(entity),
  };
  return core;
}

const setFacts = (core: Core, facts: Partial<Facts>): Promise<void> =>
  change(core, facts, [], () => Promise.resolve());

/** Answered work leaves the journal, unsent work enters it; what is only there was lost from here. */
async function reconcileJournal(core: Core): Promise<readonly SealedCopy[]> {
  const copies = await core.journal.list();
  const ids = copies.map(({ changeId }) => changeId);
  // Another tab may have saved meanwhile: the disk says what waits.
  const [sent, waiting] = await core.database.read(['sent', 'outbox'], (tables) =>
    Promise.all([tables.sent.bulkGet(ids), tables.outbox.where('changeId').anyOf(ids).toArray()]),
  );
  const waits = new Set(waiting.map(({ changeId }) => changeId));
  void core.journal.remove(ids.filter((id, index) => sent[index] && !waits.has(id)));
  core.journal.copy(unsentOf(core.memory).filter(({ change }) => !ids.includes(change.id)));
  return copies.filter(({ changeId }, index) => !sent[index] && !waits.has(changeId));
}

function rowsOf(core: Core, outlets: StoreOutlets, attempts: ReadonlyMap<string, Attempts>): Rows {
  const writeAll = async (gestures: readonly Gesture[]): Promise<readonly Written[]> => {
    try {
      const written = await saveAll(core, outlets.holdings(), gestures);
      if (written.some(({ ok }) => ok)) outlets.onSaved();
      return written;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      outlets.onFault(error.fault);
      const refusal = refuse('not_stored', { detail: error.fault });
      return gestures.map(() => ({ ok: false, problems: [], refusal }));
    }
  };
  return {
    get: (entity, id) => getRow(core, entity, id),
    list: (entity, list) => listRows(core, entity, list),
    count: (entity) => countRows(core, entity),
    // One gesture, one answer.
    write: async (gesture) => (await writeAll([gesture]))[0] as Written,
    writeAll,
    unsent: () => Promise.resolve(unsentItems(core, attempts)),
    needsYou: () => needsYouItems(core),
    sent: async (limit) => (await import('./beside.ts')).sentItems(core, limit),
    discard: async (changeId) => {
      await discardChange(core, changeId);
      outlets.onSaved();
    },
    beside: async () => (await import('./beside.ts')).besideOf(core),
    revision: (...names) => core.revisions.of(names),
  };
}

function syncOf(core: Core, attempts: Map<string, Attempts>): SyncStore {
  const inTurn =
    <Rest extends unknown[], T>(work: (core: Core, ...rest: Rest) => Promise<T>) =>
    (...rest: Rest): Promise<T> =>
      core.oneAtATime(() => work(core, ...rest));
  return {
    facts: () => core.memory.facts,
    setFacts: inTurn(setFacts),
    views: () =>
      Object.fromEntries(
        [...core.memory.roots].flatMap(([entity, root]) => (root.complete ? [[entity, root.view]] : [])),
      ),
    nextBatch: (mostChanges, mostBytes) => {
      core.memory.askedS = core.memory.lastS;
      return takeBatch(core.memory.pending, mostChanges, mostBytes);
    },
    unsentCount: () => unsentOf(core.memory).length,
    oldestUnsentAt: () => {
      const [oldest] = unsentOf(core.memory);
      return oldest ? Date.parse(oldest.change.at) : null;
    },
    hasWaiting: () => core.memory.pending.length > 0,
    attempts,
    answers: inTurn(applyAnswers),
    leave: inTurn(leave),
    download: (begin, goesOn) => {
      const { add, finish } = createDownload(core, begin, goesOn ? core.memory.facts.progress : null);
      return { add: inTurn((_core, pages) => add(pages)), finish: inTurn(finish) };
    },
    rows: inTurn(takeRows),
    reload: inTurn(async () => {
      await catchUp(core, true);
      core.revisions.bump(['outbox', ...core.registry.keys()]);
    }),
  };
}

async function leave(core: Core, held: Held, begin?: Begin): Promise<number> {
  if (begin) await dropEntities(core, begin);
  return applyHoldings(core, held);
}

async function takeRows(...news: Parameters<typeof applyRows>): Promise<void> {
  const [core] = news;
  await sealSentOf(core, await applyRows(...news));
}

function takeBatch(pending: readonly Pending[], mostChanges: number, mostBytes: number): readonly Pending[] {
  let count = 0;
  for (let bytes = 0; count < Math.min(mostChanges, pending.length); count += 1) {
    bytes += jsonToBytes(wireChange(pending[count] as Pending)).length;
    if (count > 0 && bytes > mostBytes) break;
  }
  if (mostChanges === 1) return pending.slice(0, count);
  const isTied = (at: number): boolean => {
    const group = pending[at]?.change.group;
    return group !== undefined && group === pending[at - 1]?.change.group;
  };
  let whole = count;
  while (isTied(whole)) whole -= 1;
  if (whole > 0) return pending.slice(0, whole);
  while (isTied(count) && count < limits.changesPerPush) count += 1;
  return pending.slice(0, count);
}
