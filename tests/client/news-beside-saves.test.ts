/** News is looked at inside the transaction that stores it: what a person saves meanwhile, or another tab stores, counts all the same. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Row } from '../../shared/entity/entity.ts';
import { plainCodec } from '../../client/store/codec.ts';
import type { Codec } from '../../client/store/codec.ts';
import { foldAll } from '../../client/store/fold.ts';
import type { BareStore } from './bare-store.ts';
import { download, openBare } from './bare-store.ts';
import { course } from './course.ts';
import { clearDisk, makeActor, newId } from './world.ts';

const opened: BareStore[] = [];
const open = async (actor: ReturnType<typeof makeActor>, codec = plainCodec): Promise<BareStore> => {
  const store = await openBare(actor, codec);
  opened.push(store);
  return store;
};
beforeEach(clearDisk);
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

const news = (store: BareStore, ...rows: readonly Row[]) =>
  store.sync.rows({ puts: { course: [...rows] }, exits: [] }, {});

test('what is saved between the look and the taking in is not forgotten by it', async () => {
  const [mine, theirs] = [newId(), newId()];
  let between: (() => Promise<unknown>) | undefined;
  const codec: Codec = {
    ...plainCodec,
    open: async (place, stored) => {
      const work = place === 'overlay' ? between : undefined;
      if (work) between = undefined;
      await work?.();
      return plainCodec.open(place, stored);
    },
  };
  const store = await open(makeActor('admin'), codec);
  await download(store, 'course', [course(mine, 1, 'MINE'), course(theirs, 1, 'T1')]);
  between = () => store.rows.write({ entity: 'course', op: 'update', row: mine, set: { name: 'Edited' } });
  await news(store, course(theirs, 2, 'T2'));
  expect(between).toBeUndefined();
  expect(store.sync.unsentCount()).toBe(1);
  expect(await store.rows.get('course', mine)).toMatchObject({ name: 'Edited', pending: true });
  expect(await store.rows.get('course', theirs)).toMatchObject({ code: 'T2' });
});

test('news that meets pages which another tab has folded meanwhile is read with them', async () => {
  const actor = makeActor('admin');
  const [first, second] = [await open(actor), await open(actor)];
  const [one, other] = [newId(), newId()];
  await download(first, 'course', [course(one, 1, 'ONE'), course(other, 1, 'OTHER')]);
  await second.sync.reload();
  await news(first, course(one, 2, 'ONE2'));
  await Promise.all([foldAll(first.core), news(second, course(other, 2, 'OTHER2'))]);
  for (const store of [first, second]) {
    await store.sync.reload();
    const rows = await store.rows.list('course');
    expect(rows.map(({ code }) => code).sort()).toEqual(['ONE2', 'OTHER2']);
  }
});
