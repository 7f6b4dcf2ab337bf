/**
 * Where the engine's news become states that people see, and people's deeds reach the engine: alarms, holdings and
 * their ends, a restored server, lost work, and who of the tabs does the sending.
 */
import type { StorageFault } from '../store/storage-error.ts';
import { askToPersist } from '../store/storage-report.ts';
import type { Store } from '../store/store.ts';
import { heldAt } from '../store/departures.ts';
import type { Contact } from './contact.ts';
import { fetchBootstrap } from './bootstrap.ts';
import { leave } from './leave.ts';
import { loadRepairs } from './load-repairs.ts';
import type { Person } from './person.ts';
import type { Report } from './report.ts';
import { runEngine, usualPace } from './run-engine.ts';
import type { Engine, EngineHooks, Pace } from './run-engine.ts';

export interface DeskParts {
  readonly store: Store;
  readonly report: Report;
  readonly person: Person;
  readonly contact: Contact;
  /** The server's clock, milliseconds. */
  readonly serverNow: () => number;
  readonly pace: Partial<Pace>;
}

export interface Desk {
  readonly engine: Engine;
  onFault(fault: StorageFault): void;
  /** A person saved or gave up something. */
  onSaved(): void;
  /** Try now, in whichever tab does the sending. */
  wake(): void;
  mayAnswer(): boolean;
  lead(): void;
  yieldLead(): void;
  /** A leading tab that has gone silent while work waits is unseated. */
  mindLeader(unseat: () => void): () => void;
  stop(): void;
}

/** A timer further away than this is set again; browsers count only to 2^31 ms. */
const longestTimerMs = 3_600_000;
/** Three silences: work that waits goes out within 16 s though the tab that sends was frozen. */
const askLeaderEachMs = 4_000;
const mostUnanswered = 3;
/** Work that waits this long in a browser that may clear it is worth a warning. */
const undurableMs = 3_600_000;

export function createDesk(parts: DeskParts): Desk {
  const { store, report, contact } = parts;
  let isLeading = false;
  let isNewer = false;
  const keeping = createKeeping();
  const expiry = watchExpiry(parts, () => isLeading);
  const onFault = (fault: StorageFault): void => {
    if (fault === 'newer') {
      // What a newer bundle wrote may mean more than this one understands: nothing is sent, nothing is stored.
      isNewer = true;
      // Silent from now on, so that a newer tab takes the lead from this one.
      report.lead(false);
      report.setNewer();
      engine.stop();
    } else report.alarms.set(fault === 'full' ? 'storage_full' : 'storage_lost', true);
  };
  const engine: Engine = runEngine(
    contact,
    engineHooks(parts, expiry, onFault, () => engine, keeping),
    { ...usualPace, ...parts.pace },
  );
  const onSaved = (): void => {
    report.alarms.set('storage_full', false);
    if (isLeading) engine.saved();
    else store.core.tabs.tell({ kind: 'wanted' });
    void keeping.ask();
  };
  void tellLosses(parts);
  expiry.arm();
  return {
    engine,
    onFault,
    onSaved,
    wake: () => {
      // Timers sleep with the device; what ended meanwhile ends before anything else.
      expiry.look();
      // A tab that was asleep has not heard the others, not even that it no longer leads.
      store.sync.reload().catch(() => undefined);
      if (isLeading) engine.hurry();
      else store.core.tabs.tell({ kind: 'hurry' });
    },
    mayAnswer: () => ['online', 'sending', 'downloading'].includes(report.status().state),
    lead: () => {
      if (isNewer) return;
      isLeading = true;
      report.lead(true);
      engine.lead();
      expiry.look();
      void refreshPerson(parts);
    },
    yieldLead: () => {
      isLeading = false;
      report.lead(false);
      engine.yieldLead();
    },
    mindLeader: (unseat) => mindLeader(store, unseat),
    stop: () => {
      expiry.stop();
      engine.stop();
    },
  };
}

/** Asks the browser once, at the first save, to keep this store; until it says no it is taken to. */
function createKeeping() {
  let asked: Promise<void> | undefined;
  const keeping = {
    isPromised: true,
    ask: () =>
      (asked ??= askToPersist().then((granted) => {
        keeping.isPromised = granted !== false;
      })),
  };
  return keeping;
}

function engineHooks(
  parts: DeskParts,
  expiry: Expiry,
  onFault: EngineHooks['onFault'],
  engine: () => Engine,
  keeping: { readonly isPromised: boolean },
): EngineHooks {
  const { report, person } = parts;
  const recover = lostWork(parts);
  return {
    onMove: () => {
      report.note({ push: engine().lane('push'), pull: engine().lane('pull') });
      const oldest = parts.store.sync.oldestUnsentAt() ?? Infinity;
      report.alarms.set(
        'not_durable',
        !keeping.isPromised && parts.contact.clock.now() - oldest > undurableMs,
      );
    },
    onFailure: () => report.note({ lastFailureAt: parts.contact.clock.now() }),
    onFault,
    setAlarm: (alarm, isOn) => report.alarms.set(alarm, isOn),
    onDownload: (download) => report.note({ download }),
    onHoldings: (held) => {
      person.look({ serverHeld: held });
      expiry.arm();
      if (person.isOutdated()) void refreshPerson(parts);
      void recover();
    },
    onEpoch: async (epoch) => {
      const { startOver } = await loadRepairs();
      await startOver(parts.contact, epoch);
      engine().hurry();
    },
  };
}

interface Expiry {
  arm(): void;
  /** Now: also for what ended while the app was closed. */
  look(): void;
  stop(): void;
}

/** What ends while nobody is connected ends here too, by the server's clock as far as we know it. */
function watchExpiry({ store, report, person, serverNow }: DeskParts, isLeading: () => boolean): Expiry {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    person.look();
    const { held } = store.sync.facts();
    if (isLeading() && held)
      leave(store, heldAt(held, serverNow())).then(
        () => report.recount(),
        () => undefined,
      );
    arm();
  };
  const arm = (): void => {
    clearTimeout(timer);
    const end = person.nextEnd();
    const wait =
      end === undefined ? longestTimerMs : Math.min(longestTimerMs, Math.max(0, end - serverNow()) + 1);
    timer = setTimeout(look, wait);
  };
  return { arm, look, stop: () => clearTimeout(timer) };
}

async function refreshPerson({ contact, store, person }: DeskParts): Promise<void> {
  const reply = await fetchBootstrap(contact.session);
  if (reply.kind !== 'ok') return;
  person.look({ bootstrap: reply.value });
  await store.sync.setFacts({ bootstrap: reply.value }).catch(() => undefined);
}

/** The person is told at once, with a number; the server is given what was found as soon as it can be reached. */
async function tellLosses({ store, report }: DeskParts): Promise<void> {
  const { loss } = store.sync.facts();
  if (loss !== null) report.alarms.set(loss ? 'work_lost' : 'store_cleared', true, loss || undefined);
  const { length: found } = await store.lostCopies;
  if (found > 0) report.alarms.set('storage_lost', true, found);
}

/** Hands over what was found, once, as soon as the server can be reached. */
function lostWork({ store, contact }: DeskParts): () => Promise<void> {
  let isDue = true;
  return async () => {
    if (!isDue) return;
    isDue = false;
    if ((await store.lostCopies).length > 0)
      isDue = await loadRepairs().then(
        async ({ handOverLost }) => !(await handOverLost(contact)),
        () => true,
      );
  };
}

/**
 * Questions are counted, not minutes: the timers of a hidden tab sleep, and an answer comes at once from a tab that
 * lives. The tab that leads is never unseated by itself. Who listens to other tabs is forgotten with the store.
 */
function mindLeader({ core, sync }: Store, unseat: () => void): () => void {
  let unanswered = 0;
  core.tabs.listen(({ kind }) => {
    if (kind === 'status') unanswered = 0;
  });
  const timer = setInterval(() => {
    if (!sync.hasWaiting()) unanswered = 0;
    else if (unanswered++ < mostUnanswered) core.tabs.tell({ kind: 'status?' });
    else unseat();
  }, askLeaderEachMs);
  return () => clearInterval(timer);
}
