/**
 * The whole of the server as one function of requests: guards, signing in, sync, records, and the built client.
 * It opens nothing and starts nothing; `main.ts` does, and tests hand in what they like.
 */
import type { ServerResponse } from 'node:http';
import { Hono } from 'hono';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Registry } from '../shared/entity/entity.ts';
import { protocolHeader, protocolVersion } from '../shared/sync/protocol.ts';
import { unseal } from '../shared/sync/seal.ts';
import type { Access } from './access/access.ts';
import type { Watch } from './alerts/watch.ts';
import { createWatch } from './alerts/watch.ts';
import { loadActor } from './access/actor.ts';
import { refuse } from './access/refuse.ts';
import { requestGuards } from './access/request-guards.ts';
import type { SessionDevices } from './access/session-devices.ts';
import { createSessionDevices } from './access/session-devices.ts';
import type { RequestEnvironment } from './access/variables.ts';
import { isDatabaseAway } from './database/database-away.ts';
import type { Sql } from './database/connection.ts';
import type { Log } from './log.ts';
import { logRequests } from './log.ts';
import type { Counters } from './metrics.ts';
import { createApiDocsRoutes } from './routes/api-docs.ts';
import { createAuditRoutes } from './routes/audit.ts';
import { createAuthRoutes } from './routes/auth.ts';
import { findAsker, seatOf } from './routes/asker.ts';
import { createBootstrapRoutes } from './routes/bootstrap.ts';
import { createCommandRoutes } from './routes/commands.ts';
import { createHealthRoutes } from './routes/health.ts';
import { createOpenapiRoutes } from './routes/openapi.ts';
import { createRecordWrites } from './routes/record-writes.ts';
import { createRecordRoutes } from './routes/records.ts';
import { createStaticRoutes } from './routes/static-files.ts';
import { createSyncRoutes } from './routes/sync.ts';
import type { WritePath } from './routes/write-path.ts';
import { createWritePath } from './routes/write-path.ts';
import { createBulkReads } from './sync/bulk-reads.ts';
import { handOver } from './sync/hand-over.ts';
import type { Hub } from './sync/hub.ts';
import type { Live, Pace } from './sync/live.ts';
import { createLive } from './sync/live.ts';
import { createPageCache } from './sync/page-cache.ts';
import { createPull } from './sync/pull.ts';
import type { PushDependencies } from './sync/push.ts';
import { createPush } from './sync/push.ts';
import type { Commands } from './sync/run-command.ts';
import { createVerify } from './sync/verify.ts';

export interface AppDependencies {
  readonly sql: Sql;
  readonly access: Access;
  readonly registry: Registry;
  readonly deeds: Commands;
  readonly hub: Hub;
  readonly log: Log;
  readonly counters: Counters;
  /** Milliseconds, UTC. */
  readonly now: () => number;
  /** The built client; undefined in development, where Vite serves it. */
  readonly clientFolder?: string | undefined;
  readonly metricsToken?: string | undefined;
  /** Fail points, for tests. */
  readonly reach?: (point: string) => void;
  /** How fast live streams speak; for tests. */
  readonly pace?: Partial<Pace>;
}

export interface App {
  readonly fetch: (request: Request, environment?: unknown) => Response | Promise<Response>;
  readonly request: Hono<RequestEnvironment>['request'];
  readonly live: Live;
}

export function createApp(deps: AppDependencies): App {
  const { access, sql, registry, now, log, hub, counters } = deps;
  const commands = new Map([...deps.deeds].map(([name, deed]) => [name, deed.facts]));
  const bulkReads = createBulkReads(sql, now);
  const answering = countAnswering();
  const live = createLive({
    sql,
    registry,
    now,
    hub,
    loadActor: (transaction, context) => loadActor(transaction, seatOf(context), now()),
    warn: (error) => log.warn({ err: error }, 'a live stream could not look again'),
    busy: answering.now,
    begun: answering.begun,
    ...(deps.pace ? { pace: deps.pace } : {}),
  });
  const watch = createWatch({ sql, registry, now, hub });
  const shared = { sql, registry, now, access, watch, hub };
  const sessionDevices = createSessionDevices(sql);
  const writing = openDoor(deps, sessionDevices, watch);
  const records = { ...shared, bulkReads, writes: createRecordWrites({ ...shared, writing }) };
  const pull = createPull({
    sql,
    registry,
    now,
    bulkReads,
    cache: createPageCache(),
    contact: writing.contact,
    resynced: writing.resynced,
    findAsker: (transaction, context) => findAsker(shared, context, transaction),
  });

  const app = new Hono<RequestEnvironment>();
  const [first, ...guards] = requestGuards(access);
  if (first) app.use('*', first);
  app.use('*', logRequests(log, counters));
  // A hotel portal answers 200 as well: this header is how a device knows that it was us.
  app.use('/api/*', async (c, next) => {
    await next();
    c.res.headers.set(protocolHeader, String(protocolVersion));
  });
  for (const guard of guards) app.use('*', guard);
  app.use('/api/*', answering.guard);
  app.route('/', createHealthRoutes({ sql, counters, metricsToken: deps.metricsToken }));
  app.route('/api/auth', createAuthRoutes(access, mindFailures(watch, log)));
  const described = { registry, commands, publicUrl: access.publicUrl };
  app.route('/api/openapi.json', createOpenapiRoutes(described));
  app.route('/api/docs', createApiDocsRoutes(described));
  app.route(
    '/api/sync',
    createSyncRoutes({ ...shared, pull, verify: createVerify(shared), live, writing, sessionDevices }),
  );
  app.route('/api/v1/bootstrap', createBootstrapRoutes(shared));
  app.route('/api/v1/commands', createCommandRoutes({ ...shared, commands, writing }));
  app.route('/api/v1', createAuditRoutes({ ...shared, bulkReads }));
  app.route('/api/v1', createRecordRoutes(records));
  app.all('/api/*', (c) => refuse(c, 404, 'not_found', 'There is nothing here.'));
  if (deps.clientFolder !== undefined) app.route('/', createStaticRoutes(deps.clientFolder));
  app.notFound((c) => refuse(c, 404, 'not_found', 'There is nothing here.'));
  app.onError(answerError);
  return { fetch: app.fetch, request: app.request, live };
}

/** How many requests are being answered; a live stream, which never ends, is none. */
function countAnswering(): {
  readonly guard: MiddlewareHandler<RequestEnvironment>;
  readonly now: () => number;
  /** So far, altogether. */
  readonly begun: () => number;
} {
  let count = 0;
  let begun = 0;
  const done = (): void => void (count -= 1);
  return {
    now: () => count,
    begun: () => begun,
    guard: (c, next) => {
      if (c.req.path === '/api/sync/live') return next();
      count += 1;
      begun += 1;
      // A pull's answer is still being made when its head has gone out. Without a socket (tests) the head is all we see.
      const { outgoing } = (c.env ?? {}) as { outgoing?: ServerResponse };
      outgoing?.once('close', done);
      return outgoing ? next() : next().finally(done);
    },
  };
}

/** Nobody waits for it, and what goes wrong with it is nobody's answer. */
const mindFailures =
  (watch: Watch, log: Log) =>
  (accountId: string): void =>
    void watch
      .signInFailed(accountId)
      .catch((error: unknown) => log.error({ err: error }, 'failed sign-ins could not be counted'));

function openDoor(
  { sql, registry, now, deeds, hub, log, access, reach }: AppDependencies,
  sessionDevices: SessionDevices,
  watch: Watch,
): WritePath {
  const pushing: PushDependencies = {
    sql,
    registry,
    clock: { now },
    commands: deeds,
    hub,
    log,
    forgetSession: access.sessions.forgetSession,
    watch: (...taken) => watch.taken(...taken),
    ...(reach ? { reach } : {}),
  };
  const door = createPush(pushing);
  const privateKey = access.keys.seal.privateKey.export({ format: 'jwk' }) as JsonWebKey;
  return createWritePath({
    sql,
    registry,
    now,
    door,
    cookies: access,
    hub,
    sessionDevices,
    handOver: (seat, body) =>
      handOver({ ...pushing, deliver: door.deliver }, seat, body, (sealed) => unseal(privateKey, sealed)),
  });
}

/**
 * Nobody can act on a bug: the caller gets a number to report it by, the log gets the rest. A database that cannot be
 * reached is no bug, and a device that hears so simply tries again.
 */
function answerError(error: Error, c: Context<RequestEnvironment>): Response {
  if (error instanceof HTTPException)
    return refuse(c, error.status as 400, 'bad_request', 'The request cannot be read.');
  const requestId = c.var.requestId;
  if (!isDatabaseAway(error)) return c.json({ error: { code: 'internal', requestId } }, 500);
  c.header('Retry-After', '5');
  return c.json(
    { error: { code: 'unavailable', message: 'Try again in a moment.', requestId, retryAfterSeconds: 5 } },
    503,
  );
}
