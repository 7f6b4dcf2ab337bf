/** A connection that dies in the middle of a transaction fails that transaction, and nothing else. */
import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHall } from '../../tests/support/test-hall.ts';
import { openTestHall } from '../../tests/support/test-hall.ts';
import { createDatabase } from './connection.ts';
import { connectTo } from './guarded-socket.ts';

let hall: TestHall;
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);

beforeAll(async () => {
  hall = await openTestHall(3);
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('uncaughtException', note);
  process.off('unhandledRejection', note);
  await hall.close();
});

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const terminate = async (pid: number): Promise<void> => {
  await hall.behind`select pg_terminate_backend(${pid})`;
};

const pidOf = async (
  sql: TestHall['app'] | Parameters<Parameters<TestHall['inside']>[0]>[0],
): Promise<number> => {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return row?.pid ?? 0;
};

test('between two statements: the transaction fails at once, and work that goes on is stopped', async () => {
  const failures: unknown[] = [];
  const work = hall.inside(async (tx) => {
    await terminate(await pidOf(tx));
    for (const pause of [0, 20, 100, 200]) {
      await rest(pause);
      try {
        failures.push(await Promise.race([tx`select ${pause}::int`, rest(300).then(() => 'no answer')]));
      } catch (error) {
        failures.push(error);
      }
    }
  });
  await expect(work).rejects.toThrow();
  await rest(900);
  expect(failures).toHaveLength(4);
  expect(uncaught).toEqual([]);
  expect(await pidOf(hall.app)).toBeGreaterThan(0);
});

test('while it computes: the next statement does not reach anybody', async () => {
  let reached: unknown = 'nothing';
  const work = hall.inside(async (tx) => {
    await terminate(await pidOf(tx));
    await rest(300);
    reached = await tx`select 1`.then(
      () => 'an answer',
      () => 'a failure',
    );
  });
  await expect(work).rejects.toThrow();
  await rest(400);
  expect(reached).toBe('nothing');
  expect(uncaught).toEqual([]);
});

test('while a statement runs', async () => {
  const work = hall.inside(async (tx) => {
    const pid = await pidOf(tx);
    setTimeout(() => void terminate(pid), 50);
    await tx`select pg_sleep(5)`;
  });
  await expect(work).rejects.toThrow();
  await rest(50);
  expect(uncaught).toEqual([]);
});

test('while it rests: the next statement finds another connection', async () => {
  await hall.behind`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'unionhall_app' and datname = current_database()`;
  await rest(300);
  expect(await pidOf(hall.app)).toBeGreaterThan(0);
  expect(uncaught).toEqual([]);
});

test('all connections at once, over and over: the pool comes back', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    const works = [1, 2, 3].map(() =>
      hall
        .inside(async (tx) => {
          await tx`select 1`;
          await rest(200);
          await tx`select 2`;
        })
        .then(
          () => 'done',
          () => 'failed',
        ),
    );
    await rest(100);
    await hall.behind`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'unionhall_app' and datname = current_database()`;
    expect(await Promise.all(works)).toHaveLength(3);
    // Killed again while it begins, a connection would fail for what nobody asked.
    await rest(150);
    expect(await pidOf(hall.app)).toBeGreaterThan(0);
  }
  expect(uncaught).toEqual([]);
}, 20_000);

/** The first connection is cut after so many bytes from Postgres, while it signs in or asks for the types. */
function cutOnce(url: string, bytes: number): () => Promise<Socket> {
  const { hostname, port } = new URL(url);
  let isCut = false;
  return async () => {
    const socket = await connectTo(hostname, Number(port));
    let heard = 0;
    if (!isCut)
      socket.on('data', (part) => {
        heard += part.length;
        if (heard > bytes) socket.destroy();
      });
    isCut = true;
    return socket;
  };
}

test.each([0, 50, 300, 450, 600, 2_000])(
  'while it begins, after %i bytes: the next one is asked',
  async (bytes) => {
    const sql = createDatabase({ url: hall.appUrl, max: 1, socket: cutOnce(hall.appUrl, bytes) });
    const asked = sql`select 1 as one`.then(
      () => 'answered',
      () => 'failed',
    );
    await Promise.race([asked, rest(1_500)]);
    expect((await sql`select 2 as two`)[0]?.['two']).toBe(2);
    await sql.end({ timeout: 1 });
    expect(uncaught).toEqual([]);
  },
);
