/**
 * How the device talks with the server, as a table: one lane for sending, one for receiving. Pure.
 *
 * 1. Only the leading tab works; the others stand as followers and lose nothing by it.
 * 2. Whoever waits has a timer armed; there is no way into `waiting` without one.
 * 3. A refused session stops the talk, never the recording: work waits until someone signs in.
 * 4. Something wanted while work is under way is done after it, never forgotten.
 */
export const laneStates = [
  'follower',
  'idle',
  'working',
  'again',
  'waiting',
  'refreshing',
  'signed_out',
  'stopped',
] as const;
export type LaneState = (typeof laneStates)[number];

/**
 * lead, yield: this tab leads, or does no longer. want: there may be something to do. hurry: now, whatever the timer
 * says. done, more, failed, denied, outdated: how an attempt ended. refreshed, unrefreshed: the session. timer: it rang.
 */
export const laneEvents = [
  'lead',
  'yield',
  'want',
  'hurry',
  'done',
  'more',
  'failed',
  'denied',
  'outdated',
  'refreshed',
  'unrefreshed',
  'timer',
] as const;
export type LaneEvent = (typeof laneEvents)[number];

/** start: begin an attempt. arm: set the timer for the next. refresh: ask for a fresh session. abort: cut the attempt. */
export type LaneEffect = 'start' | 'arm' | 'disarm' | 'refresh' | 'abort';

export interface Lane {
  readonly state: LaneState;
  /** Attempts that failed one after another. */
  readonly failures: number;
}

export interface Step {
  readonly lane: Lane;
  readonly effects: readonly LaneEffect[];
}

type Move = readonly [LaneState, ...LaneEffect[]];

/** What is not in the table changes nothing. */
const table: Readonly<Record<LaneState, Partial<Readonly<Record<LaneEvent, Move>>>>> = {
  follower: { lead: ['working', 'start'] },
  idle: {
    yield: ['follower'],
    want: ['working', 'start'],
    hurry: ['working', 'start'],
    outdated: ['stopped'],
  },
  working: {
    yield: ['follower', 'abort'],
    want: ['again'],
    hurry: ['again'],
    done: ['idle'],
    more: ['working', 'start'],
    failed: ['waiting', 'arm'],
    denied: ['refreshing', 'refresh'],
    outdated: ['stopped'],
  },
  again: {
    yield: ['follower', 'abort'],
    done: ['working', 'start'],
    more: ['working', 'start'],
    failed: ['waiting', 'arm'],
    denied: ['refreshing', 'refresh'],
    outdated: ['stopped'],
  },
  waiting: {
    yield: ['follower', 'disarm'],
    hurry: ['working', 'disarm', 'start'],
    timer: ['working', 'start'],
    refreshed: ['working', 'disarm', 'start'],
    outdated: ['stopped', 'disarm'],
  },
  refreshing: {
    yield: ['follower'],
    refreshed: ['working', 'start'],
    unrefreshed: ['signed_out'],
    failed: ['waiting', 'arm'],
    outdated: ['stopped'],
  },
  signed_out: { yield: ['follower'], refreshed: ['working', 'start'], hurry: ['refreshing', 'refresh'] },
  stopped: {},
};

const failuresAfter = (lane: Lane, event: LaneEvent): number => {
  if (event === 'failed') return lane.failures + 1;
  return event === 'done' || event === 'more' ? 0 : lane.failures;
};

export function transition(lane: Lane, event: LaneEvent): Step {
  const move = table[lane.state][event];
  if (!move) return { lane, effects: [] };
  const [state, ...effects] = move;
  return { lane: { state, failures: failuresAfter(lane, event) }, effects };
}

export const newLane: Lane = { state: 'follower', failures: 0 };

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Doubles from one second to one minute; half of it is chance, so that a hall full of phones does not ask at once. */
export function pauseAfter(failures: number, chance: number): number {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, Math.min(failures - 1, 16)));
  return full / 2 + (full / 2) * chance;
}
