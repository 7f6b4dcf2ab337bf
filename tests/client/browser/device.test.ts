/** The store and the engine in a real Chromium: real IndexedDB, real locks, real crashes. */
import { afterEach, expect, test } from 'vitest';
import type { Page } from '@playwright/test';
import { FakeServer } from '../fake-server.ts';
import { FakeLine } from '../fake-wire.ts';
import { makeActor, seedClass, teaching } from '../world.ts';
import { becomes, call, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.stop();
  rig = undefined;
});

const open = async (line: FakeLine, sealed = false): Promise<Page> => {
  if (!rig) throw new Error('No rig.');
  const page = await rig.tab();
  expect(await call(page, 'open', line.actor, sealed)).toBe('open');
  return page;
};
const online = (page: Page) =>
  becomes('online', async () => {
    const { state, unsent, download } = await call(page, 'status');
    return state === 'online' && unsent === 0 && download === null;
  });

async function school(students: number) {
  const server = new FakeServer();
  const seeded = seedClass(server, students);
  const line = new FakeLine(server, makeActor('instructor', { teaching: [teaching(seeded.cohortId)] }));
  await line.makeKeys();
  rig = await startRig(line);
  const mark = (index: number, status: string) => ({
    entity: 'attendance',
    op: 'create' as const,
    set: { sessionId: seeded.sessionId, studentId: seeded.studentIds[index] ?? '', status },
  });
  return { server, line, mark, ...seeded };
}

test.each([
  ['plain', false],
  ['sealed', true],
])('a killed browser loses nothing that was called saved, with the %s codec', async (_name, sealed) => {
  const { server, line, mark } = await school(60);
  let page = await open(line, sealed);
  await becomes('downloaded', async () => (await call(page, 'count', 'student')) === 60);
  await online(page);
  line.trouble = 'offline';
  let saved = 0;
  const saving = (async () => {
    for (let index = 0; index < 60; index += 1) {
      const written = await call(page, 'write', [mark(index, 'present')]);
      if (written.every(({ ok }) => ok)) saved += 1;
    }
  })().catch(() => undefined);
  await becomes('some are saved', () => Promise.resolve(saved >= 20));
  await rig?.crash();
  await saving;
  page = await open(line, sealed);
  const unsent = await call(page, 'unsent');
  expect(unsent.length).toBeGreaterThanOrEqual(saved);
  expect(unsent.map(({ sequence }) => sequence)).toEqual(unsent.map((_, index) => index + 1));
  line.trouble = 'none';
  await call(page, 'now');
  await online(page);
  expect(server.applied.length).toBe(unsent.length);
  expect((await call(page, 'list', 'attendance')).length).toBe(unsent.length);
});

test('two tabs and real locks: one leads, both write, the lead passes on when a tab closes', async () => {
  const { server, line, mark } = await school(10);
  const first = await open(line);
  await online(first);
  const second = await open(line);
  expect([await call(first, 'leads'), await call(second, 'leads')]).toEqual([true, false]);
  await Promise.all([
    call(first, 'write', [mark(0, 'late'), mark(1, 'late')]),
    call(second, 'write', [mark(2, 'late'), mark(3, 'late')]),
  ]);
  await becomes('sent', () => Promise.resolve(server.live('attendance').length === 4));
  await becomes(
    'seen in both',
    async () =>
      (await call(first, 'list', 'attendance')).length === 4 &&
      (await call(second, 'list', 'attendance')).length === 4,
  );
  await first.close();
  await call(second, 'write', [mark(4, 'late')]);
  await becomes('sent by the other', () => Promise.resolve(server.live('attendance').length === 5));
  expect(await call(second, 'leads')).toBe(true);
  expect(new Set(server.applied).size).toBe(5);
});

test('no room: the save says so, nothing is half-written, and it works again when there is room', async () => {
  const { line, mark } = await school(5);
  let page = await open(line);
  await online(page);
  await call(page, 'close');
  line.trouble = 'offline';
  // The browser remembers for a while how much room there was; a new one does not.
  await rig?.crash();
  page = (await rig?.tab()) ?? page;
  const devtools = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  expect(await call(page, 'open', line.actor, false)).toBe('open');
  const note = 'x'.repeat(1_900);
  const refused = await call(
    page,
    'write',
    [0, 1, 2].map((index) => ({
      ...mark(index, 'present'),
      set: { ...mark(index, 'present').set, notes: note },
    })),
  );
  expect(refused.map(({ ok }) => ok)).toEqual([false, false, false]);
  expect((await call(page, 'status')).alarm).toBe('storage_full');
  expect((await call(page, 'unsent')).length).toBe(0);
  expect((await call(page, 'list', 'attendance')).length).toBe(0);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await becomes(
    'room again',
    async () => (await call(page, 'write', [mark(0, 'present')])).every(({ ok }) => ok),
    60_000,
  );
  expect((await call(page, 'status')).alarm).toBe(null);
  expect((await call(page, 'unsent')).map(({ sequence }) => sequence)).toEqual([1]);
});

test('the times of a working day, printed', async () => {
  const server = new FakeServer();
  for (let index = 0; index < 20; index += 1)
    server.put('course', crypto.randomUUID(), {
      code: `C${index}`,
      name: 'Course',
      courseType: 'core',
      credits: 1,
      hours: 40,
      isRequired: true,
      passingGrade: 70,
      isActive: true,
    });
  seedClass(server, 10_000);
  const line = new FakeLine(server, makeActor('officer'));
  await line.makeKeys();
  rig = await startRig(line);
  const report: Record<string, string> = {};
  for (const [name, sealed] of [
    ['plain', false],
    ['sealed', true],
  ] as const) {
    line.actor = makeActor('officer');
    let page = await rig.tab();
    const begun = Date.now();
    await call(page, 'open', line.actor, sealed);
    await becomes(
      'downloaded',
      async () =>
        (await call(page, 'count', 'member')) === 10_000 && (await call(page, 'status')).state === 'online',
      60_000,
    );
    report[`${name}: download of 20,000 rows, polled (ms)`] = String(Date.now() - begun);
    const members = await call(page, 'list', 'member');
    expect(members.length).toBe(10_000);
    const times = [
      ...(await call(
        page,
        'time',
        members
          .slice(0, 200)
          .map(({ id }) => ({ entity: 'member', op: 'update' as const, row: id, set: { city: 'Oakland' } })),
      )),
    ].sort((a, b) => a - b);
    report[`${name}: edit until durable p50 / p95 (ms)`] =
      `${times[100]?.toFixed(1)} / ${times[190]?.toFixed(1)}`;
    await online(page);
    await call(page, 'fold');
    await call(page, 'close');
    await page.close();
    page = await rig.tab();
    line.trouble = 'offline';
    const cold = await page.evaluate(
      async ([actor, isSealed]) => {
        const start = performance.now();
        await window.doors.open(actor as { localId: string; userId: string }, isSealed as boolean);
        const opened = performance.now() - start;
        await window.doors.list('member', ['last00042']);
        return [opened, performance.now() - start];
      },
      [line.actor, sealed] as const,
    );
    report[`${name}: cold open / first list by prefix (ms)`] = cold.map((one) => one.toFixed(0)).join(' / ');
    line.trouble = 'none';
    await call(page, 'close');
    await page.close();
  }
  console.table(report);
  expect(server.live('member').every((row) => row['city'] === null || row['city'] === 'Oakland')).toBe(true);
});
