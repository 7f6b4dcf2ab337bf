/** The table of the engine, exhaustively: every state with every event. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laneEvents, laneStates, newLane, pauseAfter, transition } from '../../client/sync/engine.ts';
import type { Lane, LaneEffect, LaneEvent, LaneState } from '../../client/sync/engine.ts';

const rows = laneStates.flatMap((state) => laneEvents.map((event) => [state, event] as const));

/** What each state must come to; what is not named stays as it is, without effect. */
const expected: Readonly<Record<LaneState, string>> = {
  follower: 'lead→working+start',
  idle: 'yield→follower want→working+start hurry→working+start outdated→stopped',
  working:
    'yield→follower+abort want→again hurry→again done→idle more→working+start failed→waiting+arm denied→refreshing+refresh outdated→stopped',
  again:
    'yield→follower+abort done→working+start more→working+start failed→waiting+arm denied→refreshing+refresh outdated→stopped',
  waiting:
    'yield→follower+disarm hurry→working+disarm+start timer→working+start refreshed→working+disarm+start outdated→stopped+disarm',
  refreshing:
    'yield→follower refreshed→working+start unrefreshed→signed_out failed→waiting+arm outdated→stopped',
  signed_out: 'yield→follower refreshed→working+start hurry→refreshing+refresh',
  stopped: '',
};

test.each(rows)('%s meets %s', (state, event) => {
  const step = transition({ state, failures: 2 }, event);
  const found = new Map(expected[state].split(' ').map((text) => text.split('→') as [string, string]));
  const want = found.get(event) ?? state;
  expect([step.lane.state, ...step.effects].join('+')).toBe(want);
});

test('failures count up with failed tries and are forgotten by an answer', () => {
  const working: Lane = { state: 'working', failures: 3 };
  expect(transition(working, 'failed').lane.failures).toBe(4);
  expect(transition(working, 'done').lane.failures).toBe(0);
  expect(transition(working, 'more').lane.failures).toBe(0);
  expect(transition(working, 'want').lane.failures).toBe(3);
});

/** Runs events as the world would: timers ring only when armed, attempts end only when begun. */
function walk(events: readonly LaneEvent[]): {
  lane: Lane;
  armed: boolean;
  attempts: number;
  refreshes: number;
} {
  let lane = newLane;
  let armed = false;
  let attempts = 0;
  let refreshes = 0;
  const ends: readonly LaneEvent[] = ['done', 'more', 'failed', 'denied', 'outdated'];
  const apply = (effect: LaneEffect): void => {
    if (effect === 'start') attempts += 1;
    if (effect === 'arm') armed = true;
    if (effect === 'disarm') armed = false;
    if (effect === 'refresh') refreshes += 1;
    if (effect === 'abort') attempts -= 1;
  };
  for (const event of events) {
    const isAttempt = lane.state === 'working' || lane.state === 'again';
    if (ends.includes(event) && !isAttempt && !(event === 'failed' && lane.state === 'refreshing')) continue;
    if (event === 'timer' && !armed) continue;
    if (event === 'timer') armed = false;
    if (isAttempt && ends.includes(event)) attempts -= 1;
    const step = transition(lane, event);
    lane = step.lane;
    step.effects.forEach(apply);
  }
  return { lane, armed, attempts, refreshes };
}

test('whatever happens: one attempt at most, one running whenever the state says so, and who waits has a timer', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...laneEvents), { maxLength: 60 }), (events) => {
      const { lane, armed, attempts } = walk(events);
      expect(attempts).toBe(lane.state === 'working' || lane.state === 'again' ? 1 : 0);
      if (lane.state === 'waiting') expect(armed).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('from every state but “stopped” there is a way back to work', () => {
  for (const state of laneStates) {
    if (state === 'stopped') continue;
    const reached = new Set<LaneState>([state]);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const one of [...reached])
        for (const event of laneEvents)
          reached.add(transition({ state: one, failures: 0 }, event).lane.state);
    }
    expect(reached).toContain('working');
  }
});

test('pauses grow from half a second to a minute and never beyond', () => {
  expect(pauseAfter(1, 0)).toBe(500);
  expect(pauseAfter(1, 1)).toBe(1_000);
  expect(pauseAfter(7, 1)).toBe(60_000);
  expect(pauseAfter(1_000, 1)).toBe(60_000);
  expect(pauseAfter(1_000, 0)).toBe(30_000);
});
