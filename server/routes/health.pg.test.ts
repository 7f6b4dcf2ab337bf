import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from '../../tests/support/fresh-database.ts';
import { createDatabase, type Sql } from '../database/connection.ts';
import { createCounters } from '../metrics.ts';
import { createHealthRoutes } from './health.ts';

let database: FreshDatabase;
let sql: Sql;

beforeAll(async () => {
  database = await freshDatabase();
  sql = createDatabase({ url: database.appUrl, max: 1 });
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

const fromHere = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
const fromElsewhere = { incoming: { socket: { remoteAddress: '192.0.2.1' } } };

describe('health', () => {
  test('alive says nothing about the database; ready says which part is not', async () => {
    const routes = createHealthRoutes({ sql, counters: createCounters() });
    expect((await routes.request('/healthz')).status).toBe(200);
    expect(await (await routes.request('/readyz')).json()).toEqual({
      status: 'ok',
      parts: { database: 'ok', schema: 'ok' },
    });

    const owner = createDatabase({ url: database.ownerUrl, max: 1 });
    await owner`delete from public.schema_migrations where name like '0004%'`;
    await owner.end();
    const behind = await routes.request('/readyz');
    expect([behind.status, await behind.json()]).toEqual([
      503,
      { status: 'not_ready', parts: { database: 'ok', schema: 'out_of_date' } },
    ]);

    const away = createDatabase({ url: 'postgres://unionhall_app:x@127.0.0.1:1/none', max: 1 });
    const unreachable = createHealthRoutes({ sql: away, counters: createCounters() });
    const answer = await unreachable.request('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 'not_ready', parts: { database: 'unreachable', schema: 'unreachable' } },
    ]);
    expect((await unreachable.request('/healthz')).status).toBe(200);
    await away.end({ timeout: 1 });
  });

  test('metrics are for this machine, or for who knows the token', async () => {
    const counters = createCounters();
    counters.add('push_changes_total', { outcome: 'applied' }, 3);
    const open = createHealthRoutes({ sql, counters });
    const guarded = createHealthRoutes({ sql, counters, metricsToken: 'a token of some length' });
    const ask = async (routes: typeof open, environment: object, headers: Record<string, string> = {}) =>
      (await routes.request('/metrics', { headers }, environment)).status;
    expect(await (await open.request('/metrics', {}, fromHere)).text()).toContain(
      'unionhall_push_changes_total{outcome="applied"} 3',
    );
    expect(await ask(open, fromElsewhere)).toBe(404);
    expect(await ask(open, fromHere, { 'x-forwarded-for': '192.0.2.1' })).toBe(404);
    expect(await ask(guarded, fromHere)).toBe(404);
    expect(await ask(guarded, fromElsewhere, { authorization: 'Bearer wrong' })).toBe(404);
    expect(await ask(guarded, fromElsewhere, { authorization: 'Bearer a token of some length' })).toBe(200);
  });
});
