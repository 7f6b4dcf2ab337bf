/** P1: what was typed and not saved is there again after a reload, and goes with its owner's store. */
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { plainCodec } from '../../client/store/codec.ts';
import { openBare } from './bare-store.ts';
import { makeActor } from './world.ts';

test('a draft survives the store being opened anew, and is gone when it is taken away', async () => {
  const actor = makeActor('organizer');
  const first = await openBare(actor, plainCodec);
  expect(await first.rows.draft('visit')).toBeUndefined();
  await first.rows.keepDraft('visit', { cardsSigned: 2 });
  await first.close();
  const again = await openBare(actor, plainCodec);
  expect(await again.rows.draft('visit')).toEqual({ cardsSigned: 2 });
  expect(await again.rows.draft('other')).toBeUndefined();
  expect(await again.rows.unsent()).toEqual([]);
  await again.rows.keepDraft('visit', undefined);
  expect(await again.rows.draft('visit')).toBeUndefined();
  await again.destroy();
});

test('another person on the same device does not see it', async () => {
  const mine = await openBare(makeActor('organizer'), plainCodec);
  await mine.rows.keepDraft('visit', { notes: 'mine alone' });
  const others = await openBare(makeActor('organizer'), plainCodec);
  expect(await others.rows.draft('visit')).toBeUndefined();
  await mine.destroy();
  await others.destroy();
});
