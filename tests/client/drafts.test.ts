/** P1: what was typed and not saved is there again after a reload, and goes with its owner's store. */
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { plainCodec } from '../../client/store/codec.ts';
import { openBare } from './bare-store.ts';
import { makeActor } from './world.ts';

test('a draft survives the store being opened anew, and is gone when it is taken away', async () => {
  const actor = makeActor('organizer');
  const first = await openBare(actor, plainCodec);
  expect(await (await first.rows.beside()).drafts.read('visit')).toBeUndefined();
  await (await first.rows.beside()).drafts.keep('visit', { cardsSigned: 2 });
  await first.close();
  const again = await openBare(actor, plainCodec);
  expect(await (await again.rows.beside()).drafts.read('visit')).toEqual({ cardsSigned: 2 });
  expect(await (await again.rows.beside()).drafts.read('other')).toBeUndefined();
  expect(await again.rows.unsent()).toEqual([]);
  await (await again.rows.beside()).drafts.keep('visit', undefined);
  expect(await (await again.rows.beside()).drafts.read('visit')).toBeUndefined();
  await again.destroy();
});

test('another person on the same device does not see it', async () => {
  const mine = await openBare(makeActor('organizer'), plainCodec);
  await (await mine.rows.beside()).drafts.keep('visit', { notes: 'mine alone' });
  const others = await openBare(makeActor('organizer'), plainCodec);
  expect(await (await others.rows.beside()).drafts.read('visit')).toBeUndefined();
  await mine.destroy();
  await others.destroy();
});
