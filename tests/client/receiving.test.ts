/** Downloads, news, restores, and proofs: what the device has is what the server would show it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import type { Pace } from '../../client/sync/run-engine.ts';
import { goneEntry, commit } from '../../client/store/overlay.ts';
import {
  clearDisk,
  codecs,
  enter,
  FakeLine,
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

/** Everything readable at the server is on the device, and nothing else. */
async function sameAsServer(hall: OpenHall, server: FakeServer, line: FakeLine): Promise<void> {
  for (const [name] of registry) {
    const here = (await hall.rows.list(name)).map((row) => `${row.id} ${row.version}`).sort();
    const there = [...server.table(name).values()]
      .filter((one) => server.isReadable(line.actor, one))
      .map(({ row }) => `${row.id} ${row.version}`)
      .sort();
    expect([name, here]).toEqual([name, there]);
    expect(await hall.rows.count(name)).toBe(there.length);
  }
}

/** Nothing by itself: no polling, no proof, no tidying. What a test sees came by what it did. */
const restful: Partial<Pace> = {
  pollMs: 60_000,
  verifyEachMs: 1e9,
  idleMs: 1e9,
  debounceMs: 1,
  chance: () => 0,
  watchdogMs: 60_000,
};

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  test('news arrive by a poke; rows change, leave and come', async () => {
    const server = new FakeServer();
    const { sessionId, studentIds } = seedClass(server, 5);
    const line = new FakeLine(server, makeActor('staff'));
    const hall = await enter(line, { codec, pace: restful });
    await settled(hall);
    await sameAsServer(hall, server, line);
    await until('the line is open', () => line.pokes.size === 1);
    server.put('classSession', sessionId, { topic: 'New' });
    server.remove('student', studentIds[0] ?? '');
    seedClass(server, 2);
    line.poke();
    await until('seen', async () => (await hall.rows.get('classSession', sessionId))?.['topic'] === 'New');
    await sameAsServer(hall, server, line);
  });

  test('a download that is cut at any place goes on from there and ends whole', async () => {
    const server = new FakeServer();
    seedClass(server, 23);
    const line = new FakeLine(server, makeActor('staff'));
    line.rowsPerPage = 4;
    let hall = await enter(line, { codec, pace: restful });
    await settled(hall);
    await leave(hall);
    const whole = line.pulls.length;
    expect(whole).toBeGreaterThan(0);
    for (let amount = 150; amount < 9_000; amount += 733) {
      clearDisk();
      line.trouble = 'cut';
      line.amount = amount;
      line.pulls = [];
      hall = await enter(line, { codec, pace: restful, bootstrap: line.bootstrap() });
      await until(
        'it was tried',
        () => line.pulls.length > 0 && hall.engine.lane('pull').state !== 'working',
      );
      if (hall.engine.lane('pull').state === 'waiting') expect(hall.sync.status().state).toBe('offline');
      const before = hall.store.sync.facts().progress;
      await leave(hall);
      line.trouble = 'none';
      line.pulls = [];
      hall = await enter(line, { codec, pace: restful });
      await settled(hall);
      await sameAsServer(hall, server, line);
      expect(line.pulls[0]?.resume?.done).toBe(before?.done);
      expect(hall.store.sync.facts().progress).toBe(null);
      await leave(hall);
    }
  });

  test('a first download can be read while it runs', async () => {
    const server = new FakeServer();
    seedClass(server, 12);
    const line = new FakeLine(server, makeActor('staff'));
    line.rowsPerPage = 3;
    line.trouble = 'cut';
    line.amount = 10_500;
    const hall = await enter(line, { codec, bootstrap: line.bootstrap() });
    await until('cut', () => hall.engine.lane('pull').state === 'waiting');
    const count = await hall.rows.count('student');
    expect(count).toBeGreaterThan(0);
    expect((await hall.rows.list('student')).length).toBe(count);
    expect(hall.sync.status().download).toMatchObject({ promised: expect.any(Number) as number });
  });

  test('a page that was lost here is found by the proof and fetched again; nothing else is', async () => {
    const server = new FakeServer();
    seedClass(server, 30);
    const line = new FakeLine(server, makeActor('staff'));
    line.rowsPerPage = 10;
    const hall = await enter(line, { codec });
    await settled(hall);
    // The fault: rows vanish from this device without anybody saying so.
    const victims = (await hall.rows.list('student')).slice(12, 15).map(({ id }) => id);
    await commit(hall.store.core, { entries: new Map([['student', victims.map((id) => goneEntry(id))]]) });
    expect(await hall.rows.count('student')).toBe(27);
    line.pulls = [];
    hall.sync.now();
    await until('healed', async () => (await hall.rows.count('student')) === 30);
    await settled(hall);
    await sameAsServer(hall, server, line);
    const asked = line.pulls.flatMap(({ refetch }) => refetch ?? []);
    expect(asked.map(({ entity }) => entity)).toEqual(['student']);
    expect(hall.sync.status().alarm).toBe(null);
  });

  test('a device that knows too much is put right too', async () => {
    const server = new FakeServer();
    const { studentIds } = seedClass(server, 6);
    const line = new FakeLine(server, makeActor('staff'));
    const hall = await enter(line, { codec });
    await settled(hall);
    // The server loses a row without telling its feed.
    server.table('student').delete(studentIds[2] ?? '');
    hall.sync.now();
    await until('put right', async () => (await hall.rows.count('student')) === 5);
    await sameAsServer(hall, server, line);
  });

  test('after a restore the device downloads anew and offers again what the backup does not know', async () => {
    const server = new FakeServer();
    const { cohortId, sessionId, studentIds } = seedClass(server, 4);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
    const hall = await enter(line, { codec });
    await settled(hall);
    const mark = (index: number, status: string) =>
      hall.rows.write({
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId: studentIds[index] ?? '', status },
      });
    await mark(0, 'present');
    await until('sent', () => hall.sync.status().unsent === 0);
    const restore = server.backup();
    await mark(1, 'late');
    await mark(2, 'absent');
    await until('sent', () => hall.sync.status().unsent === 0);
    const before = (await hall.rows.sent(10)).map(({ changeId, sequence }) => [changeId, sequence]);
    await settled(hall);
    restore();
    server.received = [];
    expect(server.live('attendance').length).toBe(1);
    // Whoever sees the new epoch sees what waits again: never is there a moment in which all seems sent.
    const { core, sync } = hall.store;
    const read = core.database.read.bind(core.database);
    const seen: boolean[] = [];
    const isOffered = (): boolean => server.live('attendance').length === 3;
    vi.spyOn(core.database, 'read').mockImplementation((names, work) => {
      if (sync.facts().epoch === server.epoch && !isOffered()) seen.push(sync.hasWaiting());
      return read(names, work);
    });
    hall.sync.now();
    await until('offered again', isOffered);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).not.toContain(false);
    await settled(hall);
    await until('all sent', () => hall.sync.status().unsent === 0);
    expect(server.received.every(({ was }) => was !== undefined)).toBe(true);
    expect(server.received.map(({ id, sequence }) => [id, sequence]).sort()).toEqual([...before].sort());
    expect(server.applied.length).toBe(2);
    await sameAsServer(hall, server, line);
    expect(hall.store.sync.facts().epoch).toBe(server.epoch);
  });

  test('a restore is noticed while sending too, when nothing can be pulled', async () => {
    const server = new FakeServer();
    const { cohortId, sessionId, studentIds } = seedClass(server, 2);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
    const hall = await enter(line, { codec });
    await settled(hall);
    const restore = server.backup();
    const mark = (studentId: string | undefined) =>
      hall.rows.write({
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId: studentId ?? '', status: 'present' },
      });
    await mark(studentIds[0]);
    await until('sent', () => hall.sync.status().unsent === 0);
    await settled(hall);
    const real = line.fetch.bind(line);
    line.fetch = (path, init) =>
      path === '/api/sync/push' ? real(path, init) : Promise.reject(new TypeError('fetch failed'));
    restore();
    await mark(studentIds[1]);
    await until('offered again', () => server.live('attendance').length === 2);
    line.fetch = real;
  });

  test('a role that shows less takes the lost fields off the device at once', async () => {
    const server = new FakeServer();
    seedClass(server, 3);
    const admin = makeActor('admin');
    const line = new FakeLine(server, admin);
    const hall = await enter(line, { codec });
    await settled(hall);
    expect(Object.keys((await hall.rows.list('member'))[0] ?? {})).toContain('generalNotes');
    line.actor = { ...admin, grants: [{ role: 'organizer', startsAt: 0, expiresAt: null }] };
    hall.sync.now();
    await until(
      'the view changed',
      async () =>
        !Object.keys((await hall.rows.list('member'))[0] ?? { generalNotes: 1 }).includes('generalNotes'),
    );
    await settled(hall);
    expect(await hall.rows.count('student')).toBe(0);
    expect(await hall.rows.count('member')).toBe(3);
    const raw = await hall.store.core.database.read(['pages', 'roots'], async (tables) => [
      await tables.pages.where('entity').equals('student').count(),
      (await tables.roots.get('student')) === undefined ? 0 : 1,
    ]);
    expect(raw).toEqual([0, 0]);
    expect(hall.actor().grants[0]?.role).toBe('organizer');
  });

  test('a new assignment brings its class without downloading the others again', async () => {
    const server = new FakeServer();
    const one = seedClass(server, 3);
    const two = seedClass(server, 2);
    const actor = makeActor('instructor', { teaching: [teaching(one.cohortId)] });
    const line = new FakeLine(server, actor);
    const hall = await enter(line, { codec });
    await settled(hall);
    expect(await hall.rows.count('student')).toBe(3);
    line.actor = { ...actor, teaching: [teaching(one.cohortId), teaching(two.cohortId)] };
    hall.sync.now();
    await until('both classes', async () => (await hall.rows.count('student')) === 5);
    await settled(hall);
    await sameAsServer(hall, server, line);
    await until('the roles are known', () =>
      hall.holdings().some(({ scope }) => scope === `cohort:${two.cohortId}`),
    );
  });

  test('made to fetch everything again it stays readable, heals, and sends what was unsent once', async () => {
    const server = new FakeServer();
    const { sessionId, studentIds } = seedClass(server, 12);
    const line = new FakeLine(server, makeActor('staff'));
    line.rowsPerPage = 3;
    const hall = await enter(line, { codec, pace: { verifyEachMs: 1e9 } });
    await settled(hall);
    const realFetch = line.fetch.bind(line);
    line.fetch = (path, init) =>
      path === '/api/sync/push' ? Promise.reject(new TypeError('fetch failed')) : realFetch(path, init);
    await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'Mine' } });
    // A row that went without anybody having noticed, and that no news will bring.
    const lost = studentIds[3] ?? '';
    await commit(hall.store.core, { entries: new Map([['student', [goneEntry(lost, 999)]]]) });
    expect(await hall.rows.get('student', lost)).toBeUndefined();

    line.mark = '=again';
    line.trouble = 'cut';
    line.amount = 9_000;
    line.pulls = [];
    hall.sync.now();
    await until('it was cut', () => hall.engine.lane('pull').state === 'waiting');
    expect(await hall.rows.count('student')).toBeGreaterThanOrEqual(11);
    expect((await hall.rows.get('classSession', sessionId))?.['topic']).toBe('Mine');

    line.trouble = 'none';
    hall.sync.now();
    await until('all of it came anew', () =>
      Object.values(hall.store.sync.views()).every((view) => view.endsWith('=again')),
    );
    await until('nothing is on its way', () => hall.sync.status().download === null);
    expect((await hall.rows.unsent()).map(({ set }) => set)).toEqual([{ topic: 'Mine' }]);
    expect((await hall.rows.get('classSession', sessionId))?.['topic']).toBe('Mine');

    line.fetch = realFetch;
    hall.sync.now();
    await settled(hall);
    await until('sent', async () => (await hall.rows.unsent()).length === 0);
    await sameAsServer(hall, server, line);
    expect(server.applied).toHaveLength(1);
    expect(server.table('classSession').get(sessionId)?.row['topic']).toBe('Mine');
  });
});

test('a range that cannot be mended raises a flag instead of a circle', async () => {
  const server = new FakeServer();
  const { studentIds } = seedClass(server, 3);
  const line = new FakeLine(server, makeActor('staff'));
  const hall = await enter(line);
  await settled(hall);
  // The server proves one thing and sends another.
  const honest = server.table('student').get(studentIds[0] ?? '');
  let isProof = false;
  const table = server.table('student');
  const realGet = table.values.bind(table);
  const realFetch = line.fetch.bind(line);
  line.fetch = (path, init) => {
    isProof = path === '/api/sync/verify';
    return realFetch(path, init);
  };
  table.values = function* values() {
    for (const one of realGet()) {
      const lie = isProof && one === honest ? { ...one, row: { ...one.row, version: 99 } } : one;
      yield lie;
    }
    return undefined;
  } as typeof table.values;
  hall.sync.now();
  await until('the flag', () => hall.sync.status().alarm === 'incomplete');
  await rest(100);
  const repairs = line.pulls.filter(({ refetch }) => refetch !== undefined).length;
  expect(repairs).toBeLessThan(8);
  expect((await hall.rows.list('student')).length).toBe(3);
  expect(newId()).not.toBe(newId());
});
