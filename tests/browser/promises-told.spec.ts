/**
 * P8, nobody is told what is not so, and P6, a device proves that it is complete: portals, storms and slow answers on a
 * real wire; a first download that breaks off twice; rows that are taken from the disk behind the app's back.
 */
import { expect, test } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { damageStudents, rowsOnDisk } from './disk.ts';
import type { Damage } from './disk.ts';
import { expectOnce, freeRoster, look, standing } from './ledger.ts';
import {
  deviceOf,
  mark,
  openRoster,
  pill,
  seat,
  seatsThatSay,
  signIn,
  untilAllSent,
  untilDownloaded,
} from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(180_000);

let tablet: Device;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
});
test.beforeEach(async () => {
  roster = await freeRoster();
});
test.afterAll(() => tablet.end());

const saved = 'Saved on this device';
const push = /sync\/push$/;
const pull = /sync\/pull$/;

test('a hotel portal answers everything: the pill says offline, the work stays “Saved on this device”', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const portal = tablet.wire.lay(/^\/api\//, { kind: 'portal' }, Infinity);
  await mark(seat(page, 0), 'Absent');
  await expect(pill(page)).toContainText('Offline · 1 on this device', { timeout: 60_000 });
  await expect.poll(() => portal.count()).toBeGreaterThan(1);
  await expect(seat(page, 0)).toContainText(saved);
  await expect(page.getByText('Your session has ended')).toHaveCount(0);
  portal.end();
  await untilAllSent(page);
  await expectOnce(roster, 1);
});

test('“Sent” is not said while the answer is on its way, though the server has the work', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const late = tablet.wire.lay(push, { kind: 'delay', ms: 3_000 });
  const met = late.met();
  await mark(seat(page, 0), 'Absent');
  await met;
  await expect.poll(async () => (await standing(roster)).length).toBe(1);
  await expect(seat(page, 0)).toContainText(/Saved on this device|Sending/);
  await expect(pill(page)).not.toContainText('all sent');
  await expect(seat(page, 0)).toContainText('Sent');
  await expectOnce(roster, 1);
});

test('a storm of 413 and 503, a line that swallows answers: it goes out by itself, once; the office sees how much waits', async () => {
  const page = tablet.page();
  await openRoster(page, roster);
  const storm = tablet.wire.lay(push, { kind: 'status', status: 503 }, Infinity);
  await page.getByRole('button', { name: 'All present' }).click();
  const count = await page.locator('li.seat').count();
  await expect(seatsThatSay(page, saved)).toHaveCount(count);
  await page.reload();
  const office = await deviceOf('officer', desktop);
  await office.page().goto('/');
  const waiting = office
    .page()
    .locator('li')
    .filter({ hasText: `${count} unsent` });
  await expect(waiting.first()).toContainText('Carmen Ruiz-Haugen', { timeout: 60_000 });
  tablet.wire.lay(push, { kind: 'status', status: 413 }, 2);
  tablet.wire.lay(push, { kind: 'swallow' });
  storm.end();
  await untilAllSent(page);
  await expectOnce(roster, count);
  await expect(waiting).toHaveCount(0, { timeout: 60_000 });
  await office.end();
});

for (const damage of ['a row is missing', 'a row is hidden', 'a page is missing'] satisfies Damage[])
  test(`${damage} on the disk: the device finds it and mends it by itself`, async () => {
    const page = tablet.page();
    await openRoster(page, roster);
    const count = await page.locator('li.seat').count();
    const before = await rowsOnDisk(page);
    const nameless = page.getByText('Name not on this device');
    await expect(nameless).toHaveCount(0);
    await damageStudents(page, damage);
    await page.reload();
    await expect
      .poll(async () => [await page.locator('li.seat').count(), await nameless.count()], { timeout: 60_000 })
      .toEqual([count, 0]);
    await expect
      .poll(async () => (await rowsOnDisk(page))['student'], { timeout: 60_000 })
      .toBe(before['student']);
    await expect(page.getByText('Some rows here differ')).toHaveCount(0);
    await page.reload();
    await expect(page.locator('li.seat')).toHaveCount(count);
    await expect(nameless).toHaveCount(0);
  });

test('a first download at 50 kbit/s breaks off twice, goes on where it stopped, and counts honestly', async () => {
  const device = await createDevice(phone);
  const page = await device.openApp();
  device.wire.lay(pull, { kind: 'slow', bytesPerSecond: 6_250 }, Infinity);
  device.wire.lay(pull, { kind: 'cut_after', bytes: 12_000 });
  const broken = device.wire.lay(pull, { kind: 'cut_after', bytes: 6_000 });
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const text = /[\d,]+ of [\d,]+ rows/.exec(document.body.innerText)?.[0];
      if (text && seen.at(-1) !== text) seen.push(text);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await signIn(page, 'staff');
  await expect.poll(() => broken.count(), { timeout: 60_000 }).toBe(1);
  await expect(pill(page)).toContainText(/(Downloading|Offline) · [\d,]+ of [\d,]+ rows/);
  await untilDownloaded(page);
  await untilAllSent(page);
  await expect.poll(() => device.wire.seen(/sync\/verify$/), { timeout: 60_000 }).toBeGreaterThan(0);
  const told = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  const counts = told.map((text) => (text.match(/[\d,]+/g) ?? []).map((n) => Number(n.replace(',', ''))));
  const done = counts.map(([rows]) => rows ?? 0);
  expect(done.length, told.join('; ')).toBeGreaterThan(1);
  expect(done, 'never goes back').toEqual([...done].sort((one, other) => one - other));
  for (const [rows, promised] of counts) expect(rows).toBeLessThanOrEqual(promised ?? 0);
  const [students] = await look(
    (sql) => sql`
      select count(*)::int as all from students
      where deleted_at is null and local_id = (select local_id from cohorts where code = 'PA-EVE')`,
  );
  expect((await rowsOnDisk(page))['student']).toBe(students?.['all']);
  await device.end();
});

test('while rows are still coming, a list without rows says so and not that there are none', async () => {
  const device = await createDevice(phone);
  const page = await device.openApp();
  const broken = device.wire.lay(pull, { kind: 'cut_after', bytes: 6_000 }, Infinity);
  await signIn(page, 'staff');
  await expect.poll(() => broken.count(), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(pill(page)).not.toContainText('all sent');
  await page.goto('/review');
  await expect(page.getByRole('heading', { name: 'Still coming' })).toBeVisible();
  await expect(page.getByText('Nothing to decide')).toHaveCount(0);
  await page.screenshot({ path: 'test-results/screens/still-coming-phone.png' });
  broken.end();
  await expect(page.getByRole('heading', { name: 'Still coming' })).toHaveCount(0, { timeout: 60_000 });
  await untilAllSent(page);
  await device.end();
});
