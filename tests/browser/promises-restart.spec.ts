/**
 * P2, exactly once, and P7, a restored server gets its work back: answers lost after the commit, one batch sent twice
 * at the same time, a server that is killed in the middle of a push, and one that is put back to an older day.
 * The last ones stop the server that all browser tests share, and leave it running.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Device } from '../support/device.ts';
import { endHall, isUp, startHall } from '../support/hall-server.ts';
import { expectOnce, freeRoster, look, standing } from './ledger.ts';
import { deviceOf, mark, openRoster, seat, seatsThatSay, untilAllSent } from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(240_000);

const dataDir = process.env['UNIONHALL_TEST_DATA_DIR'] ?? '';
const cluster = join(dataDir, 'postgres');
const backup = join(dataDir, 'postgres-backup');
const push = /sync\/push$/;
let tablet: Device;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
});
test.beforeEach(async () => {
  roster = await freeRoster();
});
test.afterAll(async () => {
  await tablet.end();
  if (!(await isUp())) await startHall(dataDir);
  rmSync(backup, { recursive: true, force: true });
});

test('the answer is lost after the server has taken the batch: sent again, and it counts once', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const swallowed = tablet.wire.lay(push, { kind: 'swallow' }, 2);
  await page.getByRole('button', { name: 'All present' }).click();
  const count = await page.locator('li.seat').count();
  await expect.poll(() => swallowed.count(), { timeout: 60_000 }).toBe(2);
  await untilAllSent(page);
  await expectOnce(roster, count);
});

test('one batch arrives twice at the same time: it counts once, and the device hears one truth', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const doubled = tablet.wire.lay(push, { kind: 'twice' }, Infinity);
  await page.getByRole('button', { name: 'All present' }).click();
  const count = await page.locator('li.seat').count();
  await expect.poll(() => doubled.count()).toBeGreaterThan(0);
  await untilAllSent(page);
  doubled.end();
  await expectOnce(roster, count);
  await expect(seatsThatSay(page, 'Sent')).toHaveCount(count);
});

test('the server is killed in the middle of a push, twice: when it is back, each mark counts once', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  for (const [index, ms] of [15, 120].entries()) {
    const underway = tablet.wire.lay(push, { kind: 'delay', ms: 2_000 });
    const met = underway.met();
    if (index === 0) await page.getByRole('button', { name: 'All present' }).click();
    else await mark(seat(page, 0), 'Excused');
    await met;
    await new Promise((resolve) => setTimeout(resolve, ms));
    await endHall(dataDir, 'SIGKILL');
    await startHall(dataDir);
    await untilAllSent(page);
  }
  const marks = await standing(roster);
  expect(marks).toHaveLength(await page.locator('li.seat').count());
  const changed = marks.filter(({ status }) => status === 'excused');
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatchObject({ version: 2, entries: 2, receipts: 2 });
  for (const one of marks.filter(({ status }) => status === 'present'))
    expect(one, one.student).toMatchObject({ version: 1, entries: 1, receipts: 1 });
});

test('the database is put back to before the work: devices offer it again, and it stands once', async () => {
  test.skip(!existsSync(cluster), 'this machine keeps the cluster elsewhere');
  const page = tablet.page();
  await endHall(dataDir, 'SIGTERM');
  rmSync(backup, { recursive: true, force: true });
  // With owners and modes: Postgres refuses a folder that is not its own.
  execFileSync('cp', ['-a', cluster, backup]);
  await startHall(dataDir);

  await openRoster(page, roster);
  await untilAllSent(page);
  await page.getByRole('button', { name: 'All present' }).click();
  const count = await page.locator('li.seat').count();
  await expect(seatsThatSay(page, 'Sent')).toHaveCount(count);
  await expectOnce(roster, count);
  const [before] = await look((sql) => sql`select epoch from sync.epoch`);

  await endHall(dataDir, 'SIGTERM');
  rmSync(cluster, { recursive: true });
  renameSync(backup, cluster);
  await startHall(dataDir);
  const [after] = await look((sql) => sql`select epoch, reason from sync.epoch`);
  expect(after?.['epoch']).not.toBe(before?.['epoch']);
  expect(after?.['reason']).toBe('behind');
  await expectOnce(roster, count);
  await untilAllSent(page);
  await expect(page.locator('li.seat[data-marked="present"]')).toHaveCount(count);
  // Work goes on in the new epoch.
  await mark(seat(page, 0), 'Excused');
  await expect
    .poll(async () => (await standing(roster)).some(({ status }) => status === 'excused'))
    .toBe(true);
});
