/** What the office knows of a device's unsent work: true with the commit, and told to open streams at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWritePath } from '../../server/routes/write-path.ts';
import { Course } from '../../shared/entities/course.ts';
import { Device } from '../../shared/entities/device.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';

let hall: Hall;
let staff: Person;

beforeAll(async () => {
  hall = await openHall();
  staff = await hall.addPerson(['staff']);
});
afterAll(() => hall.close());

const known = async (id: string) => (await hall.read(Device, id))?.row;
const oldestUnsentAt = '2026-01-05T10:00:00.000Z';

test('work counts as unsent no longer when it is here, though the device has not heard so yet', async () => {
  const tablet = staff.tablet();
  const [first, second, third] = ['UNSENT-1', 'UNSENT-2', 'UNSENT-3'].map((code) =>
    tablet.create(Course, { code, name: code }),
  );
  if (!first || !second || !third) throw new Error('three changes');
  const push = (unsent: number, ...changes: readonly (typeof first)[]) =>
    hall.door.push(staff.seat, {
      protocol: 1,
      epoch: null,
      device: { ...tablet.report(), unsent, oldestUnsentAt },
      changes: [...changes],
    });
  await push(3, first, second);
  expect(await known(tablet.id)).toMatchObject({ unsentCount: 1, oldestUnsentAt });
  // The answer was lost: the device still counts what it sends again.
  await push(3, first, second, third);
  expect(await known(tablet.id)).toMatchObject({ unsentCount: 0, oldestUnsentAt: null });
});

test('a contact that tells of more or less unsent work is told to open streams; one that tells nothing new is not', async () => {
  const heard: Readonly<Record<string, number>>[] = [];
  const path = createWritePath({
    sql: hall.sql,
    registry,
    now: () => hall.clock.now(),
    door: hall.door,
    hub: { moved: (_local, numbers) => void heard.push(numbers) },
    sessionDevices: { note: () => Promise.resolve() },
    cookies: { publicUrl: 'https://hall.example' },
    handOver: () => Promise.reject(new Error('nothing is handed over here')),
  });
  const tablet = staff.tablet();
  const contact = async (unsent: number) => {
    heard.length = 0;
    await path.contact(
      { ...staff.seat, deviceId: tablet.id, requestId: null },
      { ...tablet.report(), unsent, ...(unsent > 0 ? { oldestUnsentAt } : {}) },
    );
    return heard.flatMap((numbers) => Object.keys(numbers));
  };
  expect(await contact(18)).toContain('review:device');
  expect(await contact(18)).toEqual([]);
  expect(await contact(0)).toContain('review:device');
});
