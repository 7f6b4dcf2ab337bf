/** P1 on the device: what was saved survives; what could not be saved is said at once and leaves nothing half-written. */
import Dexie from 'dexie';
import { IDBDatabase } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { uuidV5 } from '../../shared/values/uuid.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import { failWritesFrom } from './faults.ts';
import type { Fault } from './faults.ts';
import {
  clearDisk,
  codecs,
  enter,
  FakeLine,
  FakeServer,
  leave,
  leaveAll,
  localId,
  makeActor,
  newId,
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

let fault: Fault | undefined;
beforeEach(clearDisk);
afterEach(async () => {
  fault?.remove();
  fault = undefined;
  await leaveAll();
});

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  const school = async (students = 3) => {
    const server = new FakeServer();
    const seeded = seedClass(server, students);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(seeded.cohortId)] }));
    const hall = await enter(line, { codec });
    await settled(hall);
    return { server, line, hall, ...seeded };
  };
  const mark = (hall: OpenHall, sessionId: string, studentId: string, status: string) =>
    hall.rows.write({ entity: 'attendance', op: 'create', set: { sessionId, studentId, status } });

  test('a mark survives closing and opening without signal', async () => {
    const { line, hall, sessionId, studentIds } = await school();
    line.trouble = 'offline';
    await mark(hall, sessionId, studentIds[0] ?? '', 'late');
    await leave(hall);
    const again = await enter(line, { codec });
    const rows = await again.rows.list('attendance', { prefix: [sessionId] });
    expect(rows.map((row) => [row['status'], row.pending])).toEqual([['late', true]]);
    expect((await again.rows.unsent()).map(({ state, op }) => [state, op])).toEqual([['saved', 'create']]);
  });

  test('two tablets that mark one student write one row, and marking again is an edit', async () => {
    const { line, hall, sessionId, studentIds } = await school();
    line.trouble = 'offline';
    const [studentId = ''] = studentIds;
    const first = await mark(hall, sessionId, studentId, 'present');
    const second = await mark(hall, sessionId, studentId, 'absent');
    const id = uuidV5([localId, 'attendance', sessionId, studentId].join('|'));
    expect(first).toMatchObject({ ok: true, rowId: id });
    expect(second).toMatchObject({ ok: true, rowId: id });
    const [create, update] = await hall.rows.unsent();
    expect(create).toMatchObject({ op: 'create', sequence: 1, base: {} });
    expect(update).toMatchObject({
      op: 'update',
      sequence: 2,
      base: { status: 'present', arrivalTime: null, departureTime: null },
    });
    expect(await hall.rows.get('attendance', id)).toMatchObject({
      status: 'absent',
      pending: true,
      version: 0,
    });
  });

  test('no room at any write of a save: nothing is half-written and the person is told', async () => {
    const { line, hall, sessionId, studentIds } = await school();
    line.trouble = 'offline';
    await until(
      'the line is known to be dead',
      () => hall.sync.status().state === 'offline' || hall.engine.lane('pull').state === 'idle',
    );
    const gestures = studentIds.map((studentId) => ({
      entity: 'attendance',
      op: 'create' as const,
      set: { sessionId, studentId, status: 'present' },
    }));
    fault = failWritesFrom(Number.POSITIVE_INFINITY);
    expect((await hall.rows.writeAll(gestures.slice(0, 1))).every(({ ok }) => ok)).toBe(true);
    await hall.store.core.journal.settled();
    const writes = fault.count();
    fault.remove();
    expect(writes).toBeGreaterThanOrEqual(2);
    let failures = 0;
    for (let index = 0; ; index += 1) {
      fault = failWritesFrom(index);
      const written = await hall.rows.writeAll(gestures.slice(1));
      fault.remove();
      if (written.every(({ ok }) => ok)) break;
      failures += 1;
      expect(written.map((one) => (one.ok ? null : one.refusal))).toEqual(
        Array(2).fill({ code: 'not_stored', detail: 'full' }),
      );
      expect(hall.sync.status().alarm).toBe('storage_full');
      expect((await hall.rows.unsent()).length).toBe(1);
      expect((await hall.rows.list('attendance', { prefix: [sessionId] })).length).toBe(1);
    }
    expect(failures).toBe(3);
    expect(hall.sync.status().alarm).not.toBe('storage_full');
    await leave(hall);
    const again = await enter(line, { codec });
    const sequences = (await again.rows.unsent()).map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3]);
  });

  test('an abort at any write while the server answers: each change is waiting or answered, never both, never gone', async () => {
    for (let index = 0; index < 12; index += 1) {
      clearDisk();
      const { server, line, hall, sessionId, studentIds } = await school(2);
      line.trouble = 'offline';
      for (const studentId of studentIds) await mark(hall, sessionId, studentId, 'present');
      await hall.store.core.journal.settled();
      fault = failWritesFrom(index, undefined, false);
      line.trouble = 'none';
      hall.sync.now();
      await until('sent in spite of the fault', () => hall.sync.status().unsent === 0);
      fault.remove();
      expect(server.applied.length).toBe(2);
      expect(new Set(server.applied).size).toBe(2);
      expect((await hall.rows.sent(10)).length).toBe(2);
      expect((await hall.rows.list('attendance', { prefix: [sessionId] })).map((row) => row.pending)).toEqual(
        [false, false],
      );
      await leave(hall);
    }
  });

  test('the app dies at any write while the server answers: after opening again everything is sent once', async () => {
    for (let index = 0; index < 10; index += 1) {
      clearDisk();
      const { server, line, hall, sessionId, studentIds } = await school(2);
      line.trouble = 'offline';
      for (const studentId of studentIds) await mark(hall, sessionId, studentId, 'present');
      await hall.store.core.journal.settled();
      fault = failWritesFrom(index);
      line.trouble = 'none';
      hall.sync.now();
      await until('the server has it', () => server.applied.length === 2);
      await leave(hall);
      fault.remove();
      const again = await enter(line, { codec });
      expect((await again.rows.list('attendance', { prefix: [sessionId] })).length).toBe(2);
      await until('sent', () => again.sync.status().unsent === 0);
      await settled(again);
      expect(server.applied.length).toBe(2);
      expect((await again.rows.sent(10)).length).toBe(2);
      expect(
        (await again.rows.list('attendance', { prefix: [sessionId] })).map((row) => [
          row.pending,
          row.version,
        ]),
      ).toEqual([
        [false, 1],
        [false, 1],
      ]);
      expect(await again.store.lostCopies).toEqual([]);
      await leave(again);
    }
  });

  test('the browser drops the connection: the next save opens a new one', async () => {
    const { line, hall, sessionId, studentIds } = await school();
    line.trouble = 'offline';
    fault = failWritesFrom(
      0,
      () => new DOMException('Connection to Indexed Database server lost.', 'UnknownError'),
      false,
    );
    const written = await mark(hall, sessionId, studentIds[0] ?? '', 'present');
    expect(written.ok).toBe(true);
    expect((await hall.rows.unsent()).length).toBe(1);
  });

  test('what is wrong with a gesture is said in the words of the form, and nothing is saved', async () => {
    const { hall, sessionId, studentIds } = await school();
    const [studentId = ''] = studentIds;
    const wrong = await hall.rows.writeAll([
      {
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId, status: 'present', arrivalTime: '18:30', departureTime: '18:10' },
      },
      {
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId: studentIds[1] ?? '', status: 'present' },
      },
    ]);
    expect(wrong[0]).toMatchObject({ ok: false, problems: [{ field: 'departureTime', problem: 'rule' }] });
    expect(wrong[1]).toMatchObject({ ok: false });
    expect(
      await hall.rows.write({ entity: 'attendance', op: 'create', set: { studentId, status: 'present' } }),
    ).toMatchObject({ problems: [{ field: 'sessionId', problem: 'required' }] });
    expect(
      await hall.rows.write({ entity: 'course', op: 'create', set: { code: 'X', name: 'Y' } }),
    ).toMatchObject({ refusal: { code: 'not_allowed' } });
    expect(
      await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { room: '7' } }),
    ).toMatchObject({ problems: [{ field: 'room', problem: 'not_yours' }] });
    expect(
      await hall.rows.write({ entity: 'classSession', op: 'update', row: newId(), set: { topic: 'x' } }),
    ).toMatchObject({ refusal: { code: 'not_allowed' } });
    expect(
      await hall.rows.write({ entity: 'local', op: 'update', row: newId(), set: { name: 'x' } }),
    ).toMatchObject({ refusal: { code: 'command_only' } });
    expect((await hall.rows.unsent()).length).toBe(0);
  });

  test('giving up an unsent edit: the next one goes on from what it had found', async () => {
    const { line, server, hall, sessionId } = await school();
    line.trouble = 'offline';
    await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'Ohm' } });
    await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'Volt' } });
    const [first] = await hall.rows.unsent();
    await hall.rows.discard(first?.changeId ?? '');
    const left = await hall.rows.unsent();
    expect(left.map(({ base, set }) => [base, set])).toEqual([[{ topic: null }, { topic: 'Volt' }]]);
    await until('no try is under way', () => hall.engine.lane('push').state === 'waiting');
    line.trouble = 'none';
    hall.sync.now();
    await until('sent', () => hall.sync.status().unsent === 0 && server.received.length >= 2);
    await settled(hall);
    expect(server.received.map(({ op, sequence }) => [op, sequence])).toEqual([
      ['withdraw', 1],
      ['update', 2],
    ]);
    expect(server.live('classSession')[0]).toMatchObject({ topic: 'Volt', version: 2 });
    expect(await hall.rows.needsYou()).toEqual([]);
  });

  test('given up while it was on its way: what the server has is shown, and nothing waits or asks', async () => {
    const { line, server, hall, sessionId } = await school();
    const device = hall.deviceId;
    const written = await new Promise<string>((resolve) => {
      let id = '';
      line.onAnswer = async (path) => {
        if (path !== '/api/sync/push' || id === '') return;
        line.onAnswer = () => undefined;
        await hall.rows.discard(id);
        resolve(id);
      };
      void hall.rows
        .write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'Ohm' } })
        .then((answer) => (id = answer.ok ? answer.changeId : ''));
    });
    await until('the withdrawal arrived', () => server.received.some(({ op }) => op === 'withdraw'));
    await settled(hall);
    expect(server.received.map(({ op, sequence }) => [op, sequence])).toEqual([
      ['update', 1],
      ['withdraw', 1],
    ]);
    expect(server.received[1]?.input).toEqual({ change: written });
    await until('nothing waits', () => hall.sync.status().unsent === 0);
    expect(hall.sync.status().needsYou).toBe(0);
    expect(hall.deviceId).toBe(device);
    await until('shown', async () => (await hall.rows.get('classSession', sessionId))?.['topic'] === 'Ohm');
    expect(await hall.rows.unsent()).toEqual([]);
  });

  test('giving up a new record takes the edits made to it along', async () => {
    const { line, hall, sessionId, studentIds } = await school();
    line.trouble = 'offline';
    const made = await mark(hall, sessionId, studentIds[0] ?? '', 'present');
    await mark(hall, sessionId, studentIds[0] ?? '', 'late');
    await hall.rows.discard(made.ok ? made.changeId : '');
    expect(await hall.rows.unsent()).toEqual([]);
    expect(await hall.rows.list('attendance')).toEqual([]);
    expect(hall.sync.status().unsent).toBe(0);
  });
});

test('every write waits for the disk itself, not for a cache of the system', async () => {
  const begun = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const server = new FakeServer();
  const { cohortId, sessionId } = seedClass(server, 1);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  line.trouble = 'offline';
  await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'x' } });
  await hall.store.core.journal.settled();
  line.trouble = 'none';
  hall.sync.now();
  await until('sent', () => hall.sync.status().unsent === 0);
  await hall.store.core.journal.settled();
  const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  begun.mockRestore();
  const tables = new Set(
    writes.flatMap(([names]) => (typeof names === 'string' ? [names] : Array.from(names))),
  );
  for (const name of ['outbox', 'sent', 'overlay', 'meta', 'copies']) expect(tables).toContain(name);
  const careless = writes.filter(([, , options]) => options?.durability !== 'strict');
  expect(careless.map(([names]) => names)).toEqual([]);
});

test('an older bundle never writes into a newer database, and the data stays', async () => {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 1);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  line.trouble = 'offline';
  await hall.rows.write({
    entity: 'attendance',
    op: 'create',
    set: { sessionId, studentId: studentIds[0] ?? '', status: 'present' },
  });
  await leave(hall);
  const name = `unionhall-${localId}-${line.actor.userId}`;
  const newer = new Dexie(name);
  await newer.open();
  await newer.table('meta').put({ name: 'dataVersion', value: 99 });
  newer.close();
  const older = await enter(line);
  expect(older.sync.status().state).toBe('update_needed');
  expect(
    await older.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[0] ?? '', status: 'absent' },
    }),
  ).toMatchObject({ ok: false });
  expect((await older.rows.unsent()).length).toBe(1);
  expect((await older.rows.list('student')).length).toBe(1);
});

test('the browser empties the database under an open tab: nothing more is called saved, what was is sent from memory', async () => {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 2);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  line.trouble = 'offline';
  const mark = (index: number) =>
    hall.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[index] ?? '', status: 'present' },
    });
  expect(await mark(0)).toMatchObject({ ok: true });
  const emptied = new Dexie(`unionhall-${localId}-${line.actor.userId}`);
  await emptied.open();
  for (const table of emptied.tables) await table.clear();
  emptied.close();
  expect(await mark(1)).toMatchObject({ ok: false, refusal: { code: 'not_stored' } });
  await expect(hall.store.sync.reload()).rejects.toMatchObject({ fault: 'lost' });
  expect(hall.sync.status()).toMatchObject({ unsent: 1, alarm: 'storage_lost' });
  line.trouble = 'none';
  hall.sync.now();
  await until('the one that was called saved is at the server', () => server.applied.length === 1);
  // It cannot be noted down, so it is not called sent.
  expect(hall.sync.status().unsent).toBe(1);
});

test('a newer bundle that upgrades the database in another tab stops this one from writing', async () => {
  const server = new FakeServer();
  const { cohortId } = seedClass(server, 1);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  const newer = new Dexie(`unionhall-${localId}-${line.actor.userId}`);
  newer.version(9).stores({
    pages: 'key, entity',
    blocks: 'key, entity',
    roots: 'name',
    overlay: '++s, entity',
    outbox: 'sequence, &changeId, state',
    sent: 'changeId, sequence, state, at',
    meta: 'name',
    more: 'id',
  });
  await newer.open();
  newer.close();
  expect(hall.sync.status().state).toBe('update_needed');
  const [row] = await hall.rows
    .writeAll([{ entity: 'classSession', op: 'update', row: newId(), set: { topic: 'x' } }])
    .catch(() => [{ ok: false }]);
  expect(row?.ok).toBe(false);
});

test('work that waits an hour where the browser promises to keep nothing is warned about, until it is sent', async () => {
  const storage = { persisted: () => Promise.resolve(false), persist: () => Promise.resolve(false) };
  vi.stubGlobal('navigator', { ...globalThis.navigator, storage });
  try {
    const server = new FakeServer();
    const { cohortId, sessionId, studentIds } = seedClass(server, 1);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
    let ahead = 0;
    const hall = await enter(line, { clock: { now: () => Date.now() + ahead } });
    await settled(hall);
    line.trouble = 'offline';
    const set = { sessionId, studentId: studentIds[0] ?? '', status: 'present' };
    await hall.rows.write({ entity: 'attendance', op: 'create', set });
    expect(hall.sync.status().alarm).toBe(null);
    ahead = 61 * 60_000;
    hall.sync.now();
    await until('warned', () => hall.sync.status().alarm === 'not_durable');
    line.trouble = 'none';
    hall.sync.now();
    await until('sent, and calm', () => hall.sync.status().alarm === null);
    expect(hall.sync.status().unsent).toBe(0);
  } finally {
    vi.unstubAllGlobals();
  }
});
