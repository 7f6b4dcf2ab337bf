/**
 * Keeps memory equal to the disk: whole at opening, and afterwards only what was added (`catchUp`).
 *
 * 1. Lines of the overlay are taken in order; an older version of a row never covers a newer one.
 * 2. When another tab changed the roots (generation), everything is read again in one transaction.
 */
import type { Place } from '../../shared/sync/protocol.ts';
import type { Bytes } from './bytes.ts';
import { addTo, entityOf, openJson } from './core.ts';
import type { Core, Memory, OpenedPending } from './core.ts';
import type { MetaRecord, OutboxRecord, OverlayRecord, RootRecord, Tables } from './database.ts';
import { placeOf } from './places.ts';
import { noFacts } from './shapes.ts';
import { StorageError } from './storage-error.ts';
import type { Facts, HeldEntry, OutboxBody, OverlayEntry, Pending, Root } from './shapes.ts';

export const createMemory = (): Memory => ({
  generation: -1,
  lastS: 0,
  askedS: 0,
  sequence: 0,
  roots: new Map(),
  overlay: new Map(),
  pending: [],
  pendingByRow: new Map(),
  openedPending: new Map(),
  outboxEdits: 0,
  blocks: new Map(),
  pages: new Map(),
  facts: noFacts,
});

/** Lays one line over what is known of the row. */
export function noteEntry(held: Map<string, HeldEntry>, entry: HeldEntry): void {
  if (entry.kind === 'page') {
    held.delete(entry.id);
    return;
  }
  const known = held.get(entry.id);
  if (entry.kind === 'row' && known && isOutdated(entry, known)) return;
  held.set(entry.id, entry);
}

const isOutdated = (entry: OverlayEntry, known: OverlayEntry): boolean =>
  known.kind === 'row' ? entry.version < known.version : entry.version <= known.version;

export interface Found {
  /** `outboxEdits` when it was looked: what memory learned since then may be newer. */
  readonly edits: number;
  /** Counters; and the facts, where they were asked for. */
  readonly meta: readonly (MetaRecord | undefined)[];
  readonly generation: number;
  readonly roots: readonly RootRecord[] | undefined;
  readonly overlay: readonly OverlayRecord[];
  readonly outbox: readonly OutboxRecord[];
}

export async function look(tables: Tables, memory: Memory, withFacts = false): Promise<Found> {
  const { generation: known, lastS, outboxEdits: edits } = memory;
  const isFirst = known < 0;
  const [meta, outbox, overlay, roots] = await Promise.all([
    withFacts ? tables.meta.toArray() : tables.meta.bulkGet(['generation', 'sequence']),
    tables.outbox.toArray(),
    tables.overlay
      .where('s')
      .above(isFirst ? 0 : lastS)
      .toArray(),
    isFirst ? tables.roots.toArray() : undefined,
  ]);
  const generation = numberIn(meta, 'generation');
  // It never goes back: the browser has emptied the database. What this tab remembers is all there is of unsent work.
  if (known > generation) throw new StorageError('lost');
  // Whoever knows another generation reads everything, as at the first time.
  return isFirst || generation === known
    ? { edits, meta, generation, outbox, overlay, roots }
    : look(tables, { ...memory, generation: -1 }, withFacts);
}

const numberIn = (meta: Found['meta'], name: string): number =>
  meta.find((one) => one?.name === name)?.value ?? 0;

type SealedFact = MetaRecord & { readonly body: Bytes };

interface Line {
  readonly s: number;
  readonly entity: string;
  readonly entries: readonly OverlayEntry[];
}

const openLines = (core: Core, records: readonly OverlayRecord[]): Promise<readonly Line[]> =>
  Promise.all(
    records.map(async ({ s, entity, body }) => ({
      s: s ?? 0,
      entity,
      entries: await openJson<readonly OverlayEntry[]>(core, 'overlay', body),
    })),
  );

/** A tab's own reading of one root; staged ones (`entity*`) are not for reading. */
const openRoots = async (core: Core, records: readonly RootRecord[]): Promise<Map<string, Root>> =>
  new Map(
    await Promise.all(
      records
        .filter(({ name }) => core.registry.has(name))
        .map(async ({ name, body }) => [name, await openJson<Root>(core, 'roots', body)] as const),
    ),
  );

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

const isSameRecord = (one: OutboxRecord, other: OutboxRecord): boolean =>
  one.sequence === other.sequence && one.state === other.state && sameBytes(one.body, other.body);

const openOutbox = (core: Core, records: readonly OutboxRecord[]): Promise<readonly OpenedPending[]> =>
  Promise.all(
    records.map(async (record) => {
      const known = core.memory.openedPending.get(record.changeId);
      if (known && isSameRecord(known.record, record)) return known;
      return { record, pending: await openPending(core, record) };
    }),
  );

async function openFacts(core: Core, meta: Found['meta']): Promise<Partial<Facts>> {
  const facts = meta.filter((one) => one?.body && one.name in noFacts) as SealedFact[];
  return Object.fromEntries(
    await Promise.all(
      facts.map(async ({ name, body }) => [name, await openJson(core, 'meta', body)] as const),
    ),
  );
}

const openPending = async (core: Core, record: OutboxRecord): Promise<Pending> => ({
  ...(await openJson<OutboxBody>(core, 'outbox', record.body)),
  sequence: record.sequence,
  state: record.state,
  bytes: record.body.length,
});

/**
 * Reads what was added since the last time. With facts, too: only the leading tab changes most of them, so others read
 * them when they take the lead; then it resolves with the version of the data. `found`: what a look inside the
 * transaction that has just been committed showed.
 */
export const catchUp = (core: Core, withFacts = false, found?: Found): Promise<number> =>
  core.catchUpTurn(() => catchUpNow(core, withFacts, found));

async function catchUpNow(core: Core, withFacts: boolean, found: Found | undefined): Promise<number> {
  const { memory } = core;
  for (; ; found = undefined) {
    found ??= await core.database.read(['meta', 'roots', 'overlay', 'outbox'], (tables) =>
      look(tables, memory, withFacts),
    );
    const [facts, roots, lines, pending] = await Promise.all([
      withFacts ? openFacts(core, found.meta) : {},
      found.roots && openRoots(core, found.roots),
      openLines(core, found.overlay),
      openOutbox(core, found.outbox),
    ]);
    if (found.edits !== memory.outboxEdits) continue;
    // What could not be written down yet (the disk is full) is known all the same.
    memory.facts = { ...memory.facts, ...facts };
    if (roots) {
      memory.roots = roots;
      memory.overlay = new Map();
      memory.generation = found.generation;
      memory.lastS = 0;
      forgetUnknownPages(memory);
    }
    for (const line of lines) noteLine(core, line);
    memory.sequence = numberIn(found.meta, 'sequence');
    memory.openedPending = new Map(pending.map((one) => [one.record.changeId, one]));
    setPending(
      memory,
      pending.map((one) => one.pending),
    );
    return numberIn(found.meta, 'dataVersion');
  }
}

function noteLine(core: Core, { s, entity, entries }: Line): void {
  core.memory.lastS = Math.max(core.memory.lastS, s);
  if (!core.registry.has(entity)) return;
  const of = entityOf(core, entity);
  const held = core.memory.overlay.get(entity) ?? new Map<string, HeldEntry>();
  core.memory.overlay.set(entity, held);
  for (const entry of entries) {
    const place: Place = entry.row ? placeOf(of, entry.row) : ['', entry.id];
    noteEntry(held, { ...entry, s, key: place[0] });
  }
}

/** As it stands on the disk: just read, or just written by this tab. Whoever reads meanwhile goes on with the lists it has. */
export function setPending(memory: Memory, pending: readonly Pending[]): void {
  memory.outboxEdits += 1;
  memory.pending = pending;
  memory.pendingByRow = new Map();
  for (const one of pending) {
    if (one.state === 'withdrawn' || one.change.row === null || one.change.op === 'command') continue;
    const rows = memory.pendingByRow.get(one.change.entity) ?? new Map<string, readonly Pending[]>();
    memory.pendingByRow.set(one.change.entity, rows);
    addTo(rows, one.change.row, one);
  }
}

/** What waits, without the withdrawals, which only account for a number. */
export const unsentOf = ({ pending }: Memory): readonly Pending[] =>
  pending.filter(({ state }) => state !== 'withdrawn');

function forgetUnknownPages(memory: Memory): void {
  const known = new Set([...memory.roots.values()].flatMap((root) => root.pages.map((page) => page.key)));
  for (const held of [memory.blocks, memory.pages])
    for (const key of held.keys()) if (!known.has(key)) held.delete(key);
}
