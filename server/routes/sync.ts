/**
 * The sync paths: push, pull, live, verify, views, hand-over. A route reads, asks and answers; what is decided, is decided in
 * server/sync. That every answer carries the protocol header, refusals included, is app.ts's doing.
 */
import { Hono } from 'hono';
import { HandOverRequest, PullRequest, VerifyRequest, ViewsRequest } from '../../shared/sync/requests.ts';
import { framesContentType, protocolVersion } from '../../shared/sync/protocol.ts';
import type { Access } from '../access/access.ts';
import { authenticate, selectSeat } from '../access/authenticate.ts';
import { refuse } from '../access/refuse.ts';
import type { SessionDevices } from '../access/session-devices.ts';
import type { RequestEnvironment } from '../access/variables.ts';
import type { Watch } from '../alerts/watch.ts';
import { inLocal } from '../database/connection.ts';
import type { Hub } from '../sync/hub.ts';
import type { Live } from '../sync/live.ts';
import { numberTouched } from '../sync/number-touched.ts';
import { areApart, isPlace } from '../sync/places.ts';
import type { Pull } from '../sync/pull.ts';
import { lockDevice } from '../sync/touch-device.ts';
import type { Verify } from '../sync/verify.ts';
import { takeViews } from '../sync/views.ts';
import type { AskerDependencies, SeatedContext } from './asker.ts';
import { contextOf, findAsker, loadAsker, refuseSeat } from './asker.ts';
import { readJson, readSyncBody } from './sync-body.ts';
import type { WritePath } from './write-path.ts';

export interface SyncDependencies extends AskerDependencies {
  readonly access: Access;
  readonly pull: Pull;
  readonly verify: Verify;
  readonly live: Live;
  readonly sessionDevices: SessionDevices;
  readonly writing: WritePath;
  readonly watch: Watch;
  readonly hub: Pick<Hub, 'moved'>;
}

/** Tabs share one stream; more than this is a fault or an attack. */
const mostStreams = 20;
const mostRefetched = 200;

export function createSyncRoutes(deps: SyncDependencies): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  routes.use('*', authenticate(deps.access), selectSeat(deps.access));
  routes.post('/push', (c) => push(c, deps));
  routes.post('/pull', (c) => pull(c, deps));
  routes.post('/verify', (c) => verify(c, deps));
  routes.post('/views', (c) => views(c, deps));
  routes.post('/hand-over', (c) => handOver(c, deps));
  routes.get('/live', (c) => live(c, deps));
  return routes;
}

async function push(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const body = await readJson(c);
  return body.ok ? deps.writing.push(c, body.value) : body.response;
}

async function handOver(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const body = await readSyncBody(c, HandOverRequest);
  return body.ok ? deps.writing.handOver(c, body.value) : body.response;
}

async function pull(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const body = await readSyncBody(c, PullRequest);
  if (!body.ok) return body.response;
  const request = body.value;
  if (!areFetchable(request.refetch ?? []))
    return refuse(c, 400, 'invalid', 'Ranges to fetch again must be in order and apart.', {
      limit: mostRefetched,
    });
  if (!isPlace(request.resume?.after ?? null))
    return refuse(c, 400, 'invalid', 'A download goes on after a place that the server gave.');
  const context = contextOf(c, request.device.id);
  const frames = await deps.pull(context, request);
  if (!frames) return refuseSeat(c);
  await deps.sessionDevices.note(c.var.session.sessionId, context);
  deps.writing.noteHeld(c, request.device, 0);
  return c.body(streamOf(frames, c.req.raw.signal), 200, { 'Content-Type': framesContentType });
}

function areFetchable(ranges: NonNullable<PullRequest['refetch']>): boolean {
  const entities = new Set(ranges.map((range) => range.entity));
  return (
    ranges.length <= mostRefetched &&
    [...entities].every((entity) => areApart(ranges.filter((range) => range.entity === entity)))
  );
}

/** One frame is made when the one before has been taken: a slow reader makes the generator wait. */
function streamOf(
  frames: AsyncGenerator<Uint8Array, void, undefined>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const stop = () => void frames.return();
  signal.addEventListener('abort', stop, { once: true });
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await frames.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: stop,
    },
    { highWaterMark: 1 },
  );
}

async function verify(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const body = await readSyncBody(c, VerifyRequest);
  if (!body.ok) return body.response;
  if (!Object.values(body.value.entities).every(areApart))
    return refuse(c, 400, 'invalid', 'The ranges of an entity must be in order and apart.');
  const context = contextOf(c, body.value.device.id);
  const asker = await loadAsker(deps, context);
  return asker ? c.json(await deps.verify(asker, body.value)) : refuseSeat(c);
}

/** The same answer whatever was recorded: who asks about a record out of reach learns nothing. */
async function views(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const body = await readSyncBody(c, ViewsRequest);
  if (!body.ok) return body.response;
  const context = contextOf(c, body.value.device.id);
  const done = await inLocal(deps.sql, context, async (transaction) => {
    const asker = await findAsker(deps, context, transaction);
    if (!asker) return refuseSeat(c);
    const { userId, localId } = asker.actor;
    const { foreign } = await lockDevice(transaction, userId, body.value.device.id);
    if (foreign) return refuse(c, 409, 'device_forked', 'This device belongs to another person.');
    const [first] = await takeViews(transaction, deps, asker, body.value);
    const raised = first && (await deps.watch.opened(transaction, { localId, userId }, first.at));
    return raised ? numberTouched(transaction) : {};
  });
  if (done instanceof Response) return done;
  deps.hub.moved(context.localId, done);
  return c.json({ protocol: protocolVersion });
}

async function live(c: SeatedContext, deps: SyncDependencies): Promise<Response> {
  const { session, seat } = c.var;
  if (deps.live.countOf(seat.userId) >= mostStreams)
    return refuse(c, 429, 'too_many_streams', 'Close some of the open windows.', {
      retryAfterSeconds: 60,
      limit: mostStreams,
    });
  const { sessions } = deps.access;
  const opened = await sessions.find(session.sessionId);
  const stream = deps.live.open({
    context: contextOf(c),
    isSessionCurrent: async () => {
      const state = await sessions.find(session.sessionId);
      return state !== undefined && state.endReason === null && state.epoch === opened?.epoch;
    },
    onSessionEnd: (callback) => sessions.onEnd(session.sessionId, callback),
  });
  // Proxies that gather answers before passing them on would hold the pokes back.
  return c.body(stream, 200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'X-Accel-Buffering': 'no',
  });
}
