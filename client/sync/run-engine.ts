/**
 * The engine of the leading tab: two lanes, the live stream, polling as its safety net, the watchdog, idle work.
 *
 * 1. Everything that happens is an event to a lane; the table in engine.ts decides.
 * 2. The watchdog looks from outside: work that waits a minute without an attempt is forced, and told.
 */
import type { Poke } from '../../shared/sync/protocol.ts';
import type { SyncStatus } from '../hall.ts';
import { StorageError } from '../store/storage-error.ts';
import type { StorageFault } from '../store/storage-error.ts';
import type { Contact } from './contact.ts';
import type { Lane, LaneEvent } from './engine.ts';
import { createIdleWork } from './idle-work.ts';
import type { IdleWork } from './idle-work.ts';
import { createLaneRunner } from './lane-runner.ts';
import type { LaneRunner } from './lane-runner.ts';
import { listenLive } from './live-stream.ts';
import { createPull } from './pull.ts';
import type { PullHooks } from './pull.ts';
import { createPush } from './push.ts';
import type { AttemptEnd } from './push.ts';
import type { Verdict } from './verify.ts';

export interface Pace {
  readonly pollMs: number;
  readonly watchdogMs: number;
  readonly verifyEachMs: number;
  readonly idleMs: number;
  readonly debounceMs: number;
  readonly chance: () => number;
}

export const usualPace: Pace = {
  pollMs: 45_000,
  watchdogMs: 60_000,
  verifyEachMs: 5 * 60_000,
  idleMs: 1_500,
  debounceMs: 50,
  chance: Math.random,
};

type Alarm = NonNullable<SyncStatus['alarm']>;

export interface EngineHooks extends PullHooks {
  /** Lanes moved or a try ended: the status may have changed. */
  readonly onMove: () => void;
  readonly setAlarm: (alarm: Alarm, isOn: boolean) => void;
  readonly onFault: (fault: StorageFault) => void;
  /** An attempt that began at this moment brought no answer. */
  readonly onFailure: (askedAt: number, reason: string) => void;
}

export interface Engine {
  lane(name: 'push' | 'pull'): Lane;
  lead(): void;
  yieldLead(): void;
  /** Now, whatever the timers say. */
  hurry(): void;
  /** A person saved something. */
  saved(): void;
  /** The session is good again. */
  refreshed(): void;
  stop(): void;
}

interface Parts {
  readonly contact: Contact;
  readonly hooks: EngineHooks;
  readonly pace: Pace;
  readonly push: LaneRunner;
  readonly pull: LaneRunner;
  readonly idle: IdleWork;
  /** While this tab leads. */
  leading: AbortController | undefined;
}

/** On a dead line a tap each second must not become a try each tap. */
const leastBetweenTriesMs = 1_000;
const echoMs = 200;

export function runEngine(contact: Contact, hooks: EngineHooks, pace: Pace = usualPace): Engine {
  const parts = assemble(contact, hooks, pace);
  let savedTimer: ReturnType<typeof setTimeout> | undefined;
  let savedAt = 0;
  const both = (event: LaneEvent): void => {
    parts.push.tell(event);
    parts.pull.tell(event);
  };
  const yieldLead = (): void => {
    parts.leading?.abort();
    parts.leading = undefined;
    both('yield');
  };
  return {
    lane: (name) => parts[name].lane(),
    lead: () => {
      if (!parts.leading) begin(parts, both);
    },
    yieldLead,
    hurry: () => both('hurry'),
    saved: () => {
      clearTimeout(savedTimer);
      // What is saved after a pause goes at once; what follows is gathered.
      const now = contact.clock.now();
      const wait = now - savedAt > pace.debounceMs ? 0 : pace.debounceMs;
      savedAt = now;
      savedTimer = setTimeout(() => {
        const isRecent = contact.clock.now() - parts.push.lastStartAt() < leastBetweenTriesMs;
        parts.push.tell(isRecent ? 'want' : 'hurry');
      }, wait);
    },
    refreshed: () => both('refreshed'),
    stop: () => {
      yieldLead();
      clearTimeout(savedTimer);
      for (const part of [parts.push, parts.pull, parts.idle]) part.stop();
    },
  };
}

function assemble(contact: Contact, hooks: EngineHooks, pace: Pace): Parts {
  const { sync } = contact.store;
  const sender = createPush(contact);
  const receiver = createPull(contact, hooks);
  const onMove = (): void => {
    hooks.onMove();
    if (parts.leading && isIdle()) parts.idle.plan(parts.leading.signal);
  };
  const lane = (attempt: (signal: AbortSignal) => Promise<AttemptEnd>): LaneRunner =>
    createLaneRunner({
      attempt,
      refresh: () => contact.session.refresh(),
      clock: contact.clock,
      chance: pace.chance,
      onMove,
      onFailure: hooks.onFailure,
      onFault: hooks.onFault,
    });
  const pushOnce = async (signal: AbortSignal): Promise<AttemptEnd> => {
    const end = await sender.attempt(signal);
    const known = sync.facts().epoch;
    if (end.epoch === undefined || known === null || end.epoch === known) return end;
    await hooks.onEpoch(end.epoch);
    parts.pull.tell('hurry');
    return { ...end, event: 'more' };
  };
  const pullOnce = async (signal: AbortSignal): Promise<AttemptEnd> => {
    const end = await receiver(signal);
    if (end.event === 'done') parts.idle.proofDue();
    return {
      ...end,
      mark: JSON.stringify([sync.facts().cursors, sync.facts().progress, sync.facts().epoch]),
    };
  };
  const isIdle = (): boolean => parts.push.lane().state === 'idle' && parts.pull.lane().state === 'idle';
  const onVerdict = (verdict: Verdict): void => {
    if (verdict === 'incomplete' || verdict === 'complete')
      hooks.setAlarm('incomplete', verdict === 'incomplete');
  };
  const idleHooks = {
    pull: receiver,
    isIdle,
    pullAgain: () => parts.pull.tell('want'),
    onVerdict,
    onFault: hooks.onFault,
  };
  const parts: Parts = {
    contact,
    hooks,
    pace,
    push: lane(pushOnce),
    pull: lane(pullOnce),
    idle: createIdleWork(contact, pace, idleHooks),
    leading: undefined,
  };
  return parts;
}

const isVisible = (): boolean => typeof document === 'undefined' || document.visibilityState === 'visible';

/** This tab leads: reads what the leader before left, starts the lanes, listens. */
function begin(parts: Parts, both: (event: LaneEvent) => void): void {
  const leading = new AbortController();
  const { signal } = leading;
  parts.leading = leading;
  const { pollMs, watchdogMs } = parts.pace;
  const poll = setInterval(() => isVisible() && both('want'), pollMs);
  const watchdog = setInterval(() => watch(parts), watchdogMs / 4);
  signal.addEventListener('abort', () => {
    clearInterval(poll);
    clearInterval(watchdog);
  });
  const start = (): void => {
    if (signal.aborted) return;
    both('lead');
    const hooks = {
      onPoke: (poke: Poke) => heed(parts, poke),
      onUnsure: parts.pull.tell,
    };
    void listenLive(parts.contact.session, hooks, signal);
  };
  parts.contact.store.sync.reload().then(start, (error: unknown) => {
    if (error instanceof StorageError) parts.hooks.onFault(error.fault);
    start();
  });
}

function heed(parts: Parts, poke: Poke): void {
  const { cursors, epoch } = parts.contact.store.sync.facts();
  const isNews = Object.entries(poke.numbers).some(([scope, number]) => (cursors[scope] ?? -1) < number);
  if (!isNews && poke.epoch === epoch) return;
  // After a push it is most likely the echo of our own work.
  const pull = (): unknown => parts.leading && parts.pull.tell('hurry');
  if (parts.contact.clock.now() - parts.push.lastStartAt() < echoMs) setTimeout(pull, echoMs);
  else pull();
}

/** Work that waits must be tried; an attempt that does not end is given up. */
function watch({ contact, hooks, pace, push }: Parts): void {
  const { state } = push.lane();
  const isHeld = state === 'signed_out' || state === 'stopped' || state === 'follower';
  const isLate = contact.clock.now() - push.lastStartAt() > pace.watchdogMs;
  const isStuck = contact.store.sync.hasWaiting() && !isHeld && isLate;
  hooks.setAlarm('watchdog', isStuck && push.lane().failures === 0);
  if (!isStuck) return;
  if (state === 'working' || state === 'again') push.giveUp();
  push.tell('hurry');
}
