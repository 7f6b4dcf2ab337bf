/** P8: what is still on its way is known as such, so that no page takes "not here yet" for "none". */
import { createEffect, createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comingOf } from '../../client/components/coming.ts';
import type { DownloadStatus } from '../../client/hall.ts';
import { distrust } from '../../client/store/distrust.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import {
  clearDisk,
  enter,
  FakeLine,
  FakeServer,
  leave,
  leaveAll,
  makeActor,
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

const staffLine = (students: number): FakeLine => {
  const server = new FakeServer();
  seedClass(server, students);
  const line = new FakeLine(server, makeActor('staff'));
  line.rowsPerPage = 3;
  return line;
};
const cutAt = (line: FakeLine, amount: number): void => {
  line.trouble = 'cut';
  line.amount = amount;
};
/** Every state of the download, as a page would have heard of it. */
function listen(hall: OpenHall): (DownloadStatus | null)[] {
  const seen: (DownloadStatus | null)[] = [];
  createRoot(() => createEffect(() => void seen.push(hall.sync.status().download)));
  return seen;
}
const cut = (hall: OpenHall): Promise<void> =>
  until('cut', () => hall.engine.lane('pull').state === 'waiting');

test('before the first contact everything is still to come, and its number is not known', async () => {
  const line = staffLine(3);
  line.trouble = 'offline';
  const hall = await enter(line, { bootstrap: line.bootstrap() });
  await cut(hall);
  expect(hall.sync.status().state).toBe('offline');
  expect(comingOf(hall, ['student'])).toMatchObject({ done: 0, promised: 0 });
});

test('a first download tells how far it is, also after a restart without signal, and says when it is whole', async () => {
  const line = staffLine(12);
  cutAt(line, 10_500);
  const hall = await enter(line, { bootstrap: line.bootstrap() });
  await cut(hall);
  const before = hall.sync.status().download;
  const late = before?.coming.at(-1) ?? '';
  expect(before?.done).toBeGreaterThan(0);
  expect(before?.promised).toBeGreaterThan(before?.done ?? 0);
  await leave(hall);
  line.trouble = 'offline';
  const again = await enter(line);
  await cut(again);
  expect(again.sync.status().state).toBe('offline');
  expect(comingOf(again, [late])).toMatchObject({ done: before?.done, promised: before?.promised });
  line.trouble = 'none';
  again.sync.now();
  await settled(again);
  expect(again.sync.status()).toMatchObject({ state: 'online', download: null });
  expect(comingOf(again, [late])).toBeUndefined();
  await leave(again);
  line.trouble = 'offline';
  const whole = await enter(line);
  expect(comingOf(whole, [late])).toBeUndefined();
});

test('while an entity is fetched anew only that one is still to come', async () => {
  const line = staffLine(12);
  const hall = await enter(line);
  await settled(hall);
  const seen = listen(hall);
  await distrust(hall.store.core, 'student', hall.sync.now);
  await until('fetched anew', () => seen.some((download) => download !== null));
  await until('whole', () => hall.sync.status().download === null);
  expect(new Set(seen.flatMap((download) => download?.coming ?? []))).toEqual(new Set(['student']));
  expect(seen.find((download) => download !== null)).toMatchObject({ done: 0, promised: 12 });
});

test('with a new scope rows of any entity may come, until the pull has ended', async () => {
  const server = new FakeServer();
  const [one, other] = [seedClass(server, 4), seedClass(server, 4)];
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(one.cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  const seen = listen(hall);
  line.actor = { ...line.actor, teaching: [teaching(one.cohortId), teaching(other.cohortId)] };
  hall.sync.now();
  await until('the other class', async () => (await hall.rows.count('classSession')) === 2);
  await until('whole', () => hall.sync.status().download === null);
  expect(seen.find((download) => download !== null)?.coming).toContain('classSession');
});
