/** P5: personal records that were opened without signal are told to the office, once, and are nobody's unsent work. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../shared/sync/clock.ts';
import { leaveHall } from '../../client/session/leave-hall.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import { clearDisk, codecs, enter, FakeLine, FakeServer, leave, leaveAll } from './world.ts';
import { makeActor, newId, rest, settled, until } from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

const minute = 60_000;

function movingClock(): Clock & { ahead: number } {
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
  return clock;
}

const open = async (hall: OpenHall, id: string): Promise<void> =>
  (await hall.rows.beside()).views.note('member', id);
const waiting = async (hall: OpenHall): Promise<number> => (await hall.rows.beside()).views.waiting();
const allTold = (hall: OpenHall): Promise<void> =>
  until('told', async () => (await waiting(hall)) === 0, 10_000);

describe.each(await codecs())('on a %s disk', (_, codec) => {
  test('they survive a reload, are told when there is signal, and count as no work', async () => {
    const server = new FakeServer();
    const line = new FakeLine(server, makeActor('organizer'));
    const first = await enter(line, { codec });
    await settled(first);
    line.trouble = 'offline';
    const [ana, ben] = [newId(), newId()];
    await open(first, ana);
    await open(first, ben);
    expect(await waiting(first)).toBe(2);
    expect(first.sync.status().unsent).toBe(0);
    expect(await first.rows.unsent()).toEqual([]);
    await leave(first);
    const again = await enter(line, { codec });
    await until('without signal', () => again.sync.status().state === 'offline');
    expect(await waiting(again)).toBe(2);
    expect(server.views).toEqual([]);
    const pushes = line.log.filter((path) => path === '/api/sync/push').length;
    line.trouble = 'none';
    again.sync.now();
    await allTold(again);
    expect(server.views.map(({ entity, row }) => [entity, row]).sort()).toEqual(
      [
        ['member', ana],
        ['member', ben],
      ].sort(),
    );
    expect(await again.rows.sent(50)).toEqual([]);
    expect(line.log.filter((path) => path === '/api/sync/push').length).toBe(pushes);
  });
});

test('opened again within ten minutes is told once; later, again', async () => {
  const server = new FakeServer();
  const line = new FakeLine(server, makeActor('organizer'));
  const clock = movingClock();
  const hall = await enter(line, { clock });
  await settled(hall);
  line.trouble = 'offline';
  const id = newId();
  for (const ahead of [0, 1, 9, 11, 12]) {
    clock.ahead = ahead * minute;
    await open(hall, id);
  }
  expect(await waiting(hall)).toBe(2);
});

test('an answer that was lost makes it be told again, under the same id', async () => {
  const server = new FakeServer();
  const line = new FakeLine(server, makeActor('organizer'));
  const hall = await enter(line);
  await settled(hall);
  await open(hall, newId());
  let isLost = true;
  line.onAnswer = (path) => {
    if (path === '/api/sync/views' && isLost) throw new TypeError('network error');
  };
  hall.sync.now();
  await until('told once', () => server.views.length > 0);
  await rest(50);
  expect(await waiting(hall)).toBe(1);
  isLost = false;
  hall.sync.now();
  await allTold(hall);
  expect(server.views.length).toBeGreaterThan(1);
  expect(new Set(server.views.map(({ id }) => id)).size).toBe(1);
});

test('a server that does not know them yet keeps no work waiting', async () => {
  const server = new FakeServer();
  const { sessionId } = { sessionId: newId() };
  const line = new FakeLine(server, makeActor('admin'));
  const hall = await enter(line);
  await settled(hall);
  line.onAnswer = (path) => {
    if (path === '/api/sync/views') throw new TypeError('network error');
  };
  await open(hall, sessionId);
  const written = await hall.rows.write({
    entity: 'course',
    op: 'create',
    set: { code: 'V1', name: 'Views', courseType: 'core' },
  });
  expect(written.ok).toBe(true);
  await until('sent', () => hall.sync.status().unsent === 0);
  expect(await waiting(hall)).toBe(1);
  expect(hall.sync.status().alarm).toBeNull();
});

test('another person on the same device tells nothing of them', async () => {
  const server = new FakeServer();
  const mine = await enter(new FakeLine(server, makeActor('organizer')));
  await settled(mine);
  await leave(mine);
  const line = new FakeLine(server, makeActor('organizer'));
  const others = await enter(line);
  await settled(others);
  await open(others, newId());
  expect(await waiting(others)).toBe(1);
  await leave(others);
  const again = await enter(new FakeLine(server, mine.actor()));
  expect(await waiting(again)).toBe(0);
});

describe('who signs out and leaves nothing on the device', () => {
  const signOut = async (hall: OpenHall): Promise<unknown> => {
    const parts = {
      hall,
      session: { signOut: () => Promise.resolve() },
      onLetGo: () => hall,
    } as unknown as Parameters<typeof leaveHall>[0];
    return leaveHall(parts, 'send', false);
  };

  test('has told what was opened, with signal', async () => {
    const server = new FakeServer();
    const hall = await enter(new FakeLine(server, makeActor('organizer')));
    await settled(hall);
    const id = newId();
    await open(hall, id);
    expect(await signOut(hall)).toBe('left');
    expect(server.views.map(({ row }) => row)).toEqual([id]);
  });

  test('is not kept waiting without it', async () => {
    const server = new FakeServer();
    const line = new FakeLine(server, makeActor('organizer'));
    const hall = await enter(line);
    await settled(hall);
    line.trouble = 'offline';
    await open(hall, newId());
    hall.sync.now();
    await until('without signal', () => hall.sync.status().state === 'offline');
    const begun = Date.now();
    expect(await signOut(hall)).toBe('left');
    expect(Date.now() - begun).toBeLessThan(2_000);
    expect(server.views).toEqual([]);
  });
});
