/**
 * Keeps the status signal: evidence of this tab when it leads, of the leading tab when it follows, and this tab's own
 * count of what waits.
 */
import { createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { SyncStatus } from '../hall.ts';
import type { Store } from '../store/store.ts';
import type { Alarm, Alarms } from './alarms.ts';
import { createAlarms } from './alarms.ts';
import type { Lane } from './engine.ts';
import { newLane } from './engine.ts';
import { computeStatus } from './status.ts';
import type { Evidence } from './status.ts';

/** What the leading tab knows and the others cannot. */
interface Shared {
  readonly push: Lane;
  readonly pull: Lane;
  readonly lastContactAt: number | null;
  readonly lastFailureAt: number | null;
  readonly download: Evidence['download'];
  readonly clockOffsetMs: number;
  readonly alarm: Alarm | null;
}

export interface Report {
  readonly status: Accessor<SyncStatus>;
  readonly alarms: Alarms;
  /** While leading: evidence that changed. */
  note(evidence: Partial<Shared>): void;
  /** This bundle is older than the database. */
  setNewer(): void;
  /** Counts again what waits and what needs the person. */
  recount(): void;
  lead(isLeading: boolean): void;
  clockOffsetMs(): number;
}

const recountMs = 100;
const told = 'status';
const asked = 'status?';

const isSame = (one: SyncStatus, other: SyncStatus): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Notes {
  readonly store: Store;
  isLeading: boolean;
  isNewer: boolean;
  needsYou: number;
  shared: Shared;
}

function firstEvidence(store: Store): Shared {
  const { lastContactAt, clockOffsetMs } = store.sync.facts();
  const silent = { push: newLane, pull: newLane, lastFailureAt: null, alarm: null };
  return { ...silent, download: knownDownload(store), lastContactAt, clockOffsetMs };
}

/** What a download that was cut left open, also when the app was closed meanwhile. */
function knownDownload({ core, sync }: Store): Evidence['download'] {
  const { progress, coming } = sync.facts();
  if (coming?.length === 0) return null;
  const { done, promised } = progress ?? { done: 0, promised: 0 };
  return { done, promised, coming: coming ?? [...core.registry.keys()] };
}

function compute({ store, isNewer, needsYou, shared }: Notes, alarms: Alarms): SyncStatus {
  const alarm = alarms.worst() ?? shared.alarm;
  return computeStatus({
    ...shared,
    isNewer,
    needsYou,
    unsent: store.sync.unsentCount(),
    oldestUnsentAt: store.sync.oldestUnsentAt(),
    alarm,
    alarmCount: alarms.countOf(alarm),
  });
}

export function createReport(store: Store): Report {
  const notes: Notes = { store, isLeading: false, isNewer: false, needsYou: 0, shared: firstEvidence(store) };
  const alarms = createAlarms(() => show());
  let counting: ReturnType<typeof setTimeout> | undefined;
  const [status, setStatus] = createSignal<SyncStatus>(compute(notes, alarms), { equals: isSame });
  const recompute = (): void => void setStatus(compute(notes, alarms));
  const show = (): void => {
    recompute();
    if (notes.isLeading)
      store.core.tabs.tell({ kind: told, content: { ...notes.shared, alarm: alarms.worst() } });
  };
  store.core.tabs.listen(({ kind, content }) => {
    if (kind === asked && notes.isLeading) show();
    if (kind !== told || notes.isLeading) return;
    notes.shared = content as Shared;
    recompute();
  });
  store.core.tabs.tell({ kind: asked });
  return {
    status,
    alarms,
    note: (evidence) => {
      notes.shared = { ...notes.shared, ...evidence };
      show();
    },
    setNewer: () => {
      notes.isNewer = true;
      show();
    },
    recount: () => {
      // Each tab counts for itself: the others need not be told.
      recompute();
      clearTimeout(counting);
      // Counting reads the disk, and a quick hand saves again at once. When nothing waits, "all sent" hangs on it (I5).
      const wait = store.sync.unsentCount() && recountMs;
      counting = setTimeout(() => void countNeedsYou(notes).then(recompute), wait);
    },
    lead: (leads) => {
      notes.isLeading = leads;
      if (leads) notes.shared = { ...notes.shared, alarm: null };
    },
    clockOffsetMs: () => notes.shared.clockOffsetMs,
  };
}

/** A count that cannot be made now stays as it was. */
async function countNeedsYou(notes: Notes): Promise<void> {
  const items = await notes.store.rows.needsYou().catch(() => undefined);
  notes.needsYou = items?.length ?? notes.needsYou;
}
