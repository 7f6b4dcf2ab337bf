/**
 * Starts the server: opens what it needs, looks at the epoch, serves, and ends in order. The only place with side
 * effects besides the command lines that call it; whether it may start at all is asked before (cli/serve.ts).
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { registry } from '../shared/entities/index.ts';
import { createAccess } from './access/access.ts';
import { sweepIdentity } from './access/accounts.ts';
import { loadAuditKey, loadKeys } from './access/keys.ts';
import type { App } from './app.ts';
import { createApp } from './app.ts';
import { openSealStore } from './audit/seal-store.ts';
import { sealAudit } from './audit/seal.ts';
import { commandDeeds } from './commands/registry.ts';
import type { Sql } from './database/connection.ts';
import { createDatabase } from './database/connection.ts';
import { surviveLostConnections } from './database/database-away.ts';
import type { Settings } from './environment.ts';
import type { Log } from './log.ts';
import { createLog } from './log.ts';
import { createCounters } from './metrics.ts';
import { compactFeed } from './sync/compact-feed.ts';
import { currentEpoch, writeMark } from './sync/epoch.ts';
import type { Hub } from './sync/hub.ts';
import { createHub } from './sync/hub.ts';

export interface Serving {
  readonly url: string;
  /** Ends streams, lets running requests finish, then lets go of the database. */
  close(): Promise<void>;
}

const everyMinute = 60_000;
const everyHour = 60 * everyMinute;
const everyDay = 24 * everyHour;
const patienceMs = 10_000;
const lookEachMs = 50;
const clientFolder = fileURLToPath(new URL('../dist/client', import.meta.url));

export async function startServer(settings: Settings): Promise<Serving> {
  const log = createLog(settings.logLevel);
  const stopMinding = surviveLostConnections(log);
  const sql = openDatabase(settings, settings.databaseUrl, 12);
  const hub = createHub((error) => log.warn({ err: error }, 'the hub could not speak'));
  // A pooler in transaction mode cannot LISTEN: without a direct connection each server hears only itself.
  const canListen = settings.databaseDirectUrl !== undefined || settings.preparedStatements;
  const direct = canListen
    ? openDatabase(settings, settings.databaseDirectUrl ?? settings.databaseUrl, 1)
    : undefined;
  try {
    await prepare(settings, sql, log);
    if (direct) await hub.connect(direct);
    const app = buildApp(settings, sql, hub, log);
    const server = await listen(app, settings);
    const timers = startTimers(settings, sql, log);
    // What was written before the last stop does not wait another hour.
    sealAudit(sealing(settings, sql)).catch((error: unknown) =>
      log.error({ err: error }, 'the audit could not be sealed'),
    );
    const { port } = server.address() as AddressInfo;
    log.info({ port }, 'serving');
    return {
      url: settings.port === 0 ? `http://${settings.host}:${port}` : settings.publicUrl,
      close: () => stop({ settings, log, server, app, hub, sql, direct, timers }).finally(stopMinding),
    };
  } catch (error) {
    await Promise.allSettled([hub.close(), direct?.end({ timeout: 1 }), sql.end({ timeout: 1 })]);
    stopMinding();
    throw error;
  }
}

const openDatabase = (settings: Settings, url: string | undefined, max: number): Sql =>
  createDatabase({ url: url ?? '', max, preparedStatements: settings.preparedStatements });

const markFile = (settings: Settings): string => join(settings.dataDir, 'epoch.json');

async function prepare(settings: Settings, sql: Sql, log: Log): Promise<void> {
  mkdirSync(settings.dataDir, { recursive: true });
  await sql`select audit.ensure_partitions()`;
  const epoch = await currentEpoch(sql, markFile(settings));
  if (epoch.isNew && epoch.reason !== 'first')
    log.warn({ reason: epoch.reason }, 'the database was restored: a new epoch has begun');
}

function buildApp(settings: Settings, sql: Sql, hub: Hub, log: Log): App {
  const access = createAccess({
    sql,
    keys: loadKeys(settings),
    publicUrl: settings.publicUrl,
    trustProxy: settings.trustProxy,
  });
  return createApp({
    sql,
    access,
    registry,
    deeds: commandDeeds,
    hub,
    log,
    counters: createCounters(),
    now: () => Date.now(),
    clientFolder: existsSync(join(clientFolder, 'index.html')) ? clientFolder : undefined,
    metricsToken: settings.metricsToken,
  });
}

function listen(app: App, settings: Settings): Promise<Server> {
  // `overrideGlobalObjects` would put the adaptor's Request in the place of Node's for the whole process.
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  // A phone on a bad link may take long to send a batch; a connection that says nothing may not stay for ever.
  server.requestTimeout = 120_000;
  server.headersTimeout = 20_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function startTimers(settings: Settings, sql: Sql, log: Log): readonly NodeJS.Timeout[] {
  const regularly = (ms: number, what: string, work: () => Promise<unknown>): NodeJS.Timeout =>
    setInterval(() => void work().catch((error: unknown) => log.error({ err: error }, what)), ms);
  return [
    regularly(everyMinute, 'the mark of the database could not be kept', () =>
      writeMark(sql, markFile(settings)),
    ),
    regularly(everyHour, 'the audit could not be sealed', () => sealAudit(sealing(settings, sql))),
    regularly(everyHour, 'old sessions could not be swept', () => sweepIdentity(sql)),
    regularly(everyHour, 'the feed could not be packed', () => compactFeed(sql)),
    regularly(everyDay, 'audit partitions could not be made', () => sql`select audit.ensure_partitions()`),
  ];
}

const sealing = (settings: Settings, sql: Sql) => ({
  sql,
  key: loadAuditKey(settings).privateKey,
  store: openSealStore(settings.auditDir),
  now: () => Date.now(),
});

interface Running {
  readonly settings: Settings;
  readonly log: Log;
  readonly server: Server;
  readonly app: App;
  readonly hub: Hub;
  readonly sql: Sql;
  readonly direct: Sql | undefined;
  readonly timers: readonly NodeJS.Timeout[];
}

async function stop({ settings, log, server, app, hub, sql, direct, timers }: Running): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  app.live.closeAll();
  // A device or proxy asks again over the connection it has; left open, ending takes as long as patience lasts.
  const closing = setInterval(() => server.closeIdleConnections(), lookEachMs);
  const impatience = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(closing);
  clearTimeout(impatience);
  // Servers are stopped to restore a backup: work of the last minute must not be forgotten without a sign of it.
  await writeMark(sql, markFile(settings)).catch((error: unknown) =>
    log.error({ err: error }, 'the mark of the database could not be kept'),
  );
  await hub.close();
  await direct?.end({ timeout: 2 });
  await sql.end({ timeout: 5 });
}
