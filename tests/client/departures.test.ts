/** P4 on the device: what one may no longer see leaves, also offline; one's own work does not go with it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unseal } from '../../shared/sync/seal.ts';
import { download, openBare } from './bare-store.ts';
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
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  const hour = 3_600_000;
  const twoClasses = async (ends: number | null = null) => {
    let ahead = 0;
    const clock = { now: () => Date.now() + ahead };
    const server = new FakeServer();
    const [kept, lost] = [seedClass(server, 2), seedClass(server, 3)];
    const actor = makeActor('instructor', {
      teaching: [teaching(kept.cohortId), teaching(lost.cohortId, ends)],
    });
    const line = new FakeLine(server, actor);
    server.now = clock.now;
    const hall = await enter(line, { codec, clock });
    await settled(hall);
    const pass = (milliseconds: number): void => void (ahead += milliseconds);
    return { server, actor, line, hall, kept, lost, clock, pass };
  };

  test('an assignment that ends while offline takes its rows from the disk; waiting edits are set aside and shown', async () => {
    const { line, hall, kept, lost, pass } = await twoClasses(Date.now() + hour);
    expect(await hall.rows.count('student')).toBe(5);
    line.trouble = 'offline';
    const edit = await hall.rows.write({
      entity: 'classSession',
      op: 'update',
      row: lost.sessionId,
      set: { topic: 'Mine' },
    });
    expect(edit.ok).toBe(true);
    pass(2 * hour);
    hall.sync.now();
    await until('the class left', async () => (await hall.rows.count('student')) === 2);
    expect((await hall.rows.list('classSession')).map(({ id }) => id)).toEqual([kept.sessionId]);
    expect(hall.holdings().some(({ scope }) => scope === `cohort:${lost.cohortId}`)).toBe(false);
    expect((await hall.rows.unsent()).map(({ state, set }) => [state, set])).toEqual([
      ['set_aside', { topic: 'Mine' }],
    ]);
    expect(await hall.rows.get('classSession', lost.sessionId)).toBe(undefined);
    await until('folded off the disk', async () => {
      const blocks = await hall.store.core.database.read(['blocks'], (tables) =>
        tables.blocks.where('entity').equals('student').toArray(),
      );
      return blocks.reduce((sum, { versions }) => sum + versions.length, 0) === 2;
    });
    line.trouble = 'none';
    hall.sync.now();
    await until('reviewed by the office', () => hall.sync.status().unsent === 0);
    expect((await hall.rows.needsYou()).map(({ state, refusal }) => [state, refusal?.code])).toEqual([
      ['set_aside', 'set_aside'],
    ]);
  });

  test('an assignment that ended while the app was closed leaves before anything is shown as current', async () => {
    const { line, hall, clock, pass } = await twoClasses(Date.now() + hour);
    await leave(hall);
    pass(2 * hour);
    line.trouble = 'offline';
    const again = await enter(line, { codec, clock });
    await until('gone', async () => (await again.rows.count('student')) === 2);
  });

  test('an assignment that ends while the app is open leaves by its own timer', async () => {
    const { line, hall } = await twoClasses(Date.now() + 3_000);
    line.trouble = 'offline';
    await until('the class left', async () => (await hall.rows.count('student')) === 2, 10_000);
  });

  test('what the server takes away leaves with the next pull, and comes back when it is given again', async () => {
    const { line, hall, actor, kept, lost, server } = await twoClasses();
    line.actor = { ...actor, teaching: [teaching(kept.cohortId)] };
    hall.sync.now();
    await until('left', async () => (await hall.rows.count('student')) === 2);
    await settled(hall);
    line.actor = actor;
    hall.sync.now();
    await until('back', async () => (await hall.rows.count('student')) === 5);
    expect(await hall.rows.get('classSession', lost.sessionId)).toBeDefined();
    expect(server.received.length).toBe(0);
  });

  test('a view that loses a field takes its rows off the disk before the new ones have come', async () => {
    const store = await openBare(makeActor('admin'), codec);
    const row = { id: newId(), version: 1, code: 'c1', name: 'x' };
    await download(store, 'course', [row], 1000, 'local=code,name');
    const next = (view: string) => ({
      frame: 'begin' as const,
      protocol: 1,
      epoch: newId(),
      serverTime: new Date().toISOString(),
      holdings: {},
      views: { course: view },
      replaces: ['course'],
      promised: 1,
      numbers: {},
    });
    await store.sync.leave({}, next('local=code,hours,name'));
    expect(await store.rows.count('course')).toBe(1);
    await store.sync.leave({}, next('local=code'));
    expect(await store.rows.count('course')).toBe(0);
    const pages = await store.core.database.read(['pages'], (tables) => tables.pages.count());
    expect(pages).toBe(0);
    await store.close();
  });

  test('a row that leaves with a waiting edit and comes back: the edit waits again', async () => {
    const { line, hall, lost, kept, server } = await twoClasses();
    line.trouble = 'busy';
    await hall.rows.write({
      entity: 'classSession',
      op: 'update',
      row: lost.sessionId,
      set: { topic: 'Mine' },
    });
    const row = await hall.rows.get('classSession', lost.sessionId);
    await hall.store.sync.rows({ puts: {}, exits: [['classSession', lost.sessionId]] }, {});
    expect((await hall.rows.unsent())[0]?.state).toBe('set_aside');
    const { pending: _pending, ...bare } = row ?? { id: '', version: 0, pending: false };
    await hall.store.sync.rows(
      { puts: { classSession: [{ ...bare, topic: null, version: 1 }] }, exits: [] },
      {},
    );
    expect((await hall.rows.unsent())[0]?.state).toBe('saved');
    expect(await hall.rows.get('classSession', lost.sessionId)).toMatchObject({
      topic: 'Mine',
      pending: true,
    });
    line.trouble = 'none';
    hall.sync.now();
    await until('sent', () => hall.sync.status().unsent === 0);
    expect(server.table('classSession').get(lost.sessionId)?.row['topic']).toBe('Mine');
    expect(kept.sessionId).not.toBe(lost.sessionId);
  });

  test('the log of what was sent about a row that left can only be read by the server, which gets it after a restore', async () => {
    const { line, hall, actor, kept, lost, server } = await twoClasses();
    const restore = server.backup();
    const [studentId = ''] = lost.studentIds;
    await hall.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId: lost.sessionId, studentId, status: 'absent', notes: 'Told me of an illness.' },
    });
    await until('sent', () => hall.sync.status().unsent === 0);
    await settled(hall);
    line.actor = { ...actor, teaching: [teaching(kept.cohortId)] };
    hall.sync.now();
    await until('left', async () => (await hall.rows.count('student')) === 2);
    await until('sealed', async () =>
      (await hall.rows.sent(5)).every(({ set }) => Object.keys(set).length === 0),
    );
    const records = await hall.store.core.database.read(['sent'], (tables) => tables.sent.toArray());
    for (const { body } of records) {
      const text = new TextDecoder().decode(await codec.open('sent', body));
      expect(text).not.toContain('illness');
      const { sealed } = JSON.parse(text) as { sealed: string };
      expect(await unseal(line.privateKey, sealed)).toContain('illness');
    }
    restore();
    hall.sync.now();
    await until('handed over', () => server.handedOver.length === 1);
    expect(server.handedOver[0]).toMatchObject({
      userId: actor.userId,
      change: { set: { status: 'absent' }, was: { version: 1 } },
    });
  });
});

test('a job that this device ends leaves with the answer, and a late second answer does not bring it back', async () => {
  const server = new FakeServer();
  const memberId = newId();
  server.put('member', memberId, {
    memberNumber: 'M-1',
    firstName: 'Ana',
    lastName: 'Ruiz',
    status: 'active',
  });
  const job = newId();
  const organizationId = newId();
  server.put('organization', organizationId, { name: 'Millrace Electric', orgType: 'employer' });
  server.put('memberEmployment', job, { memberId, organizationId, startDate: '2026-01-05', endDate: null });
  const line = new FakeLine(server, makeActor('staff'));
  const hall = await enter(line);
  await settled(hall);
  expect(await hall.rows.count('memberEmployment')).toBe(1);
  line.trouble = 'lose_answer';
  const ended = {
    entity: 'memberEmployment',
    op: 'update',
    row: job,
    set: { endDate: '2026-10-31' },
  } as const;
  expect(await hall.rows.write(ended)).toMatchObject({ ok: true });
  await until('the server has it', () => server.applied.length === 1);
  line.trouble = 'none';
  hall.sync.now();
  await until('all sent', () => hall.sync.status().unsent === 0);
  await settled(hall);
  // Ended jobs are looked up at the server; a device keeps the current ones.
  expect(await hall.rows.count('memberEmployment')).toBe(0);
});
