/** A page of rows that is missing or damaged on this device's disk: its entity comes anew, and is asked for once. */
import { createEffect, createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Tables } from '../../client/store/database.ts';
import {
  clearDisk,
  codecs,
  enter,
  FakeLine,
  FakeServer,
  leave,
  leaveAll,
  makeActor,
  rest,
  seedClass,
  settled,
  until,
} from './world.ts';

beforeEach(clearDisk);
afterEach(leaveAll);

const harms: readonly (readonly [string, (tables: Tables) => Promise<unknown>])[] = [
  ['missing', (tables) => tables.pages.where('entity').equals('student').delete()],
  [
    'damaged',
    (tables) =>
      tables.pages
        .where('entity')
        .equals('student')
        .modify({ body: new Uint8Array([1, 2, 3]) }),
  ],
];

describe.each(await codecs())('%s', (_, codec) => {
  test.each(harms)('a %s page is fetched anew, though the screen keeps reading it', async (_how, harm) => {
    const server = new FakeServer();
    seedClass(server, 5);
    const line = new FakeLine(server, makeActor('staff'));
    let hall = await enter(line, { codec });
    await settled(hall);
    await hall.store.core.database.change(['pages'], harm);
    await leave(hall);
    line.trouble = 'offline';
    hall = await enter(line, { codec, pace: { idleMs: 1e9, pollMs: 1e9 } });
    const { rows } = hall;
    let reads = 0;
    let found = 0;
    const close = createRoot((end) => {
      createEffect(() => {
        rows.revision('student')();
        reads += 1;
        rows.list('student').then(
          (list) => (found = list.length),
          () => undefined,
        );
      });
      return end;
    });
    await rest(500);
    expect(found).toBe(0);
    // Whoever is told of the harm reads again, and meets it again.
    expect(reads).toBeLessThan(6);
    line.trouble = 'none';
    hall.sync.now();
    await until('whole again', () => found === 5);
    close();
  });
});
