/**
 * For whoever watches over the server: is it alive (`/healthz`), can it serve (`/readyz`, with the part that cannot),
 * what has it done (`/metrics`, for this machine or for who knows the token).
 */
import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { connectionAddress } from '../access/client-address.ts';
import { refuse } from '../access/refuse.ts';
import type { Sql } from '../database/connection.ts';
import { pendingMigrations } from '../database/migrate.ts';
import type { Counters } from '../metrics.ts';

export interface HealthDependencies {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly metricsToken?: string | undefined;
  readonly migrationsDir?: string;
}

type PartState = 'ok' | 'unreachable' | 'out_of_date';

const answerWithinMilliseconds = 3_000;

export function createHealthRoutes(given: HealthDependencies): Hono {
  const routes = new Hono();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    const parts = await checkParts(given);
    const ready = Object.values(parts).every((state) => state === 'ok');
    return c.json({ status: ready ? 'ok' : 'not_ready', parts }, ready ? 200 : 503);
  });
  routes.get('/metrics', (c) => {
    if (!mayReadMetrics(c, given.metricsToken)) return refuse(c, 404, 'not_found', 'There is nothing here.');
    return c.text(given.counters.render());
  });
  return routes;
}

async function checkParts(given: HealthDependencies): Promise<{ database: PartState; schema: PartState }> {
  try {
    const state = await within(answerWithinMilliseconds, pendingMigrations(given.sql, given.migrationsDir));
    const current = state.pending.length === 0 && state.edited.length === 0;
    return { database: 'ok', schema: current ? 'ok' : 'out_of_date' };
  } catch {
    return { database: 'unreachable', schema: 'unreachable' };
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time.')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A proxy on this machine also calls from loopback, but says for whom: then only the token opens. */
function mayReadMetrics(c: Context, token: string | undefined): boolean {
  if (token !== undefined) return isSame(c.req.header('authorization') ?? '', `Bearer ${token}`);
  const address = connectionAddress(c) ?? '';
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && c.req.header('x-forwarded-for') === undefined;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
