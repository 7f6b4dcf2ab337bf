/** P2 and P8 on the device: sent once, and never called sent without the server's word. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OpenHall } from '../../client/sync/open-hall.ts';
import type { Trouble } from './fake-wire.ts';
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

const school = async (students = 4, more: Parameters<typeof enter>[1] = {}) => {
  const server = new FakeServer();
  const seeded = seedClass(server, students);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(seeded.cohortId)] }));
  const hall = await enter(line, more);
  await settled(hall);
  const marks = (from: number, to: number, group?: string) =>
    hall.rows.writeAll(
      seeded.studentIds.slice(from, to).map((studentId) => ({
        entity: 'attendance',
        op: 'create' as const,
        set: { sessionId: seeded.sessionId, studentId, status: 'present' },
        ...(group ? { group } : {}),
      })),
    );
  const markAll = () => marks(0, students);
  return { server, line, hall, marks, markAll, ...seeded };
};
const allSent = (hall: OpenHall) => until('all sent', () => hall.sync.status().unsent === 0);

describe.each(await codecs())('with the %s codec', (_name, codec) => {
  test('an answer that was lost: the same ids are sent again and take effect once', async () => {
    const { server, line, hall, markAll } = await school(4, { codec });
    line.trouble = 'lose_answer';
    await markAll();
    await until('the server has it', () => server.applied.length === 4);
    await rest(30);
    expect(hall.sync.status().unsent).toBe(4);
    expect(hall.sync.status().state).not.toBe('online');
    line.trouble = 'none';
    hall.sync.now();
    await allSent(hall);
    expect(server.applied.length).toBe(4);
    expect(server.received.length).toBeGreaterThanOrEqual(8);
    expect(new Set(server.received.map(({ id }) => id)).size).toBe(4);
    expect((await hall.rows.sent(10)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('repeated'));
  });

  test('closed between the server’s answer and our note of it: nothing is done twice', async () => {
    const { server, line, hall, markAll } = await school(3, { codec });
    line.trouble = 'lose_answer';
    await markAll();
    await until('the server has it', () => server.applied.length === 3);
    await leave(hall);
    line.trouble = 'none';
    const again = await enter(line, { codec });
    await allSent(again);
    expect(server.applied.length).toBe(3);
    expect(server.live('attendance').length).toBe(3);
  });

  test('a refused change stands with the person and does not hold up its neighbours', async () => {
    const { hall, sessionId, server } = await school(2, { codec });
    await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'REFUSE' } });
    await hall.rows.write({
      entity: 'classSession',
      op: 'update',
      row: sessionId,
      set: { notes: 'Bring tools.' },
    });
    await allSent(hall);
    await until('told', () => hall.sync.status().needsYou === 1);
    const [item] = await hall.rows.needsYou();
    expect(item).toMatchObject({
      state: 'needs_you',
      set: { topic: 'REFUSE' },
      refusal: { code: 'invalid' },
      outcome: 'refused',
    });
    expect(server.live('classSession')[0]).toMatchObject({ notes: 'Bring tools.', topic: null });
    expect(await hall.rows.get('classSession', sessionId)).toMatchObject({ topic: null, pending: false });
    await hall.rows.discard(item?.changeId ?? '');
    await until('calm', () => hall.sync.status().needsYou === 0);
    expect(await hall.rows.needsYou()).toEqual([]);
  });

  test('the same field changed by somebody else: the server’s value is shown and the person is asked', async () => {
    const { line, hall, sessionId, server } = await school(1, { codec });
    line.trouble = 'offline';
    await hall.rows.write({ entity: 'classSession', op: 'update', row: sessionId, set: { topic: 'Mine' } });
    server.put('classSession', sessionId, { topic: 'Theirs' });
    line.trouble = 'none';
    hall.sync.now();
    await allSent(hall);
    expect(await hall.rows.get('classSession', sessionId)).toMatchObject({ topic: 'Theirs' });
    expect((await hall.rows.needsYou()).map(({ outcome, set }) => [outcome, set])).toEqual([
      ['conflict', { topic: 'Mine' }],
    ]);
  });
});

test.each<[Trouble]>([['portal'], ['nonsense'], ['offline'], ['busy'], ['forget_answers']])(
  'never “sent” when the line is %s',
  async (trouble) => {
    const { line, hall, markAll, server } = await school();
    line.trouble = trouble;
    line.actor = { ...line.actor };
    await markAll();
    const since = Date.now();
    hall.sync.now();
    await until('it was tried', () => line.log.filter((path) => path === '/api/sync/push').length > 0);
    await rest(60);
    const unsent = await hall.rows.unsent();
    expect(unsent.length).toBe(trouble === 'forget_answers' ? 1 : 4);
    expect((await hall.rows.sent(10)).length).toBe(4 - unsent.length);
    if (trouble !== 'forget_answers') expect(hall.sync.status().state).toBe('offline');
    if (trouble !== 'forget_answers') expect(hall.sync.status().lastContactAt).toBeLessThanOrEqual(since);
    if (trouble !== 'forget_answers')
      expect(unsent.every(({ tries, lastError }) => tries > 0 && lastError !== undefined)).toBe(true);
    line.trouble = 'none';
    hall.sync.now();
    await allSent(hall);
    expect(server.applied.length).toBe(4);
  },
);

test('an answer in the right words without the protocol header is nobody’s answer', async () => {
  const { line, hall, markAll, server } = await school();
  const real = line.fetch.bind(line);
  line.fetch = async (path, init) => {
    const { body, status } = await real(path, init);
    return new Response(body, { status });
  };
  await markAll();
  hall.sync.now();
  await until('it was tried', () => server.applied.length === 4);
  await rest(60);
  expect(hall.sync.status()).toMatchObject({ state: 'offline', unsent: 4 });
  expect(await hall.rows.sent(10)).toEqual([]);
  line.fetch = real;
  hall.sync.now();
  await allSent(hall);
  expect(server.applied.length).toBe(4);
});

test.each([401, 426])(
  'a portal that answers %i neither signs anybody out nor asks for an update',
  async (status) => {
    const { line, hall, markAll } = await school();
    const real = line.fetch.bind(line);
    line.canRefresh = false;
    line.fetch = () => Promise.resolve(new Response('<html>Pay for an hour</html>', { status }));
    await markAll();
    hall.sync.now();
    await until('it was tried', async () => (await hall.rows.unsent()).every(({ tries }) => tries > 0));
    await rest(30);
    expect(hall.sync.status()).toMatchObject({ state: 'offline', unsent: 4 });
    line.fetch = real;
    hall.sync.now();
    await allSent(hall);
  },
);

test('before the server was ever heard nobody is told that the device is online', async () => {
  const server = new FakeServer();
  const line = new FakeLine(server, makeActor('staff'));
  const real = line.fetch.bind(line);
  line.fetch = () => new Promise<never>(() => undefined);
  const hall = await enter(line, { bootstrap: line.bootstrap() });
  await rest(30);
  expect(hall.sync.status()).toMatchObject({ state: 'starting', lastContactAt: null });
  line.fetch = real;
});

test('a portal at the very first contact is not the server', async () => {
  const server = new FakeServer();
  const line = new FakeLine(server, makeActor('staff'));
  line.trouble = 'portal';
  await expect(enter(line)).rejects.toMatchObject({ reason: 'first_contact' });
});

test('a refused session: recording goes on, nothing is deleted, and it is sent after signing in', async () => {
  const { line, hall, sessionId, studentIds, server } = await school();
  line.canRefresh = false;
  line.trouble = 'denied';
  hall.sync.now();
  await until('told to sign in', () => hall.sync.status().state === 'sign_in');
  const written = await hall.rows.write({
    entity: 'attendance',
    op: 'create',
    set: { sessionId, studentId: studentIds[0] ?? '', status: 'present' },
  });
  expect(written.ok).toBe(true);
  await rest(50);
  expect(hall.sync.status()).toMatchObject({ state: 'sign_in', unsent: 1 });
  expect(server.applied.length).toBe(0);
  line.canRefresh = true;
  hall.sync.now();
  await allSent(hall);
  expect(server.applied.length).toBe(1);
});

test('an expired session is renewed by itself; a network fault while renewing is not a logout', async () => {
  const { line, hall, markAll } = await school();
  line.trouble = 'denied';
  line.canRefresh = 'network';
  await markAll();
  await until('renewing was tried', () => line.log.includes('refresh'));
  await rest(20);
  expect(hall.sync.status().state).not.toBe('sign_in');
  line.canRefresh = true;
  hall.sync.now();
  await allSent(hall);
});

test('batches halve when they are too much and grow back', async () => {
  const { line, hall, markAll, server } = await school(40);
  line.trouble = 'too_large';
  line.amount = 7;
  await markAll();
  await allSent(hall);
  expect(line.sizes.slice(0, 4)).toEqual([40, 20, 10, 5]);
  expect(Math.max(...line.sizes.slice(4))).toBeGreaterThan(5);
  expect(server.applied.length).toBe(40);
  expect(
    server.received.filter(({ id }) => server.applied.includes(id)).map(({ sequence }) => sequence),
  ).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
});

test('what was done in one gesture goes in one request, however small the batches have become', async () => {
  const { line, hall, marks } = await school(40);
  line.trouble = 'too_large';
  line.amount = 3;
  await marks(0, 5);
  await allSent(hall);
  expect(line.sizes.slice(0, 2)).toEqual([5, 2]);
  line.trouble = 'offline';
  await marks(5, 7);
  await marks(7, 40, newId());
  line.sizes.length = 0;
  line.trouble = 'none';
  hall.sync.now();
  await allSent(hall);
  expect(line.sizes).toEqual([2, 33]);
});

test('a gesture of which one row was given up goes in one request all the same', async () => {
  const { line, hall, marks } = await school(20);
  line.trouble = 'too_large';
  line.amount = 3;
  await marks(0, 5);
  await allSent(hall);
  line.trouble = 'offline';
  const fourth = (await marks(5, 20, newId()))[3];
  await hall.rows.discard(fourth?.ok ? fourth.changeId : 'It was not saved.');
  line.sizes.length = 0;
  line.trouble = 'none';
  hall.sync.now();
  await allSent(hall);
  // Where a try was on its way already, the withdrawal follows by itself.
  expect(line.sizes[0]).toBe(15);
});

test('one change that can never be taken does not block the others, and its number is accounted for', async () => {
  const { line, hall, markAll, server } = await school(2);
  line.trouble = 'too_large';
  line.amount = 0;
  await markAll();
  await until('both stand with the person', () => hall.sync.status().needsYou === 2);
  expect((await hall.rows.needsYou()).map(({ refusal }) => refusal?.code)).toEqual([
    'too_large',
    'too_large',
  ]);
  line.trouble = 'none';
  hall.sync.now();
  await until('the numbers are filled', () => server.received.length === 2);
  expect(server.received.map(({ op, sequence }) => [op, sequence])).toEqual([
    ['withdraw', 1],
    ['withdraw', 2],
  ]);
});

test('"all sent" is not said for a moment of what comes to stand with the person', async () => {
  const { line, hall, sessionId, studentIds } = await school(2);
  line.trouble = 'too_large';
  line.amount = 0;
  for (const [index, studentId] of studentIds.entries()) {
    const set = { sessionId, studentId, status: 'present' };
    await hall.rows.write({ entity: 'attendance', op: 'create', set });
    await until('nothing waits', () => hall.sync.status().unsent === 0);
    await rest(20);
    // The first time what puts it before the person is loaded meanwhile.
    if (index > 0) expect(hall.sync.status()).toMatchObject({ unsent: 0, needsYou: 2 });
    await until('it is counted', () => hall.sync.status().needsYou === index + 1);
    await rest(150);
  }
});

test('a copy of this device sends with our numbers: we take a new number and everything arrives', async () => {
  const { server, hall, markAll, line, cohortId, sessionId } = await school(3);
  const twin = {
    id: newId(),
    sequence: 1,
    entity: 'cohort',
    row: cohortId,
    op: 'update' as const,
    set: {},
    base: {},
    at: new Date().toISOString(),
  };
  server.decide(makeActor('admin'), hall.deviceId, twin);
  const before = hall.deviceId;
  line.trouble = 'offline';
  await markAll();
  await hall.store.core.journal.settled();
  line.trouble = 'none';
  hall.sync.now();
  await allSent(hall);
  expect(hall.deviceId).not.toBe(before);
  await until('no copy stays', async () => (await hall.store.core.journal.list()).length === 0);
  expect((await hall.rows.list('attendance', { prefix: [sessionId] })).length).toBe(3);
  expect(server.live('attendance').length).toBe(3);
  expect(new Set(server.applied).size).toBe(server.applied.length);
});

test('a command runs at the server, keeps its place behind edits, and says so when there is no signal', async () => {
  const { line, hall, markAll, server } = await school(2);
  await markAll();
  expect(await hall.sync.command('grantRole', { userId: newId() })).toEqual({
    ok: true,
    result: { did: 'grantRole' },
  });
  expect(server.received.map(({ op }) => op)).toEqual(['create', 'create', 'command']);
  line.trouble = 'offline';
  hall.sync.now();
  await until('offline', () => hall.sync.status().state === 'offline');
  expect(await hall.sync.command('grantRole', { userId: newId() })).toEqual({
    ok: false,
    refusal: 'offline',
  });
  expect(hall.sync.status().unsent).toBe(0);
  expect(await hall.sync.command('closeRefusal', { refusalId: newId(), as: 'discarded' })).toEqual({
    ok: true,
    result: null,
  });
  expect(hall.sync.status().unsent).toBe(1);
  line.trouble = 'none';
  hall.sync.now();
  await allSent(hall);
});

test('the line breaks while a command is under way: it is taken back, not done later', async () => {
  const { line, hall, server } = await school(1);
  const asked = hall.sync.command('grantRole', { userId: newId() });
  line.trouble = 'offline';
  expect(await asked).toEqual({ ok: false, refusal: 'offline' });
  line.trouble = 'none';
  hall.sync.now();
  await until('the number is filled', () => server.received.some(({ op }) => op === 'withdraw'));
  expect(server.received.map(({ op }) => op)).not.toContain('command');
  expect(hall.sync.status().unsent).toBe(0);
});

test('a try that never ends: the watchdog gives it up, says so, and the work is sent', async () => {
  const { line, hall, markAll, server } = await school(2);
  line.trouble = 'hang';
  await markAll();
  await until('the alarm', () => hall.sync.status().alarm === 'watchdog');
  line.trouble = 'none';
  await allSent(hall);
  expect(server.applied.length).toBe(2);
  await until('calm again', () => hall.sync.status().alarm === null);
});

test('offline for long: every failed try arms the next one, and the work goes as soon as there is signal', async () => {
  const { line, hall, markAll, server } = await school(2);
  line.trouble = 'offline';
  await markAll();
  await until('several tries', () => line.log.filter((path) => path === '/api/sync/push').length >= 3);
  line.trouble = 'none';
  await until('sent by its own timer', () => server.applied.length === 2, 10_000);
  await allSent(hall);
});

test('a seat that was taken away: the session is fresh and helps nothing, so it is not asked for over and over', async () => {
  const { line, hall, markAll } = await school();
  line.trouble = 'no_seat';
  const before = line.log.length;
  await markAll();
  await rest(300);
  expect(line.log.length - before).toBeLessThan(20);
  expect(hall.sync.status().unsent).toBe(4);
  line.trouble = 'none';
  hall.sync.now();
  await allSent(hall);
});
