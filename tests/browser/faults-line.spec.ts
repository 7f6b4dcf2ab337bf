/**
 * Lines that are bad in every way but dead: narrow and far, open in one direction only, and between machines that refuse
 * everything for a while.
 */
import { expect, test } from '@playwright/test';
import type { Device } from '../support/device.ts';
import type { Trouble } from '../support/wire-trouble.ts';
import { expectHealed } from './healing.ts';
import { freeRoster, standing } from './ledger.ts';
import { deviceOf, mark, openRoster, pill, seat, seatsThatSay } from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(180_000);

const saved = 'Saved on this device';
const push = /sync\/push$/;
const pull = /sync\/pull$/;
let tablet: Device;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
});
test.beforeEach(async () => {
  roster = await freeRoster();
  await openRoster(tablet.page(), roster);
});
test.afterEach(() => tablet.wire.shape({}));
test.afterAll(() => tablet.end());

test('50 kbit/s and two seconds there and back: a class of marks is at the office within a minute', async () => {
  const page = tablet.page();
  const count = await page.locator('li.seat').count();
  tablet.wire.shape({ bytesPerSecond: 6_250, roundTripMs: 2_000 });
  // Also the way in: the app opens, asks who is here, and hears what is new over the same line.
  await page.reload();
  await expectHealed('50 kbit/s, 2 s round trips', { roster, marks: count, tabs: [page] }, () =>
    page.getByRole('button', { name: 'All present' }).click(),
  );
});

test('what the device says arrives and no answer comes back: “Sent” is not said until one does', async () => {
  const page = tablet.page();
  tablet.wire.shape({ blocked: 'down' });
  await mark(seat(page, 0), 'Absent');
  await mark(seat(page, 1), 'Excused');
  await expect.poll(async () => (await standing(roster)).length, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect(seatsThatSay(page, 'Sent')).toHaveCount(0);
  await expect(pill(page)).not.toContainText('all sent');
  await expectHealed('nothing comes back, one-way', { roster, marks: 2, tabs: [page] }, () =>
    tablet.wire.shape({}),
  );
});

test(
  'nothing of what the device says arrives, and nobody tells it so: it gives up by itself and tries again',
  { tag: '@long' },
  async () => {
    const page = tablet.page();
    tablet.wire.shape({ blocked: 'up' });
    await mark(seat(page, 0), 'Absent');
    await expect(seatsThatSay(page, saved).or(seatsThatSay(page, 'Sending'))).toHaveCount(1);
    await expect(pill(page)).toContainText('Offline · 1 on this device', { timeout: 60_000 });
    expect(await standing(roster)).toHaveLength(0);
    await expectHealed('nothing goes out, one-way', { roster, marks: 1, tabs: [page] }, () =>
      tablet.wire.shape({}),
    );
  },
);

test('a storm of 503, 429, 413, a portal, a broken and a doubled answer: it goes out by itself, once', async () => {
  const page = tablet.page();
  const count = await page.locator('li.seat').count();
  const storm: readonly Trouble[] = [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, retryAfter: 3 },
    { kind: 'portal' },
    { kind: 'status', status: 413 },
    { kind: 'cut_after', bytes: 100 },
    { kind: 'twice' },
  ];
  // The latest that is laid comes first.
  const met = storm.toReversed().map((trouble) => tablet.wire.lay(push, trouble));
  tablet.wire.lay(pull, { kind: 'status', status: 503 }, 2);
  // From the first tap on: the storm is part of the time.
  await expectHealed(
    'a storm of 503, 429, 413, portal, cut, double',
    { roster, marks: count, tabs: [page] },
    () => page.getByRole('button', { name: 'All present' }).click(),
  );
  expect(met.map((one) => one.count())).toEqual(storm.map(() => 1));
});
