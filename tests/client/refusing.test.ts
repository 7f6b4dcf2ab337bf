/**
 * What a bundle writes into a database that is not its own, or no longer there: nothing. The question and the work run
 * together, so the work may be done, or fail by itself, before the answer is known.
 */
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database, Tables } from '../../client/store/database.ts';
import { openDatabase } from '../../client/store/database.ts';
import { clearDisk, newId } from './world.ts';

let database: Database;
let name: string;
const events = { onNewer: vi.fn(), onLost: vi.fn() };

beforeEach(async () => {
  clearDisk();
  name = `refusing-${newId()}`;
  database = await openDatabase(name, events);
  await database.admit(0);
});
afterEach(() => database.close());

/** As another tab does it, behind this one's back. */
async function behind(work: (tables: Dexie) => Promise<unknown>): Promise<void> {
  const other = new Dexie(name);
  await other.open();
  await work(other);
  other.close();
}

const everything = async () => {
  const found: Record<string, unknown> = {};
  await behind(async (tables) => {
    for (const table of tables.tables) found[table.name] = await table.toArray();
  });
  return found;
};

const body = new Uint8Array([1]);
const change = (sequence: number) => ({ sequence, changeId: newId(), state: 'waiting' as const, body });

const works: readonly (readonly [string, (tables: Tables) => Promise<unknown>])[] = [
  ['writes one thing', (tables) => tables.outbox.add(change(1))],
  [
    'writes much at once, everywhere',
    (tables) =>
      Promise.all([
        tables.outbox.bulkAdd(Array.from({ length: 200 }, (_, index) => change(index + 1))),
        tables.overlay.bulkAdd(Array.from({ length: 200 }, () => ({ entity: 'member', body }))),
        tables.pages.put({ key: 'a', entity: 'member', body }),
        tables.meta.bulkPut([
          { name: 'sequence', value: 200 },
          { name: 'generation', value: 9 },
        ]),
      ]),
  ],
  [
    'writes on and on, whatever becomes of it',
    async (tables) => {
      for (let sequence = 1; sequence < 50; sequence += 1)
        await tables.outbox.put(change(sequence)).catch(() => undefined);
    },
  ],
  ['deletes', (tables) => Promise.all([tables.outbox.clear(), tables.meta.delete('sequence')])],
  [
    'fails at once',
    () => {
      throw new Error('at once');
    },
  ],
  ['is refused at once', () => Promise.reject(new Error('soon'))],
  [
    'fails after what it reads',
    async (tables) => {
      await tables.meta.get('sequence');
      throw new Error('overtaken');
    },
  ],
  [
    'writes and then fails',
    async (tables) => {
      await tables.outbox.add(change(1));
      throw new Error('after writing');
    },
  ],
  [
    'writes what cannot be stored',
    (tables) => Promise.all([tables.outbox.add(change(1)), tables.outbox.add(change(1))]),
  ],
  ['writes under no key', (tables) => tables.pages.put({ entity: 'member', body } as never)],
  ['reads only', (tables) => tables.outbox.toArray()],
];

const others: readonly (readonly [string, 'newer' | 'lost', (tables: Dexie) => Promise<unknown>])[] = [
  [
    'a newer bundle wrote it',
    'newer',
    (tables) => tables.table('meta').put({ name: 'dataVersion', value: 99 }),
  ],
  ['it was emptied', 'lost', (tables) => Promise.all(tables.tables.map((table) => table.clear()))],
];

describe.each(others)('%s', (_what, fault, become) => {
  test.each(works)('work that %s leaves nothing, and the fault is told', async (_does, work) => {
    await database.change(['outbox', 'overlay'], async (tables) => {
      await tables.outbox.add(change(1_000));
      await tables.meta.put({ name: 'sequence', value: 1_000 });
    });
    await behind(become);
    const before = await everything();
    const all = ['outbox', 'overlay', 'pages', 'blocks', 'roots', 'sent'] as const;
    await expect(database.change(all, async (tables) => work(tables))).rejects.toMatchObject({ fault });
    expect(await everything()).toEqual(before);
  });
});

test.each(works)('its own database: work that %s ends as it ends by itself', async (_does, work) => {
  const all = ['outbox', 'overlay', 'pages', 'blocks', 'roots', 'sent'] as const;
  const before = await everything();
  const end = await database
    .change(all, async (tables) => work(tables))
    .then(
      () => 'done',
      (error: unknown) => error,
    );
  if (end === 'done') return;
  expect(end).not.toHaveProperty('fault');
  expect(await everything()).toEqual(before);
});
