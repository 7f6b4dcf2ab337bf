/** P8 where nobody saves and no poll is due: a server that is gone is noticed by the stream that it took along. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  clearDisk,
  enter,
  FakeLine,
  FakeServer,
  leaveAll,
  makeActor,
  quickPace,
  settled,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

const anHour = 3_600_000;

test('the stream breaks and cannot be had again: offline, and online when the server is back', async () => {
  const line = new FakeLine(new FakeServer(), makeActor('staff'));
  const hall = await enter(line, { pace: { ...quickPace, pollMs: anHour, watchdogMs: anHour } });
  await settled(hall);
  await until('it listens', () => line.pokes.size === 1);
  expect(hall.sync.status().state).toBe('online');
  line.trouble = 'offline';
  for (const end of line.breakStreams) end();
  await until('it says so', () => hall.sync.status().state === 'offline');
  line.trouble = 'none';
  await until('it is back', () => hall.sync.status().state === 'online', 10_000);
  await until('it listens again', () => line.pokes.size === 1, 10_000);
});

test('a broken stream that opens again at once says nothing', async () => {
  const line = new FakeLine(new FakeServer(), makeActor('staff'));
  const hall = await enter(line, { pace: { ...quickPace, pollMs: anHour, watchdogMs: anHour } });
  await settled(hall);
  await until('it listens', () => line.pokes.size === 1);
  const pulls = line.pulls.length;
  for (const end of line.breakStreams) end();
  await until('it listens again', () => line.pokes.size === 1, 10_000);
  await until('it looked what it missed', () => line.pulls.length > pulls);
  expect(hall.sync.status().state).toBe('online');
});
