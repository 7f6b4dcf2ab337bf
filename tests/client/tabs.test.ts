/** Two tabs of one person on one disk: any may write, one sends, none waits for the other. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { foldEntity } from '../../client/store/fold.ts';
import type { BareStore } from './bare-store.ts';
import { openBare, download } from './bare-store.ts';
import { course } from './course.ts';
import {
  clearDisk,
  codecs,
  enter,
  FakeLine,
  FakeLocks,
  FakeServer,
  leave,
  leaveAll,
  makeActor,
  newId,
  rest,
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  const twoTabs = async () => {
    const server = new FakeServer();
    const seeded = seedClass(server, 6);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(seeded.cohortId)] }));
    const locks = new FakeLocks() as unknown as LockManager;
    const first = await enter(line, { codec, locks });
    await settled(first);
    const second = await enter(line, { codec, locks });
    return { server, line, first, second, ...seeded };
  };

  test('the second tab writes, the first sends, both see it', async () => {
    const { first, second, server, sessionId, studentIds } = await twoTabs();
    expect(second.engine.lane('push').state).toBe('follower');
    await second.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[0] ?? '', status: 'late' },
    });
    await until('sent', () => server.live('attendance').length === 1);
    for (const tab of [first, second])
      await until('seen as sent', async () => {
        const [row] = await tab.rows.list('attendance', { prefix: [sessionId] });
        return row?.pending === false && tab.sync.status().unsent === 0;
      });
    expect(second.sync.status().state).toBe('online');
  });

  test('both tabs mark at once: numbers run on without holes or doubles, nothing is lost', async () => {
    const { line, first, second, server, sessionId, studentIds } = await twoTabs();
    line.trouble = 'offline';
    await Promise.all(
      [...studentIds, ...studentIds].map((studentId, index) =>
        (index % 2 === 0 ? first : second).rows.write({
          entity: 'attendance',
          op: 'create',
          set: { sessionId, studentId, status: index < 6 ? 'late' : 'present' },
        }),
      ),
    );
    await until(
      'both know all',
      () => first.sync.status().unsent === 12 && second.sync.status().unsent === 12,
    );
    expect((await second.rows.unsent()).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    line.trouble = 'none';
    second.sync.now();
    await until('sent', () => first.sync.status().unsent === 0);
    expect(server.applied.length).toBe(12);
    expect(server.live('attendance').map((row) => row['status'])).toEqual(Array(6).fill('present'));
  });

  test('the sending tab closes: the other takes over and sends what waits', async () => {
    const { line, first, second, server, sessionId, studentIds } = await twoTabs();
    line.trouble = 'offline';
    await second.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[0] ?? '', status: 'late' },
    });
    await rest(20);
    await leave(first);
    line.trouble = 'none';
    await until('taken over', () => second.engine.lane('push').state !== 'follower');
    await until('sent', () => second.sync.status().unsent === 0);
    expect(server.applied.length).toBe(1);
  });

  test('one tab folds while the other reads: no row is missed or seen twice', async () => {
    const actor = makeActor('admin');
    const leader = await openBare(actor, codec);
    const rows = Array.from({ length: 40 }, (_, index) =>
      course(newId(), 1, `c${String(index).padStart(3, '0')}`),
    );
    await download(leader, 'course', rows, 7);
    const reader = await openBare(actor, codec);
    for (let round = 2; round < 12; round += 1) {
      const changed = rows.slice(round, round + 9).map((row) => ({ ...row, version: round }));
      await leader.sync.rows({ puts: { course: changed }, exits: [] }, {});
      reader.core.memory.pages.clear();
      const [folded, ...lists] = await Promise.all([
        foldEntity(leader.core, 'course'),
        reader.rows.list('course'),
        reader.rows.list('course'),
        reader.rows.count('course'),
      ]);
      expect(folded).toBe(true);
      expect(lists[2]).toBe(40);
      for (const list of lists.slice(0, 2))
        expect(new Set((list as readonly { id: string }[]).map(({ id }) => id)).size).toBe(40);
    }
    await until(
      'the reader caught up',
      () => reader.core.memory.generation === leader.core.memory.generation,
    );
    expect((await reader.rows.list('course')).map(({ version }) => version)).toEqual(
      (await leader.rows.list('course')).map(({ version }) => version),
    );
    await leader.close();
    await reader.close();
  });

  test('both tabs edit one record at once: the later edit believes what the earlier one made of it', async () => {
    const actor = makeActor('admin');
    const first = await openBare(actor, codec);
    const id = newId();
    await download(first, 'course', [{ ...course(id, 1, 'c1'), name: 'x' }]);
    const second = await openBare(actor, codec);
    const rename = (store: BareStore, name: string) =>
      store.rows.write({ entity: 'course', op: 'update', row: id, set: { name } });
    await Promise.all([rename(first, 'first'), rename(second, 'second')]);
    await first.close();
    await second.close();
    const again = await openBare(actor, codec);
    const [one, two] = await again.rows.unsent();
    expect([one?.sequence, two?.sequence]).toEqual([1, 2]);
    expect(one?.base).toEqual({ name: 'x' });
    expect(two?.base).toEqual(one?.set);
    await again.close();
  });
});

test('a tab that leads but shows no life is unseated, and what it left is sent', async () => {
  const locks = new FakeLocks();
  const events: string[] = [];
  const { standForLeader } = await import('../../client/sync/leader.ts');
  const stand = (name: string) =>
    standForLeader(
      locks as unknown as LockManager,
      'lead',
      () => events.push(`${name} leads`),
      () => events.push(`${name} lost`),
      Promise.resolve(),
    );
  const first = stand('first');
  const second = stand('second');
  await rest(5);
  expect(events).toEqual(['first leads']);
  second.unseat();
  await rest(5);
  expect(events).toEqual(['first leads', 'second leads', 'first lost']);
  second.resign();
  await rest(5);
  expect(events.at(-1)).toBe('first leads');
  first.resign();
});

/** So many looks of a following tab, with time in between for what the tabs say to each other. */
async function looks(count: number): Promise<void> {
  for (let look = 0; look < count; look += 1) {
    vi.advanceTimersByTime(4_000);
    await rest(20);
  }
}

describe('work waits in a following tab', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  const classroom = () => {
    const server = new FakeServer();
    const { cohortId, sessionId, studentIds } = seedClass(server);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
    const set = { sessionId, studentId: studentIds[0] ?? '', status: 'late' };
    return { server, line, mark: { entity: 'attendance', op: 'create', set } as const };
  };

  test('the tab that leads is frozen: after three questions without an answer this one sends', async () => {
    const { server, line, mark } = classroom();
    const locks = new FakeLocks();
    await leave(await enter(line));
    const name = `unionhall-${line.actor.localId}-${line.actor.userId}-lead`;
    const frozen = locks.request(name, {}, () => new Promise(() => undefined)).catch(() => 'unseated');
    const tab = await enter(line, { locks: locks as unknown as LockManager });
    await tab.rows.write(mark);
    await looks(3);
    expect(tab.engine.lane('push').state).toBe('follower');
    await looks(1);
    await until('sent', () => server.live('attendance').length === 1);
    expect(await frozen).toBe('unseated');
  });

  test('the tab that leads answers, though it has nothing to report: it stays where it is', async () => {
    const { line, mark } = classroom();
    const locks = new FakeLocks() as unknown as LockManager;
    const [first, second] = [await enter(line, { locks }), await enter(line, { locks })];
    line.trouble = 'offline';
    await second.rows.write(mark);
    await looks(8);
    expect(second.engine.lane('push').state).toBe('follower');
    expect(first.engine.lane('push').state).not.toBe('follower');
  });
});

test('without locks the hall says politely that it cannot run', async () => {
  const line = new FakeLine(new FakeServer(), makeActor('staff'));
  const { openHall } = await import('../../client/sync/open-hall.ts');
  const seat = {
    localId: line.actor.localId,
    localName: 'x',
    userId: line.actor.userId,
    firstName: 'a',
    lastName: 'b',
  };
  await expect(openHall({ seat, session: line })).rejects.toMatchObject({
    reason: 'insecure',
  });
});
