/** P1 at its worst: the main store is lost with work in it. The journal has it, the server gets it, the person is told. */
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unseal } from '../../shared/sync/seal.ts';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import {
  clearDisk,
  codecs,
  enter,
  FakeLine,
  FakeLocks,
  FakeServer,
  leave,
  leaveAll,
  localId,
  makeActor,
  rest,
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

/** The alarm once it is known whether anything was lost, which nobody waits for to open the hall. */
async function alarmOf(hall: OpenHall): Promise<string | null> {
  await hall.store.lostCopies;
  await rest(5);
  return hall.sync.status().alarm;
}

/** Without asking the journal, which would make them first. */
async function copiesOnDisk(): Promise<readonly unknown[]> {
  const journal = new Dexie('unionhall-journal');
  await journal.open();
  return journal
    .table('copies')
    .toArray()
    .finally(() => journal.close());
}

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  const withWork = async (marks: number) => {
    const server = new FakeServer();
    const { cohortId, sessionId, studentIds } = seedClass(server, 4);
    const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
    const hall = await enter(line, { codec });
    await settled(hall);
    line.trouble = 'offline';
    for (const studentId of studentIds.slice(0, marks))
      await hall.rows.write({
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId, status: 'present' },
      });
    await hall.store.core.journal.settled();
    return { server, line, hall, sessionId, studentIds, name: `unionhall-${localId}-${line.actor.userId}` };
  };

  test('the store was cleared with two unsent changes: the server gets both and the person hears of two', async () => {
    const { server, line, hall, name } = await withWork(2);
    const before = hall.deviceId;
    await leave(hall);
    await Dexie.delete(name);
    line.trouble = 'none';
    const again = await enter(line, { codec });
    await until('two are told', () => again.sync.status().alarmCount === 2);
    expect(again.sync.status().alarm).toBe('storage_lost');
    await until('handed over', () => server.handedOver.length === 2);
    expect(server.handedOver[0]).toMatchObject({
      userId: line.actor.userId,
      localId,
      deviceId: before,
      change: { op: 'create', sequence: 1 },
    });
    expect(again.deviceId).not.toBe(before);
    await until('the journal is empty', async () => (await again.store.core.journal.list()).length === 0);
    await leave(again);
    const third = await enter(line, { codec });
    expect(await alarmOf(third)).toBe(null);
  });

  /** The browser has cleared everything, its cookie not. */
  const clearedWith = async (unsent: number) => {
    const { line, hall } = await withWork(unsent);
    await leave(hall);
    clearDisk();
    line.trouble = 'none';
    line.sentinel = { unsent };
    return line;
  };

  test('store and journal were both cleared: the sentinel still tells how many were lost', async () => {
    const line = await clearedWith(3);
    const again = await enter(line, { codec });
    await until('three are told', () => again.sync.status().alarmCount === 3);
    expect(again.sync.status().alarm).toBe('work_lost');
  });

  test('cleared with nothing unsent that anybody knows of: the person is told what that means, and no number', async () => {
    const line = await clearedWith(0);
    const again = await enter(line, { codec });
    await until('told', () => again.sync.status().alarm === 'store_cleared');
    expect(again.sync.status().alarmCount).toBeUndefined();
  });

  test('what was lost is told until somebody has understood, however often the app is opened or torn away', async () => {
    const line = await clearedWith(2);
    const first = await enter(line, { codec });
    await leave(first);
    line.sentinel = { unsent: 0 };
    const second = await enter(line, { codec });
    const other = await enter(line, { codec });
    for (const tab of [second, other]) {
      await until('told again', () => tab.sync.status().alarm === 'work_lost');
      expect(tab.sync.status().alarmCount).toBe(2);
    }
    other.sync.understood('work_lost');
    await until('nothing is told any more', () =>
      [second, other].every((tab) => tab.sync.status().alarm === null),
    );
    await until('for good', () => other.store.sync.facts().loss === null);
    await leave(other);
    await leave(second);
    expect(await alarmOf(await enter(line, { codec }))).toBe(null);
  });

  test('deleted on purpose at sign-out, or never here at all: nothing is lost and nothing is said', async () => {
    const { line, hall } = await withWork(0);
    await hall.destroy();
    line.trouble = 'none';
    line.sentinel = { unsent: 2 };
    const again = await enter(line, { codec, leftOnPurpose: true });
    expect(await alarmOf(again)).toBe(null);
    await again.destroy();
    line.sentinel = null;
    expect(await alarmOf(await enter(line, { codec }))).toBe(null);
  });

  test('the journal cannot be read on the device, and answered work leaves it', async () => {
    const { line, hall } = await withWork(1);
    const [copy] = await hall.store.core.journal.list();
    expect(copy?.sealed).toMatch(/^uh1\./);
    expect(await unseal(line.privateKey, copy?.sealed ?? '')).toContain('attendance');
    line.trouble = 'none';
    hall.sync.now();
    await until('sent', () => hall.sync.status().unsent === 0);
    await until('out of the journal', async () => (await hall.store.core.journal.list()).length === 0);
  });

  test('the second copy is made by itself, a moment after the first', async () => {
    const { hall, sessionId, studentIds } = await withWork(0);
    for (const studentId of studentIds)
      await hall.rows.write({
        entity: 'attendance',
        op: 'create',
        set: { sessionId, studentId, status: 'present' },
      });
    await until('copied', async () => (await copiesOnDisk()).length === 4, 1_000);
  });

  test('another tab sends it before the second copy is made: none is made, and none is missed later', async () => {
    const { server, line, sessionId, studentIds } = await withWork(0);
    await leaveAll();
    line.trouble = 'none';
    const locks = new FakeLocks() as unknown as LockManager;
    const leading = await enter(line, { codec, locks });
    await settled(leading);
    const writing = await enter(line, { codec, locks });
    expect(writing.engine.lane('push').state).toBe('follower');
    await writing.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[0] ?? '', status: 'present' },
    });
    await until('sent', () => server.applied.length === 1 && writing.sync.status().unsent === 0);
    await rest(400);
    expect(await copiesOnDisk()).toEqual([]);
  });

  test('closed before the second copy was made: it is made at the next opening', async () => {
    const { line, hall } = await withWork(1);
    const [copy] = await hall.store.core.journal.list();
    await hall.store.core.journal.remove([copy?.changeId ?? '']);
    await leave(hall);
    const again = await enter(line, { codec });
    await until('copied', async () => (await again.store.core.journal.list()).length === 1);
    expect(await alarmOf(again)).toBe(null);
  });

  test('signing out with unsent work: it is sealed, the rows are deleted, the copies stay', async () => {
    const { line, hall, name } = await withWork(2);
    const sealed = await hall.sealUnsent();
    expect(sealed.length).toBe(2);
    expect(JSON.parse((await unseal(line.privateKey, sealed[1] ?? '')) ?? '')).toMatchObject({
      localId,
      change: { sequence: 2 },
    });
    await hall.destroy();
    expect(await Dexie.exists(name)).toBe(false);
    expect(await Dexie.exists('unionhall-journal')).toBe(true);
  });
});

test('another person’s work in the same journal is not ours to touch', async () => {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 2);
  const one = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const first = await enter(one);
  await settled(first);
  one.trouble = 'offline';
  await first.rows.write({
    entity: 'attendance',
    op: 'create',
    set: { sessionId, studentId: studentIds[0] ?? '', status: 'present' },
  });
  await first.store.core.journal.settled();
  await leave(first);
  const other = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const second = await enter(other);
  await settled(second);
  expect(await alarmOf(second)).toBe(null);
  expect(await second.rows.unsent()).toEqual([]);
  expect(server.handedOver).toEqual([]);
});
