/**
 * What every part of the store shares: the database, the codec, the clock and what is kept in memory.
 *
 * Memory holds the roots, the overlay and the outbox whole, and a bounded number of decoded pages. It is an index of
 * what is on the disk and may be thrown away and read again at any moment (`reload` in memory.ts).
 */
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import type { Clock } from '../../shared/sync/clock.ts';
import { uuidV7 } from '../../shared/values/uuid.ts';
import { bytesToJson, jsonToBytes } from './bytes.ts';
import type { Bytes } from './bytes.ts';
import type { Codec } from './codec.ts';
import type { Database, MetaRecord, OutboxRecord, TableName, Tables } from './database.ts';
import type { Journal } from './journal.ts';
import type { Block, DecodedPage, Facts, HeldEntry, Pending, Root } from './shapes.ts';
import type { Revisions, Tabs } from './signals.ts';

export interface OpenedPending {
  readonly record: OutboxRecord;
  readonly pending: Pending;
}

export interface Memory {
  /** Counts every change to roots; another tab that sees a different one reads everything again. */
  generation: number;
  lastS: number;
  /** `lastS` when the batch that is under way was taken. */
  askedS: number;
  /** The last number given to a change of this device. */
  sequence: number;
  roots: Map<string, Root>;
  /** Entity → id → the line that counts. */
  overlay: Map<string, Map<string, HeldEntry>>;
  /** In order of sequence. */
  pending: readonly Pending[];
  /** Entity → row → its changes in order; without withdrawn ones. */
  pendingByRow: Map<string, Map<string, readonly Pending[]>>;
  /** Change id → what was last read of it, so that a waiting change is opened once and not with every look. */
  openedPending: ReadonlyMap<string, OpenedPending>;
  /** Moves when this tab changes the outbox, so that a reading under way knows it is too old. */
  outboxEdits: number;
  readonly blocks: Map<string, Block>;
  readonly pages: Map<string, DecodedPage>;
  facts: Facts;
}

export interface Core {
  readonly registry: Registry;
  readonly localId: string;
  readonly userId: string;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly database: Database;
  readonly journal: Journal;
  readonly memory: Memory;
  readonly revisions: Revisions;
  readonly tabs: Tabs;
  /** One at a time: everything that the sync engine writes, and catching up. Writing by people does not wait here. */
  readonly oneAtATime: <T>(work: () => Promise<T>) => Promise<T>;
  /** One save of this tab at a time, so that each one's base is what the one before left. */
  readonly saveTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** One reading of the disk into memory at a time, so that an older one never overwrites a newer. */
  readonly catchUpTurn: <T>(work: () => Promise<T>) => Promise<T>;
  /** A page of this entity cannot be read. */
  readonly onBroken: (entity: string) => void;
}

export function entityOf(core: Core, name: string): Entity {
  const of = core.registry.get(name);
  if (!of) throw new Error(`No entity is called ${name}.`);
  return of;
}

export const sealJson = (core: Core, place: string, value: unknown): Promise<Bytes> =>
  core.codec.seal(place, jsonToBytes(value));

/** What was sealed by `sealJson`; the caller says what it is, since only this store wrote it. */
export const openJson = async <T>(core: Core, place: string, stored: Uint8Array): Promise<T> =>
  bytesToJson(await core.codec.open(place, stored)) as T;

/**
 * Changes facts and whatever `work` changes together or not at all; then this tab knows the facts. Inside of `work`
 * nothing but Dexie is awaited.
 */
export async function change<T>(
  core: Core,
  facts: Partial<Facts>,
  tables: readonly TableName[],
  work: (tables: Tables) => Promise<T>,
): Promise<T> {
  const records: readonly MetaRecord[] = await Promise.all(
    Object.entries(facts).map(async ([name, value]) => ({
      name,
      body: await sealJson(core, 'meta', value ?? null),
    })),
  );
  const result = await core.database.change(
    tables,
    async (opened) => (await Promise.all([work(opened), opened.meta.bulkPut([...records])]))[0],
  );
  core.memory.facts = { ...core.memory.facts, ...facts };
  return result;
}

/** Adds to the list that stands under a key. */
export const addTo = <Key, Value>(lists: Map<Key, readonly Value[]>, key: Key, value: Value): void =>
  void lists.set(key, [...(lists.get(key) ?? []), value]);

/** After a commit: this tab and the others look again. */
export function announce(core: Core, names: readonly string[]): void {
  core.revisions.bump(names);
  core.tabs.tell({ kind: 'changed', names });
}

/** Makes work wait its turn; one that fails does not stop the next. */
export function turnstile(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** An id that no other tab and no other device will choose. */
export const newId = ({ clock }: Core): string =>
  uuidV7(clock.now(), crypto.getRandomValues(new Uint8Array(10)));

export const newPageKey = (core: Core, entity: string): string => `${entity}/${newId(core)}`;

/** The present by this device's clock, as it is written into changes. */
export const moment = ({ clock }: Core): string => new Date(clock.now()).toISOString();
