/**
 * Does what the table in engine.ts decides for one lane: attempts, the timer between them, a fresh session.
 * An attempt that goes in a circle (the same mark five times, always wanting more) is made to wait like a failed one.
 */
import type { Clock } from '../../shared/sync/clock.ts';
import { StorageError } from '../store/storage-error.ts';
import type { StorageFault } from '../store/storage-error.ts';
import type { Lane, LaneEffect, LaneEvent } from './engine.ts';
import { newLane, pauseAfter, transition } from './engine.ts';
import { NotLoaded } from './load-repairs.ts';
import type { AttemptEnd } from './push.ts';

export interface LaneWork {
  readonly attempt: (signal: AbortSignal) => Promise<AttemptEnd>;
  readonly refresh: () => Promise<boolean>;
  readonly clock: Clock;
  readonly chance: () => number;
  readonly onMove: () => void;
  readonly onFailure: (askedAt: number, reason: string) => void;
  readonly onFault: (fault: StorageFault) => void;
}

export interface LaneRunner {
  lane(): Lane;
  tell(event: LaneEvent): void;
  /** Milliseconds; 0 before the first attempt. */
  lastStartAt(): number;
  /** Gives up an attempt that does not end, as failed. */
  giveUp(): void;
  stop(): void;
}

const mostInCircle = 5;

export function createLaneRunner(work: LaneWork): LaneRunner {
  let lane = newLane;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller = new AbortController();
  let lastStartAt = 0;
  let retryAfterMs = 0;
  let isFresh = false;
  const attempt = createAttempt(work, (ms) => (retryAfterMs = ms));

  const tell = (event: LaneEvent): void => {
    const step = transition(lane, event);
    lane = step.lane;
    for (const effect of step.effects) act(effect);
    work.onMove();
  };
  const act = (effect: LaneEffect): void => {
    if (effect === 'start') void start();
    else if (effect === 'arm') arm();
    else if (effect === 'disarm') clearTimeout(timer);
    else if (effect === 'refresh') void refresh();
    else controller.abort();
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => tell('timer'), Math.max(pauseAfter(lane.failures, work.chance()), retryAfterMs));
    retryAfterMs = 0;
  };
  const refresh = async (): Promise<void> => {
    const event = await work.refresh().then(
      (isGood) => (isGood ? 'refreshed' : 'unrefreshed'),
      () => 'failed' as const,
    );
    isFresh = event === 'refreshed';
    tell(event);
  };
  const start = async (): Promise<void> => {
    const mine = new AbortController();
    controller = mine;
    lastStartAt = work.clock.now();
    const event = await attempt(mine.signal);
    // Denied with a fresh session: another one would not help, and asking at once would go on for ever.
    const isVain = isFresh && event === 'denied';
    isFresh = false;
    if (!mine.signal.aborted) tell(isVain ? 'failed' : event);
  };
  return {
    lane: () => lane,
    tell,
    lastStartAt: () => lastStartAt,
    giveUp: () => {
      controller.abort();
      tell('failed');
    },
    stop: () => {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

/** One attempt as an event; never rejects. */
function createAttempt(
  work: LaneWork,
  setRetryAfter: (ms: number) => void,
): (signal: AbortSignal) => Promise<LaneEvent> {
  const isCircle = circleFinder();
  return async (signal) => {
    const askedAt = work.clock.now();
    try {
      const end = await work.attempt(signal);
      setRetryAfter(end.retryAfterMs ?? 0);
      const event = end.event === 'more' && isCircle(end.mark) ? 'failed' : end.event;
      if (event === 'failed' && !signal.aborted) work.onFailure(askedAt, end.reason ?? 'going in a circle');
      return event;
    } catch (error) {
      if (error instanceof StorageError) {
        work.onFault(error.fault);
        return error.fault === 'newer' ? 'outdated' : 'failed';
      }
      if (error instanceof NotLoaded) work.onFailure(askedAt, error.message);
      else console.error('The sync engine met a fault of its own.', error);
      return 'failed';
    }
  };
}

/** Says whether an attempt that wants more has come to the same place too often. */
function circleFinder(): (mark: string | undefined) => boolean {
  let last: string | undefined;
  let times = 0;
  return (mark) => {
    times = mark !== undefined && mark === last ? times + 1 : 1;
    last = mark;
    if (times < mostInCircle) return false;
    times = 0;
    return true;
  };
}
