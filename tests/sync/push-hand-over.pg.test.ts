/** Work left on a shared tablet and brought in by the next person. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandDeeds } from '../../server/commands/registry.ts';
import { handOver } from '../../server/sync/hand-over.ts';
import { Course } from '../../shared/entities/course.ts';
import { registry } from '../../shared/entities/index.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { seal, unseal } from '../../shared/sync/seal.ts';
import type { Hall, Person } from '../support/hall.ts';
import { openHall } from '../support/hall.ts';
import { newId } from '../support/make-row.ts';

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicJwk = publicKey.export({ format: 'jwk' });
const privateJwk = privateKey.export({ format: 'jwk' });

let hall: Hall;
let bringer: Person;
let author: Person;

beforeAll(async () => {
  hall = await openHall();
  bringer = await hall.addPerson(['staff']);
  author = await hall.addPerson(['staff']);
});
afterAll(() => hall.close());

const sealed = (change: unknown, userId: string, deviceId: string, localId = hall.localId): Promise<string> =>
  seal(publicJwk, JSON.stringify({ change, userId, deviceId, localId }));

/** What open streams heard, in order. */
const heard: Readonly<Record<string, number>>[] = [];

async function bring(...texts: readonly string[]) {
  const deps = {
    hub: {
      moved: (_local: string, numbers: Readonly<Record<string, number>>) => void heard.push(numbers),
      recheck: () => undefined,
    },
    sql: hall.sql,
    clock: hall.clock,
    registry,
    commands: commandDeeds,
    log: { warn: () => undefined },
  };
  const body = { protocol: 1, device: bringer.tablet().report(), sealed: [...texts] };
  return handOver({ ...deps, deliver: hall.door.deliver }, bringer.seat, body, (text) =>
    unseal(privateJwk, text),
  );
}

test('one’s own work goes through the usual door', async () => {
  const tablet = bringer.tablet();
  const change = tablet.create(Course, { code: 'OWN', name: 'Own' });
  const { answers } = await bring(await sealed(change, bringer.userId, tablet.id));
  expect(answers).toMatchObject([{ id: change.id, outcome: 'applied', row: { code: 'OWN' } }]);
  expect((await tablet.send(change)).outcome).toBe('repeated');
});

test('one’s own work is taken as it was done, in whatever order the seals come, and in one go', async () => {
  const tablet = bringer.tablet();
  const made = tablet.create(Course, { code: 'FIRST', name: 'First' });
  const renamed = tablet.update(Course, made.row ?? '', { name: 'Second' }, { name: 'First' });
  const again = tablet.update(Course, made.row ?? '', { name: 'Third' }, { name: 'Second' });
  const texts = [again, made, renamed].map((change) => sealed(change, bringer.userId, tablet.id));
  const { answers } = await bring(...(await Promise.all(texts)));
  expect(answers.map(({ id }) => id)).toEqual([again.id, made.id, renamed.id]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
  expect((await hall.read(Course, made.row ?? ''))?.row).toMatchObject({ name: 'Third' });
  const times = await hall.sql.begin(async (tx) => {
    await tx`select set_config('app.local_id', ${hall.localId}, true)`;
    return tx`select distinct received_at from public.receipts where device_id = ${tablet.id}`;
  });
  expect(times).toHaveLength(1);
});

test('somebody else’s work is set aside under his name, once, and his own device hears of it', async () => {
  const tablet = author.tablet();
  const change = tablet.create(Course, { code: 'LEFT', name: 'Left behind' });
  const text = await sealed(change, author.userId, tablet.id);
  const first = await bring(text);
  const again = await bring(text, text);
  expect(first.answers).toMatchObject([
    { id: change.id, outcome: 'refused', refusal: { code: 'set_aside' } },
  ]);
  expect(again.answers.map(({ outcome }) => outcome)).toEqual(['repeated', 'repeated']);
  const asides = (await hall.all(SetAside)).filter(({ row }) => row['changeId'] === change.id);
  expect(asides).toHaveLength(1);
  expect(asides[0]?.row).toMatchObject({
    userId: author.userId,
    deviceId: tablet.id,
    reason: 'handed_over',
    state: 'open',
  });
  expect(await tablet.send(change)).toMatchObject({
    outcome: 'repeated',
    first: 'refused',
    refusal: { code: 'set_aside' },
  });
  expect(await hall.read(Course, change.row ?? '')).toBeUndefined();
  const events = await hall.audit({ changeId: change.id });
  expect(events.map(({ action, userId }) => [action, userId])).toEqual([
    ['CREATE', bringer.userId],
    ['SET_ASIDE', bringer.userId],
  ]);
});

test('what is set aside is told to open streams after the commit, with the numbers that stand', async () => {
  const tablet = author.tablet();
  const change = tablet.create(Course, { code: 'TOLD', name: 'Told at once' });
  const text = await sealed(change, author.userId, tablet.id);
  heard.length = 0;
  await bring(text);
  const standing = await hall.sql.begin(async (tx) => {
    await tx`select set_config('app.local_id', ${hall.localId}, true)`;
    return tx<{ scope: string; number: number }[]>`select scope, number::int from sync.feed_counter`;
  });
  expect(heard).toHaveLength(1);
  expect(Object.keys(heard[0] ?? {})).toContain('review:course');
  expect(standing).toEqual(
    expect.arrayContaining(Object.entries(heard[0] ?? {}).map(([scope, number]) => ({ scope, number }))),
  );
  // A repeat writes no row, so there is nothing to tell.
  await bring(text);
  expect(heard.slice(1).every((numbers) => Object.keys(numbers).length === 0)).toBe(true);
});

test('a person nobody knows is nobody, a foreign local is refused, and a broken seal names no change', async () => {
  const tablet = author.tablet();
  const change: Change = tablet.create(Course, { code: 'GHOST', name: 'Ghost' });
  const { answers } = await bring(
    await sealed(change, newId(), tablet.id),
    await sealed({ ...change, id: newId() }, author.userId, tablet.id, newId()),
    'uh1.AAAA.BBBB.CCCC',
    await seal(publicJwk, 'not json'),
    await sealed({ ...change, op: 'command' }, author.userId, tablet.id),
  );
  expect(answers.map(({ refusal }) => refusal?.code)).toEqual([
    'set_aside',
    'not_allowed',
    'invalid',
    'invalid',
    'not_allowed',
  ]);
  expect(answers.map(({ id }) => id === '')).toEqual([false, false, true, true, false]);
  expect((await hall.read(SetAside, answers[0]?.record ?? ''))?.row).toMatchObject({ userId: null });
});
