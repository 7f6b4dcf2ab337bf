/** P5, beyond the database's own guard: whoever can do anything in Postgres is still found out. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysFrom, makePrivateKey } from '../../server/access/keys.ts';
import { rootFromPath } from '../../server/audit/merkle.ts';
import type { SealStore } from '../../server/audit/seal-store.ts';
import { openSealStore } from '../../server/audit/seal-store.ts';
import { sealAudit, sealPayload } from '../../server/audit/seal.ts';
import { proveRow, verifyLocal } from '../../server/audit/verify-seals.ts';
import { registry } from '../../shared/entities/index.ts';
import * as v from 'valibot';
import { until } from '../client/world.ts';
import { entityNamed, insertRow } from '../support/insert-row.ts';
import type { TestHall } from '../support/test-hall.ts';
import { openTestHall, refusedWith, sqlStates } from '../support/test-hall.ts';

let hall: TestHall;
let folder: string;
let store: SealStore;
const { token: pair } = keysFrom(makePrivateKey(), makePrivateKey());

beforeEach(async () => {
  hall = await openTestHall(6);
  folder = mkdtempSync(join(tmpdir(), 'unionhall-seals-'));
  store = openSealStore(folder);
});
afterEach(async () => {
  await hall.close();
  rmSync(folder, { recursive: true });
});

const seal = () =>
  sealAudit({ sql: hall.app, key: pair.privateKey, store, now: () => Date.UTC(2026, 10, 21) });
const verify = () => verifyLocal({ sql: hall.app, publicKey: pair.publicKey, store }, hall.localId);
const write = async (count: number): Promise<void> => {
  for (let done = 0; done < count; done += 1)
    await hall.inside((sql) => insertRow(sql, registry, entityNamed(registry, 'course'), hall.localId));
};
const logIds = async (): Promise<readonly number[]> =>
  (
    await hall.behind<{ id: number }[]>`select id from audit.log where local_id = ${hall.localId} order by id`
  ).map(({ id }) => id);
const waiting = async (): Promise<number> =>
  (
    await hall.behind<{ count: number }[]>`
      select count(*)::int as count from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and not l.granted`
  )[0]?.count ?? 0;
/** As somebody who owns the machine would: no trigger, no policy stands in the way. */
const bend = (statement: string): Promise<unknown> =>
  hall.behind.begin(async (sql) => {
    await sql`set local session_replication_role = 'replica'`;
    await sql.unsafe(statement);
  });

/** Two seals over forty rows each. */
async function sealTwice(): Promise<readonly number[]> {
  await write(40);
  await seal();
  await write(40);
  await seal();
  return logIds();
}

describe('when nothing was touched', () => {
  test('everything agrees, hour after hour, and nothing is sealed twice', async () => {
    await sealTwice();
    expect(await seal()).toBe(0);
    await write(2);
    const verdict = await verify();
    expect(verdict).toMatchObject({ seals: 2, unsealed: 2, findings: [] });
    expect(verdict.rows).toBe((await logIds()).length - 2);
  });

  test('rows that are being written while the seal is made belong to the next one', async () => {
    await write(3);
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    const writing = hall.inside(async (sql) => {
      await insertRow(sql, registry, entityNamed(registry, 'course'), hall.localId);
      await held;
    });
    setTimeout(commit, 300);
    await seal();
    await writing;
    await seal();
    expect(await verify()).toMatchObject({ findings: [], unsealed: 0 });
  });

  test('meanwhile a server looks at the epoch, as it must before it starts', async () => {
    let commit = (): void => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    let hasWritten = (): void => undefined;
    const written = new Promise<void>((resolve) => (hasWritten = resolve));
    const writing = hall.inside(async (sql) => {
      await insertRow(sql, registry, entityNamed(registry, 'course'), hall.localId);
      hasWritten();
      await held;
    });
    await written;
    const sealing = seal();
    await until('the seal waits for who writes', async () => (await waiting()) > 0);
    const [looked] = await hall.app.begin(async (sql) => {
      await sql`set local lock_timeout = '1s'`;
      return sql<{ epoch: string }[]>`select epoch from sync.observe_epoch()`;
    });
    expect(looked?.epoch).toBeTruthy();
    commit();
    await Promise.all([sealing, writing]);
  });

  test('a seal that could not be kept leaves no lock behind: the next one is made', async () => {
    await write(3);
    const full = () => {
      throw new Error('no space left on device');
    };
    const broken = { sql: hall.app, key: pair.privateKey, store: { ...store, add: full }, now: Date.now };
    await expect(sealAudit(broken)).rejects.toThrow('no space left');
    expect(
      await hall.behind`select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    ).toEqual([]);
    await write(1);
    expect(await seal()).toBe(1);
    expect(await verify()).toMatchObject({ findings: [], unsealed: 0 });
  });

  test('a row’s proof leads to the signed root, and says nothing of any other row', async () => {
    const ids = await sealTwice();
    const proof = await proveRow(
      { sql: hall.app, publicKey: pair.publicKey, store },
      hall.localId,
      ids[50] ?? 0,
    );
    const { root } = v.parse(sealPayload, JSON.parse(proof?.seal.payload ?? ''));
    const path = (proof?.path ?? []).map((hash) => Buffer.from(hash, 'base64url'));
    const leaf = Buffer.from(proof?.leaf ?? '', 'base64url');
    expect(rootFromPath(leaf, proof?.index ?? 0, proof?.count ?? 0, path).toString('base64url')).toBe(root);
    expect(path.length).toBeLessThanOrEqual(7);
  });
});

describe('is found out, and named', () => {
  test('a row that was edited', async () => {
    const ids = await sealTwice();
    await bend(`update audit.log set note = 'never happened' where id = ${ids[12]}`);
    const { findings } = await verify();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      seal: 1,
      rowId: ids[12],
      what: expect.stringContaining('was changed') as string,
    });
  });

  test('the last hundred rows, removed', async () => {
    await write(60);
    await seal();
    await write(100);
    await seal();
    const ids = await logIds();
    await bend(`delete from audit.log where id > ${ids.at(-101)}`);
    const { findings } = await verify();
    expect(findings[0]).toMatchObject({
      seal: 2,
      what: expect.stringContaining('100 rows were removed') as string,
    });
  });

  test('rows removed together with the database’s own seals', async () => {
    const ids = await sealTwice();
    await bend(`delete from audit.log where id > ${ids[39]}; delete from audit.seals where number = 2`);
    expect((await verify()).findings[0]).toMatchObject({
      seal: 2,
      what: expect.stringContaining('missing') as string,
    });
  });

  test('an older copy, restored; and the next seal declares it', async () => {
    const ids = await sealTwice();
    await bend(`delete from audit.log where id > ${ids[39]}; delete from audit.seals where number = 2`);
    await write(5);
    await seal();
    const { findings } = await verify();
    expect(findings).toEqual([
      { seal: 2, rowId: null, what: expect.stringContaining('older backup') as string },
    ]);
    await write(1);
    await seal();
    expect((await verify()).findings).toHaveLength(1);
  });

  test('a row put in afterwards', async () => {
    const ids = await sealTwice();
    await bend(`delete from audit.log where id = ${ids[20]}`);
    await bend(
      `insert into audit.log (local_id, id, action, note) values ('${hall.localId}', ${ids[20]}, 'READ', 'forged')`,
    );
    expect((await verify()).findings[0]).toMatchObject({ seal: 1, rowId: ids[20] });
  });

  test('seals signed by somebody else, changed, or out of order', async () => {
    await sealTwice();
    const [first, second] = store.seals(hall.localId);
    const file = join(folder, hall.localId, 'seals.jsonl');
    const rewrite = (...lines: unknown[]) =>
      writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    rewrite({ ...first, payload: first?.payload.replace('"rows":', '"rows":1') }, second);
    expect((await verify()).findings[0]).toMatchObject({ seal: 1, what: 'its signature is not ours' });
    rewrite(second, first);
    expect((await verify()).findings[0]).toMatchObject({
      seal: 1,
      what: expect.stringContaining('out of order') as string,
    });
    rewrite(first);
    appendFileSync(file, 'not a seal\n');
    expect((await verify()).findings[0]).toMatchObject({ seal: 2, what: 'its signature is not ours' });
  });

  test('an accepted change whose trace was removed before it was sealed', async () => {
    const change = '0198a000-0000-7000-8000-0000000000aa';
    await hall.inside(
      (sql) => sql`
        insert into receipts (local_id, change_id, user_id, entity, row_id, outcome)
        values (${hall.localId}, ${change}, ${change}, 'course', ${change}, 'applied')`,
    );
    expect((await verify()).findings[0]?.what).toContain(change);
  });
});

test('neither the application nor the owner can bend a seal', async () => {
  await sealTwice();
  for (const statement of [
    'update audit.seals set payload = payload',
    'delete from audit.seals',
    'truncate audit.seals',
  ])
    expect(await refusedWith(hall.inside((sql) => sql.unsafe(statement)))).toBe(sqlStates.denied);
});
