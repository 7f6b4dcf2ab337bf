/**
 * Opens one person's seat on this device: the store, the engine, and the signals that pages read. Starts without
 * signal from what the store remembers; the network may come or not.
 */
import { createEffect, createRoot, on } from 'solid-js';
import { registry as allEntities } from '../../shared/entities/index.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import type { Clock } from '../../shared/sync/clock.ts';
import type { Hall, Seat } from '../hall.ts';
import type { Codec } from '../store/codec.ts';
import type { Bootstrap } from '../store/shapes.ts';
import type { StorageFault } from '../store/storage-error.ts';
import { StorageError } from '../store/storage-error.ts';
import { reportStorage } from '../store/storage-report.ts';
import type { Store, StoreOutlets } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { Alarm } from './alarms.ts';
import { fetchBootstrap } from './bootstrap.ts';
import type { Contact } from './contact.ts';
import type { Desk } from './desk.ts';
import { createDesk } from './desk.ts';
import { standForLeader } from './leader.ts';
import { loadRepairs } from './load-repairs.ts';
import { createPerson } from './person.ts';
import type { Report } from './report.ts';
import { createReport } from './report.ts';
import type { Engine, Pace } from './run-engine.ts';
import type { HallSession } from './session.ts';
import { listenToWakes } from './wake.ts';

export interface HallOptions {
  readonly seat: Seat;
  readonly session: HallSession;
  /** As the server just gave it; otherwise the store's, otherwise the server is asked. */
  readonly bootstrap?: Bootstrap;
  /** What the office sees this device called. */
  readonly label?: string;
  readonly app?: string;
  /** This person's rows were deleted here when they signed out: an empty store is no loss. */
  readonly leftOnPurpose?: boolean;
  readonly codec?: Codec;
  readonly registry?: Registry;
  readonly clock?: Clock;
  readonly locks?: LockManager;
  readonly pace?: Partial<Pace>;
}

/** A hall with its doors: whoever opened it closes it. */
export interface OpenHall extends Hall {
  /** Stops talking and lets go of the store. Nothing is lost. */
  close(): Promise<void>;
  /** Closes and deletes this seat's rows from the device. Sealed copies of unsent work stay in the journal. */
  destroy(): Promise<void>;
  /** Unsent work, sealed for the server, to be handed over after signing out. */
  sealUnsent(): Promise<readonly string[]>;
  /** For tests and the status page. */
  readonly engine: Engine;
  readonly store: Store;
}

/**
 * insecure: locks and crypto need a secure context (https or localhost). no_storage: the browser gives no database.
 * newer: a newer bundle has written here; update. first_contact: never opened with signal on this device.
 */
export type CannotOpenReason = 'insecure' | 'no_storage' | 'newer' | 'first_contact' | 'sign_in';

export class CannotOpen extends Error {
  readonly reason: CannotOpenReason;
  constructor(reason: CannotOpenReason, cause?: unknown) {
    super(reason, { cause });
    this.name = 'CannotOpen';
    this.reason = reason;
  }
}

const systemClock: Clock = { now: () => Date.now() };

/** Rejects with CannotOpen, and says why. */
export async function openHall(options: HallOptions): Promise<OpenHall> {
  const locks =
    options.locks ??
    (typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined));
  if (!locks || typeof crypto === 'undefined' || !(crypto.subtle as SubtleCrypto | undefined))
    throw new CannotOpen('insecure');
  const room = await openRoom(options);
  const bootstrap = await firstBootstrap(options, room.store);
  return furnish(options, room, bootstrap, locks);
}

interface Room {
  readonly store: Store;
  /** Filled while furnishing; until then faults are remembered. */
  readonly outlets: StoreOutlets;
  readonly early: StorageFault[];
}

async function openRoom(options: HallOptions): Promise<Room> {
  const early: StorageFault[] = [];
  const outlets: StoreOutlets = {
    holdings: () => [],
    onFault: (fault) => void early.push(fault),
    onSaved: () => undefined,
    onBroken: () => undefined,
  };
  try {
    const store = await openStore({
      localId: options.seat.localId,
      userId: options.seat.userId,
      registry: options.registry ?? allEntities,
      clock: options.clock ?? systemClock,
      outlets,
      codec: options.codec,
    });
    return { store, outlets, early };
  } catch (error) {
    if (error instanceof StorageError)
      throw new CannotOpen(error.fault === 'newer' ? 'newer' : 'no_storage', error);
    throw error;
  }
}

async function firstBootstrap(options: HallOptions, store: Store): Promise<Bootstrap> {
  const known = store.sync.facts().bootstrap;
  if (known && !options.bootstrap) return known;
  const bootstrap = options.bootstrap ?? (await askBootstrap(options, store));
  await keepBootstrap(options, store, bootstrap);
  return bootstrap;
}

async function askBootstrap({ session }: HallOptions, store: Store): Promise<Bootstrap> {
  let reply = await fetchBootstrap(session);
  if (reply.kind === 'denied' && (await session.refresh().catch(() => false)))
    reply = await fetchBootstrap(session);
  if (reply.kind === 'ok') return reply.value;
  await store.close();
  throw new CannotOpen(reply.kind === 'denied' ? 'sign_in' : 'first_contact');
}

/** A device that cannot write (full, older than its database) still shows what it has. */
async function keepBootstrap(
  { leftOnPurpose }: HallOptions,
  store: Store,
  bootstrap: Bootstrap,
): Promise<void> {
  const { deviceId } = store.sync.facts();
  const { sentinel } = bootstrap;
  const loss =
    sentinel && !leftOnPurpose ? Math.max(0, sentinel.unsent - (await store.lostCopies).length) : null;
  try {
    // Together: torn away before, the app finds itself as fresh the next time, and asks again what was lost.
    await store.sync.setFacts({ bootstrap, deviceId, ...(store.isFresh && { loss }) });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // Without the office's key nothing could be sealed for it.
    store.core.memory.facts = { ...store.sync.facts(), bootstrap };
  }
}

function furnish(options: HallOptions, room: Room, bootstrap: Bootstrap, locks: LockManager): OpenHall {
  const { store, outlets } = room;
  const clock = options.clock ?? systemClock;
  const report = createReport(store);
  const serverNow = (): number => clock.now() + report.clockOffsetMs();
  const person = createPerson(store.core.registry, bootstrap, store.sync.facts().held, serverNow);
  const contact = createContact(options, store, clock, report);
  const desk = createDesk({ store, report, person, contact, serverNow, pace: options.pace ?? {} });
  const { onFault, onSaved, wake } = desk;
  Object.assign(outlets, {
    holdings: person.holdings,
    onFault,
    onSaved,
    onBroken: (entity) => void mend(store, entity, wake),
  } satisfies StoreOutlets);
  for (const fault of room.early) desk.onFault(fault);
  const shut = openDoors(store, report, desk, locks);
  return {
    seat: options.seat,
    get deviceId() {
      return store.sync.facts().deviceId;
    },
    zone: person.zone,
    actor: person.actor,
    holdings: person.holdings,
    rows: store.rows,
    sync: {
      status: report.status,
      now: wake,
      understood: (alarm) => understand(store, report, alarm),
      command: (name, input, row) =>
        loadRepairs().then(
          ({ runCommand }) =>
            runCommand({ store, send: onSaved, mayAnswer: desk.mayAnswer }, name, input, row),
          () => ({ ok: false, refusal: 'offline' }),
        ),
      ask: (path) =>
        loadRepairs().then(
          ({ ask }) => ask(options.session, path, () => contact.heard(undefined, clock.now())),
          () => undefined,
        ),
      storage: reportStorage,
    },
    engine: desk.engine,
    store,
    sealUnsent: async () => (await store.core.journal.sealed()).map(({ sealed }) => sealed),
    close: () => {
      shut();
      return store.close();
    },
    destroy: () => {
      shut();
      return store.destroy();
    },
  };
}

/** Where the repairs cannot be had now, the next reading tries again. */
const mend = ({ core }: Store, entity: string, hurry: () => void): Promise<void> =>
  loadRepairs().then(
    ({ distrust }) => distrust(core, entity, hurry),
    () => undefined,
  );

/** In every tab; what was lost is not told at the next opening either. */
function understand({ core, sync }: Store, { alarms }: Report, alarm: Alarm): void {
  alarms.set(alarm, false);
  core.tabs.tell({ kind: 'understood', content: alarm });
  sync.setFacts({ loss: null }).catch(() => undefined);
}

/** Everything that reaches in from outside of this hall: other tabs, the lock, the browser. Returns how to shut it. */
function openDoors(store: Store, report: Report, desk: Desk, locks: LockManager): () => void {
  const lock = `${store.core.database.name}-lead`;
  const leader = standForLeader(locks, lock, desk.lead, desk.yieldLead, store.firstReads);
  store.core.tabs.listen(({ kind, content }) => {
    if (kind === 'understood') report.alarms.set(content as Alarm, false);
    if (kind === 'wanted') desk.engine.saved();
    if (kind === 'hurry') desk.engine.hurry();
  });
  const doors = [
    desk.mindLeader(leader.unseat),
    listenToWakes(desk.wake),
    recountOnChange(store, report),
    desk.stop,
    leader.resign,
  ];
  return () => {
    for (const shut of doors) shut();
  };
}

/** Entities that the sync engine writes tell what was decided elsewhere, so they count too. */
function recountOnChange(store: Store, report: Report): () => void {
  const names = [...store.core.registry.values()]
    .filter(({ writes }) => writes === 'engine')
    .map(({ name }) => name);
  void store.firstReads.then(report.recount);
  return createRoot((dispose) => {
    createEffect(on(store.rows.revision('outbox', ...names), report.recount, { defer: true }));
    return dispose;
  });
}

const rememberEachMs = 60_000;

function createContact(options: HallOptions, store: Store, clock: Clock, report: Report): Contact {
  let rememberedAt = 0;
  return {
    store,
    session: options.session,
    clock,
    label: options.label ?? 'unknown',
    app: options.app ?? 'unknown',
    heard: (serverTime, askedAt) => {
      const now = clock.now();
      const clockOffsetMs =
        serverTime === undefined
          ? report.clockOffsetMs()
          : Math.round(Date.parse(serverTime) - (askedAt + now) / 2);
      report.note({ lastContactAt: now, clockOffsetMs });
      if (now - rememberedAt < rememberEachMs) return;
      rememberedAt = now;
      store.sync.setFacts({ lastContactAt: now, clockOffsetMs }).catch(() => undefined);
    },
  };
}
