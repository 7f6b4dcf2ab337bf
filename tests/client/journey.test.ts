/** From the first download to "sent", with the fake server: the shape of every day. */
import { afterEach, beforeEach, expect, test } from 'vitest';
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

test('an instructor marks a class without signal and it reaches the office once', async () => {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 3);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  const students = await hall.rows.list('student');
  expect(students.map((row) => row['displayName'])).toEqual([
    'First0 Last00000',
    'First1 Last00001',
    'First2 Last00002',
  ]);
  expect(await hall.rows.count('student')).toBe(3);

  line.trouble = 'offline';
  const written = await hall.rows.writeAll(
    studentIds.map((studentId) => ({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId, status: 'present' },
    })),
  );
  expect(written.every(({ ok }) => ok)).toBe(true);
  const marked = await hall.rows.list('attendance', { prefix: [sessionId] });
  expect(marked.map((row) => [row['status'], row.pending, row['cohortId']])).toEqual(
    Array(3).fill(['present', true, cohortId]),
  );
  await until('offline is told', () => hall.sync.status().state === 'offline');
  expect(hall.sync.status().unsent).toBe(3);

  line.trouble = 'none';
  hall.sync.now();
  await until('all sent', () => hall.sync.status().unsent === 0);
  expect(server.applied.length).toBe(3);
  expect(server.live('attendance').length).toBe(3);
  const after = await hall.rows.list('attendance', { prefix: [sessionId] });
  expect(after.map((row) => [row.pending, row.version])).toEqual(Array(3).fill([false, 1]));
  expect((await hall.rows.sent(10)).length).toBe(3);
  await settled(hall);
  await leave(hall);

  const again = await enter(line);
  expect((await again.rows.list('attendance', { prefix: [sessionId] })).length).toBe(3);
  expect(again.sync.status().unsent).toBe(0);
});
