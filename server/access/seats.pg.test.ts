import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser, codeOf, openAuthRig, type AuthRig } from '../../tests/support/auth-rig.ts';
import { createDatabase, inLocal } from '../database/connection.ts';

let rig: AuthRig;
beforeAll(async () => {
  rig = await openAuthRig();
});
afterAll(() => rig.close());

async function signedIn(locals: number) {
  const account = await rig.makeAccount();
  const seats: { localId: string; userId: string }[] = [];
  for (let made = 0; made < locals; made += 1) {
    const localId = await rig.makeLocal(`Local ${made}`);
    seats.push({ localId, userId: await rig.makeSeat(localId, account.id) });
  }
  let now = new Date();
  const browser = new Browser(rig.startServer({ now: () => now }));
  await browser.signIn(account.email);
  const choose = (localId?: string) =>
    browser.send('GET', '/api/seat', undefined, localId === undefined ? {} : { 'unionhall-local': localId });
  const waitOutMemory = () => (now = new Date(now.getTime() + 5_001));
  return { account, seats, choose, waitOutMemory };
}

describe('a seat', () => {
  test('need not be named by who has one only', async () => {
    const { seats, choose } = await signedIn(1);
    expect(await (await choose()).json()).toEqual(seats[0]);
  });

  test('must be named by who has several', async () => {
    const { seats, choose } = await signedIn(2);
    expect(await codeOf(await choose())).toBe('local_needed');
    expect(await (await choose(seats[1]?.localId)).json()).toEqual(seats[1]);
  });

  test('in somebody else’s local is refused as one in no local at all', async () => {
    const { choose } = await signedIn(1);
    const others = await rig.makeLocal('Others');
    const [foreign, invented] = await Promise.all([choose(others), choose(randomUUID())]);
    expect([foreign.status, invented.status]).toEqual([403, 403]);
    expect(await foreign.json()).toEqual(await invented.json());
  });

  test('is lost within seconds when the person is switched off, deleted or given another account', async () => {
    for (const change of ['is_active = false', 'deleted_at = now()', 'account_id = null']) {
      const { seats, choose, waitOutMemory } = await signedIn(1);
      const seat = seats[0];
      if (seat === undefined) throw new Error('The person has one seat.');
      expect((await choose()).status).toBe(200);
      await inLocal(rig.sql, seat, (transaction) =>
        transaction.unsafe(`update users set ${change} where id = '${seat.userId}'`),
      );
      waitOutMemory();
      expect(await codeOf(await choose())).toBe('no_seat');
    }
  });

  test('is one per account and local, and passes on when its user is switched off', async () => {
    const { account, seats } = await signedIn(1);
    const localId = seats[0]?.localId ?? '';
    await expect(rig.makeSeat(localId, account.id)).rejects.toThrow(/already has a seat/);
    await inLocal(rig.sql, { localId }, (transaction) => transaction`update users set is_active = false`);
    const successor = await rig.makeSeat(localId, account.id);
    const rows = await rig.sql`select user_id from identity.seats_of(${account.id})`;
    expect([...rows]).toEqual([{ user_id: successor }]);
  });

  test('cannot be given in another local than the one the transaction is in', async () => {
    const { account } = await signedIn(0);
    const [own, other] = [await rig.makeLocal('Own'), await rig.makeLocal('Other')];
    const giving = inLocal(
      rig.sql,
      { localId: own },
      (transaction) => transaction`select identity.put_seat(${account.id}, ${other}, ${randomUUID()}, true)`,
    );
    await expect(giving).rejects.toThrow(/only be given in the local/);
  });
});

describe('the application’s role', () => {
  test('cannot read or write a single table of identity', async () => {
    const tables = await rig.sql<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'identity' and c.relkind in ('r', 'p')`;
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const { name } of tables) {
      for (const statement of ['select * from', 'delete from', 'truncate']) {
        await expect(rig.sql.unsafe(`${statement} identity.${name}`)).rejects.toThrow(/permission denied/);
      }
    }
  });

  test('calls only functions with a fixed search path, and none that is open to everybody', async () => {
    const functions = await rig.sql<
      { name: string; definer: boolean; settings: string[] | null; open: boolean }[]
    >`
      select p.oid::regprocedure::text as name, p.prosecdef as definer, p.proconfig as settings,
             exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as open
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'identity'`;
    expect(functions.length).toBeGreaterThan(15);
    for (const { name, definer, settings, open } of functions) {
      expect({ name, definer, settings, open }).toEqual({
        name,
        definer: true,
        settings: ['search_path=pg_catalog, identity, pg_temp'],
        open: false,
      });
    }
    await expect(rig.sql`select identity.end_sessions_where(null, null, null, 'expired')`).rejects.toThrow(
      /permission denied/,
    );
  });

  test('two accounts cannot share an address, whatever its capitals', async () => {
    const admin = createDatabase({ url: rig.database.ownerUrl, max: 1 });
    const insert = (email: string) =>
      admin`insert into identity.account (id, email, password_hash) values (${randomUUID()}, ${email}, 'x')`;
    try {
      await insert('Twice@hall.example');
      await expect(insert('twice@HALL.example')).rejects.toThrow(/duplicate key/);
    } finally {
      await admin.end();
    }
  });
});
