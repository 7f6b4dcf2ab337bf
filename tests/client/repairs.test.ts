/** The repairs are loaded later. Where they cannot be had, nothing is lost: whoever needs them tries again. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as LoadRepairs from '../../client/sync/load-repairs.ts';
import {
  clearDisk,
  enter,
  FakeLine,
  FakeServer,
  leaveAll,
  makeActor,
  seedClass,
  settled,
  teaching,
  until,
} from './world.ts';

const chunk = vi.hoisted(() => ({ isMissing: false, asked: 0 }));

vi.mock('../../client/sync/load-repairs.ts', async (original) => {
  const { loadRepairs, NotLoaded } = await original<typeof LoadRepairs>();
  return {
    NotLoaded,
    loadRepairs: () => {
      chunk.asked += 1;
      return chunk.isMissing ? Promise.reject(new NotLoaded('not here')) : loadRepairs();
    },
  };
});

beforeEach(() => {
  clearDisk();
  chunk.isMissing = true;
  chunk.asked = 0;
});
afterEach(leaveAll);

async function classRoom() {
  const server = new FakeServer();
  const { cohortId, sessionId, studentIds } = seedClass(server, 3);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(cohortId)] }));
  const hall = await enter(line);
  await settled(hall);
  const mark = (index: number) =>
    hall.rows.write({
      entity: 'attendance',
      op: 'create',
      set: { sessionId, studentId: studentIds[index] ?? '', status: 'present' },
    });
  return { server, line, hall, mark };
}

test('work is saved, sent and received without the repairs', async () => {
  const { server, hall, mark } = await classRoom();
  await mark(0);
  await until('sent', () => hall.sync.status().unsent === 0);
  expect(server.live('attendance').length).toBe(1);
  await until('idle time asked for them', () => chunk.asked > 0);
  expect(hall.sync.status()).toMatchObject({ state: 'online', alarm: null });
});

test('a restored server gets its work back once the repairs can be had', async () => {
  const { server, hall, mark } = await classRoom();
  const restore = server.backup();
  await mark(0);
  await until('sent', () => hall.sync.status().unsent === 0);
  restore();
  await mark(1);
  const before = chunk.asked;
  hall.sync.now();
  await until('tried', () => chunk.asked > before + 1 && hall.engine.lane('pull').failures > 0);
  expect(hall.sync.status().state).toBe('offline');
  expect(server.live('attendance').length).toBeLessThan(2);
  chunk.isMissing = false;
  hall.sync.now();
  await until('offered again', () => server.live('attendance').length === 2);
  await until('all sent', () => hall.sync.status().unsent === 0);
});

test('a change that the server cannot take waits until the repairs can be had; then the others pass', async () => {
  const { server, line, hall, mark } = await classRoom();
  line.trouble = 'too_large';
  line.amount = 0;
  await mark(0);
  await until('tried', () => hall.engine.lane('push').failures > 0);
  expect(hall.sync.status()).toMatchObject({ unsent: 1, needsYou: 0 });
  chunk.isMissing = false;
  hall.sync.now();
  await until('the person is asked', () => hall.sync.status().needsYou === 1);
  line.trouble = 'none';
  await mark(1);
  hall.sync.now();
  await until('sent', () => server.live('attendance').length === 1);
});
