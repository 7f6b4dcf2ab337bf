/** A device: its disk, its line, and the app that runs on it now and then. The app is the real client engine. */
import Dexie from 'dexie';
import type { Gesture, OutboxItem, Written } from '../../client/hall.ts';
import { openHall } from '../../client/sync/open-hall.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import { FakeLocks } from '../client/locks.ts';
import type { Boot, Disk, WriteFault } from './disk.ts';
import { createDisk } from './disk.ts';
import type { SimPerson, SimServer } from './sim-server.ts';
import { createWire } from './sim-wire.ts';
import type { Wire } from './sim-wire.ts';
import type { Party } from './virtual-world.ts';
import { actAs, virtual } from './virtual-world.ts';

/** Work whose saving was promised to the person. */
export interface Saved {
  readonly changeId: string;
  readonly gesture: Gesture;
  readonly row: string;
  readonly device: string;
  /** Virtual time of the gesture on the device's clock. */
  readonly at: number;
}

export interface SimDevice {
  readonly name: string;
  readonly person: SimPerson;
  readonly wire: Wire;
  readonly disk: Disk;
  readonly party: Party;
  readonly saved: readonly Saved[];
  /** Given up by the person. */
  readonly discarded: ReadonlySet<string>;
  readonly hall: () => OpenHall | undefined;
  /** The app has been started and is not there yet. */
  readonly isOpening: () => boolean;
  readonly isCutOff: () => boolean;
  cutOff(isCut: boolean): void;
  open(): Promise<boolean>;
  /** Closed in order, as a tab is. */
  close(): Promise<void>;
  /** The power fails. */
  kill(): void;
  write(gestures: readonly Gesture[]): Promise<readonly Written[] | undefined>;
  discard(changeId: string): Promise<void>;
  failWrite(write: number, fault: WriteFault): void;
  /** Saved just before the app was torn away, so in its main store only, and that was taken from it. */
  readonly hadNoCopy: ReadonlySet<string>;
  /** How often the main store was taken from the app, and how often both stores were. */
  readonly losses: { main: number; whole: number };
  /** Every alarm that its person was shown. */
  readonly alarms: ReadonlySet<string>;
  /** What stood with the person when it was last looked at. */
  readonly needsYou: ReadonlySet<string>;
  lookAtNeedsYou(): Promise<void>;
  /** Reads what the app says of itself now. */
  listen(): void;
  /** The browser clears the site's data while the app is closed; `keepJournal` leaves the second copy. */
  clear(keepJournal: boolean): void;
  /** From now on it is this version of the app that opens. */
  upgrade(version: string): void;
  signIn(): Promise<void>;
  readonly isSigningIn: () => boolean;
}

/** The second copy is made when the hand rests (client/store/journal.ts); in the run several hands may take turns at it. */
const uncopiedMs = 100;

export function createSimDevice(name: string, person: SimPerson, server: SimServer, skew: number): SimDevice {
  const party: Party = { name, skew };
  const disk = createDisk();
  const wire = createWire(server, person, name);
  const saved: Saved[] = [];
  const discarded = new Set<string>();
  const hadNoCopy = new Set<string>();
  let lastAlive = 0;
  const losses = { main: 0, whole: 0 };
  const alarms = new Set<string>();
  const needsYou = new Set<string>();
  let version = 'simulated 1';
  let isSigningIn = false;
  let hall: OpenHall | undefined;
  let boot: Boot | undefined;
  let isCut = false;
  let isOpening = false;

  const waiting = async (): Promise<readonly OutboxItem[]> => (await hall?.rows.unsent()) ?? [];
  const kill = (): void => {
    hall = undefined;
    lastAlive = Date.now();
    isOpening = false;
    boot?.cut();
    boot = undefined;
    virtual.forget(party);
    wire.abandon();
  };
  const open = async (current: Boot): Promise<boolean> => {
    boot = current;
    Dexie.dependencies = current.dependencies as unknown as typeof Dexie.dependencies;
    try {
      const opened = await openHall({
        seat: {
          localId: person.localId,
          localName: 'Local 46',
          userId: person.userId,
          firstName: person.name,
          lastName: person.role,
        },
        session: wire.board(),
        locks: new FakeLocks() as unknown as LockManager,
        label: name,
        app: version,
      });
      if (boot !== current) return false;
      hall = opened;
      return true;
    } catch {
      return false;
    }
  };
  return {
    name,
    person,
    wire,
    disk,
    party,
    saved,
    discarded,
    hadNoCopy,
    losses,
    alarms,
    needsYou,
    lookAtNeedsYou: () =>
      actAs(party, async () => {
        needsYou.clear();
        for (const { changeId } of (await hall?.rows.needsYou()) ?? []) needsYou.add(changeId);
      }),
    listen: () => {
      const alarm = hall?.sync.status().alarm;
      if (alarm) alarms.add(alarm);
    },
    clear: (keepJournal) => {
      losses.main += 1;
      if (!keepJournal) losses.whole += 1;
      for (const { changeId, at } of saved) if (lastAlive - at < uncopiedMs) hadNoCopy.add(changeId);
      disk.clear(keepJournal);
    },
    upgrade: (to) => {
      version = to;
    },
    isSigningIn: () => isSigningIn,
    signIn: async () => {
      isSigningIn = true;
      try {
        await wire.signIn();
        hall?.engine.refreshed();
      } catch {
        // The server is down; it is tried again.
      } finally {
        isSigningIn = false;
      }
    },
    hall: () => hall,
    isOpening: () => isOpening,
    isCutOff: () => isCut,
    cutOff: (is) => {
      isCut = is;
      if (is) wire.tear();
    },
    open: async () => {
      if (isOpening || hall) return false;
      isOpening = true;
      const current = disk.boot();
      // One that was killed as it opened says nothing of the next.
      return actAs(party, () => open(current)).finally(() => {
        if (boot === current) isOpening = false;
      });
    },
    close: async () => {
      const closing = hall;
      hall = undefined;
      lastAlive = 0;
      await actAs(party, async () => closing?.close());
      virtual.forget(party);
      wire.abandon();
    },
    kill: () => actAs(party, kill),
    write: (gestures) =>
      actAs(party, async () => {
        const at = Date.now();
        const writing = hall;
        if (!writing) return undefined;
        try {
          const written = await writing.rows.writeAll(gestures);
          if (hall !== writing) return undefined;
          written.forEach((one, index) => {
            const gesture = gestures[index];
            if (one.ok && gesture)
              saved.push({ changeId: one.changeId, gesture, row: one.rowId, device: name, at });
          });
          return written;
        } catch {
          // It was not saved, and the person is told so.
          return undefined;
        }
      }),
    discard: (changeId) =>
      actAs(party, async () => {
        try {
          const before = await waiting();
          await hall?.rows.discard(changeId);
          discarded.add(changeId);
          const after = new Set((await waiting()).map((one) => one.changeId));
          const given = before.find((one) => one.changeId === changeId);
          // What was done to a record that was only just created goes with it.
          for (const one of before)
            if (given?.op === 'create' && one.row === given.row && !after.has(one.changeId))
              discarded.add(one.changeId);
        } catch {
          // Still there.
        }
      }),
    failWrite: (write, fault) => disk.failAt(write, fault, () => actAs(party, kill)),
  };
}
