/**
 * P3: a reader that asks "what came after 41?" misses nothing, whatever order the writers commit in. Beside it, in the
 * same transactions, runs the way everybody tries first (a sequence), so that the test proves it could have failed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../shared/entities/index.ts';
import type { Transaction } from '../../server/database/connection.ts';
import { entityNamed, insertRecords, insertRow, recordOf } from '../support/insert-row.ts';
import { makeRow, newId } from '../support/make-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall } from '../support/test-hall.ts';

const writers = 24;
const writesEach = 90;
const hotScopes = ['training', 'cohort:a', 'cohort:b'];
const Course = entityNamed(registry, 'course');

interface FeedRow {
  readonly scope: string;
  readonly is_exit: boolean;
  readonly number: number;
}

let hall: TestHall;
beforeAll(async () => {
  hall = await openTestHall(writers + 2);
});
afterAll(() => hall.close());

const insertCourse = async (sql: Transaction, scopes: readonly string[]): Promise<string> => {
  const row = makeRow(Course);
  await insertRecords(sql, Course, [recordOf(Course, row, hall.localId, { scopes })]);
  return row.id;
};

async function numberNow(sql: Transaction): Promise<ReadonlyMap<string, number>> {
  await sql`set constraints all immediate`;
  const rows = await sql<{ scope: string; number: number }[]>`select * from sync.touched()`;
  return new Map(rows.map((row) => [row.scope, row.number]));
}

/** The last word on the row in each scope. */
const feedOf = (rowId: string): Promise<FeedRow[]> =>
  hall.inside(
    (sql) => sql<FeedRow[]>`
      select distinct on (scope) scope, is_exit, number from sync.feed
      where ${rowId}::uuid = any (row_ids) order by scope, number desc`,
  );

const placesOf = async (rowId: string): Promise<readonly string[]> => {
  const rows = await hall.inside(
    (sql) => sql<{ scope: string }[]>`select scope from sync.places where row_id = ${rowId} order by scope`,
  );
  return rows.map(({ scope }) => scope);
};

describe('numbers', () => {
  test('those known before the commit are those that stand after it', async () => {
    let id = '';
    const before = await hall.inside(async (sql) => {
      id = await insertCourse(sql, ['n1', 'n2']);
      expect(await sql`select * from sync.touched()`).toHaveLength(0);
      return numberNow(sql);
    });
    const after = await feedOf(id);
    expect(new Map(after.map((row) => [row.scope, row.number]))).toEqual(before);
    const counters = await hall.inside(
      (sql) => sql<FeedRow[]>`select scope, number from sync.feed_counter where scope in ('n1', 'n2')`,
    );
    expect(new Map(counters.map((row) => [row.scope, row.number]))).toEqual(before);
  });

  test('each scope counts for itself, without holes, also when a transaction was rolled back', async () => {
    const first = await hall.inside(async (sql) => {
      await insertRecords(
        sql,
        Course,
        [1, 2, 3].map(() => recordOf(Course, makeRow(Course), hall.localId, { scopes: ['c1'] })),
      );
      return numberNow(sql);
    });
    await hall
      .inside(async (sql) => {
        await insertCourse(sql, ['c1']);
        await numberNow(sql);
        throw new Error('undone');
      })
      .catch(() => undefined);
    const last = await hall.inside(async (sql) => {
      await insertCourse(sql, ['c1', 'c2']);
      return numberNow(sql);
    });
    expect([...first, ...last]).toEqual([
      ['c1', 3],
      ['c1', 4],
      ['c2', 1],
    ]);
  });

  test('statements after the numbering are numbered too, and touched() knows all of them', async () => {
    const touched = await hall.inside(async (sql) => {
      await insertCourse(sql, ['s1']);
      await numberNow(sql);
      await insertCourse(sql, ['s1', 's2']);
      return numberNow(sql);
    });
    expect([...touched]).toEqual([
      ['s1', 2],
      ['s2', 1],
    ]);
  });

  test('without asking for numbers the commit gives them', async () => {
    const id = await hall.inside((sql) => insertCourse(sql, ['w1']));
    expect(await feedOf(id)).toEqual([{ scope: 'w1', is_exit: false, number: 1 }]);
    expect(await hall.behind`select 1 from sync.feed_mark`).toHaveLength(0);
  });

  test('a savepoint that is rolled back takes its marks along', async () => {
    const touched = await hall.inside(async (sql) => {
      await insertCourse(sql, ['p1']);
      await sql
        .savepoint(async (inner) => {
          await insertCourse(inner, ['p1', 'p2']);
          throw new Error('only this one');
        })
        .catch(() => undefined);
      return numberNow(sql);
    });
    expect([...touched]).toEqual([['p1', 1]]);
  });
});

describe('put and exit', () => {
  const put = (scope: string) => ({ scope, is_exit: false });
  const exit = (scope: string) => ({ scope, is_exit: true });
  /** The places must say the same as the feed's last words. */
  const stateOf = async (id: string) => {
    const state = (await feedOf(id)).map(({ scope, is_exit }) => ({ scope, is_exit }));
    expect(await placesOf(id)).toEqual(state.flatMap(({ scope, is_exit }) => (is_exit ? [] : [scope])));
    return state;
  };
  const change = (id: string, set: { scopes?: string[]; deleted?: boolean }) =>
    hall.inside(
      (sql) => sql`
        update courses set version = version + 1, scopes = coalesce(${set.scopes ?? null}, scopes),
               deleted_at = ${set.deleted === true ? new Date() : null} where id = ${id}`,
    );

  test('a row that moves leaves one scope and appears in the other; one entry for each', async () => {
    const id = await hall.inside((sql) => insertCourse(sql, ['m1', 'm2']));
    await change(id, { scopes: ['m2', 'm3'] });
    expect(await stateOf(id)).toEqual([exit('m1'), put('m2'), put('m3')]);
    await change(id, { scopes: ['m1', 'm2'] });
    expect(await stateOf(id)).toEqual([put('m1'), put('m2'), exit('m3')]);
  });

  test('a deleted row leaves all of its scopes, and comes back into all when it is restored', async () => {
    const id = await hall.inside((sql) => insertCourse(sql, ['d1', 'd2']));
    await change(id, { deleted: true });
    expect(await stateOf(id)).toEqual([exit('d1'), exit('d2')]);
    await change(id, { scopes: ['d2', 'd3'] });
    expect(await stateOf(id)).toEqual([exit('d1'), put('d2'), put('d3')]);
  });

  test('within one transaction the last word counts', async () => {
    const id = await hall.inside(async (sql) => {
      const made = await insertCourse(sql, ['l1']);
      await sql`update courses set scopes = array['l2'] where id = ${made}`;
      await sql`update courses set scopes = array['l1'] where id = ${made}`;
      return made;
    });
    expect(await stateOf(id)).toEqual([put('l1'), exit('l2')]);
  });

  test('several entities in one transaction, several locals side by side', async () => {
    const User = entityNamed(registry, 'user');
    const other = newId();
    const write = (localId: string) =>
      hall.inside(
        async (sql) => {
          await insertRow(sql, registry, User, localId, {}, { system: { scopes: ['x1'] } });
          await insertRow(sql, registry, Course, localId, {}, { system: { scopes: ['x1'] } });
          return numberNow(sql);
        },
        { localId },
      );
    const [ours, theirs] = await Promise.all([write(hall.localId), write(other)]);
    expect([ours.get('x1'), theirs.get('x1')]).toEqual([2, 2]);
  });
});

test(`with ${writers} writers and an eager reader nothing is missed, and nobody waits in a circle`, async () => {
  await hall.behind.unsafe(
    'create table public.control (id bigserial primary key, mark uuid); grant all on public.control to unionhall_app; grant all on public.control_id_seq to unionhall_app',
  );
  const committed: string[] = [];
  const failures: unknown[] = [];
  const seen = { feed: new Set<string>(), control: new Set<string>() };
  let isWriting = true;

  const writeOnce = () =>
    hall.inside(async (sql) => {
      const mark = newId();
      await sql`insert into control (mark) values (${mark})`;
      // Hot scopes in any order, one statement each: what deadlocks when every statement locks its own counter.
      const scopes = hotScopes.toSorted(() => Math.random() - 0.5);
      const id = await insertCourse(sql, [scopes[0] ?? '']);
      await pause(Math.random() * 8);
      await sql`update courses set scopes = ${scopes}, version = 2, prerequisites = ${mark} where id = ${id}`;
      await numberNow(sql);
      await pause(Math.random() * 3);
      return mark;
    });
  const writer = async () => {
    for (let count = 0; count < writesEach; count += 1)
      await writeOnce().then(
        (mark) => committed.push(mark),
        (error: unknown) => failures.push(error),
      );
  };

  const cursors = new Map(hotScopes.map((scope) => [scope, 0]));
  let controlCursor = 0;
  const look = () =>
    hall.inside(async (sql) => {
      const control = await sql<
        { id: number; mark: string }[]
      >`select id, mark from control where id > ${controlCursor} order by id`;
      for (const row of control) seen.control.add(row.mark);
      controlCursor = control.at(-1)?.id ?? controlCursor;
      const rows = await sql<{ number: number; mark: string | null }[]>`
        select f.number, c.prerequisites as mark
        from sync.feed f join courses c on c.local_id = f.local_id and c.id = any (f.row_ids)
        where f.scope = 'training' and f.number > ${cursors.get('training') ?? 0} order by f.number`;
      for (const row of rows) if (row.mark !== null) seen.feed.add(row.mark);
      cursors.set('training', rows.at(-1)?.number ?? cursors.get('training') ?? 0);
    });
  const reader = async () => {
    while (isWriting) {
      await look();
      await pause(1);
    }
    await look();
  };

  const reading = reader();
  await Promise.all(Array.from({ length: writers }, writer));
  isWriting = false;
  await reading;

  expect(failures).toEqual([]);
  expect(committed).toHaveLength(writers * writesEach);
  const missed = (by: ReadonlySet<string>) => committed.filter((mark) => !by.has(mark)).length;
  expect(
    missed(seen.control),
    'the sequence reader must miss some, or this test could not fail',
  ).toBeGreaterThan(0);
  expect(missed(seen.feed)).toBe(0);
  const [holes] = await hall.inside(
    (sql) => sql<{ rows: number; last: number }[]>`
    select sum(cardinality(row_ids))::int as rows, max(number)::int as last from sync.feed where scope = 'training'`,
  );
  expect(holes?.rows).toBe(holes?.last);
});
