/**
 * The routes' way to the door of all writes (server/sync/push.ts): they carry, the door decides.
 * A seat that gives nothing any more is turned away before anything is taken, so that the work stays on the device.
 */
import * as v from 'valibot';
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Change, DeviceReport } from '../../shared/sync/requests.ts';
import type { HandOverRequest } from '../../shared/sync/requests.ts';
import { limits, protocolVersion } from '../../shared/sync/protocol.ts';
import { PushRequest } from '../../shared/sync/requests.ts';
import type { JsonObject } from '../../shared/values/json.ts';
import type { Seat } from '../access/actor.ts';
import { loadActor } from '../access/actor.ts';
import type { CookieSettings } from '../access/cookies.ts';
import { refuse } from '../access/refuse.ts';
import { noteSentinel } from '../access/sentinel.ts';
import type { SessionDevices } from '../access/session-devices.ts';
import type { LocalContext } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import type { HandOverAnswer } from '../sync/hand-over.ts';
import type { Hub } from '../sync/hub.ts';
import { numberTouched } from '../sync/number-touched.ts';
import type { Door } from '../sync/push.ts';
import { Unseated } from '../sync/push.ts';
import type { Resync } from '../sync/resync.ts';
import { noteResynced } from '../sync/resync.ts';
import { touchDevice } from '../sync/touch-device.ts';
import type { AskerDependencies, SeatedContext } from './asker.ts';
import { contextOf, refuseSeat, seatOf } from './asker.ts';
import { refuseNew } from './sync-body.ts';

/** A change that comes from no outbox: it has no number of a device. */
export type DirectChange = Omit<Change, 'sequence'>;

export interface WritePath {
  push(c: SeatedContext, body: unknown): Promise<Response>;
  handOver(c: SeatedContext, body: SealedWork): Promise<Response>;
  /** Notes what the device says of itself, and gives what the office asked of it. */
  contact(context: LocalContext, device: DeviceReport): Promise<Resync | undefined>;
  /** The device has done what was asked. */
  resynced(context: LocalContext, resync: Resync): Promise<void>;
  /** Notes in the browser what the device holds, less what was just answered, for the day when its store is empty. */
  noteHeld(c: SeatedContext, device: DeviceReport, answered: number): void;
  /** Undefined when the seat gives nothing any more. */
  applyOne(context: LocalContext, change: DirectChange): Promise<Answer | undefined>;
  runCommand(context: LocalContext, id: string, name: string, input: JsonObject): Promise<Answer | undefined>;
}

export type SealedWork = v.InferOutput<typeof HandOverRequest>;

export interface WritePathDependencies extends AskerDependencies {
  readonly door: Door;
  readonly hub: Pick<Hub, 'moved'>;
  readonly sessionDevices: SessionDevices;
  readonly handOver: (seat: Seat, body: SealedWork) => Promise<HandOverAnswer>;
  readonly cookies: CookieSettings;
}

export function createWritePath(deps: WritePathDependencies): WritePath {
  const seated = <T>(context: LocalContext, work: (seat: Seat) => Promise<T>): Promise<T | undefined> =>
    whenSeated(deps, context, work);
  return {
    push: (c, body) => push(c, deps, body),
    async handOver(c, body) {
      const answer = await seated(contextOf(c, body.device.id), (seat) => deps.handOver(seat, body));
      return answer === undefined ? refuseSeat(c) : c.json(answer);
    },
    async contact(context, device) {
      const { numbers, resync } = await inLocal(deps.sql, context, async (transaction) => {
        const write = writeContext(deps, context);
        const touched = await touchDevice(transaction, write, context.userId ?? '', device);
        return { ...touched, numbers: touched.holdsOther ? await numberTouched(transaction) : {} };
      });
      deps.hub.moved(context.localId, numbers);
      return resync;
    },
    async resynced(context, resync) {
      const numbers = await inLocal(deps.sql, context, async (transaction) => {
        const { userId = null, deviceId = null } = context;
        const write = writeContext(deps, context);
        const author = { ...write, userId, deviceId, changeId: null, at: new Date(write.now).toISOString() };
        await noteResynced(transaction, author, deviceId ?? '', resync);
        return numberTouched(transaction);
      });
      deps.hub.moved(context.localId, numbers);
    },
    noteHeld: (c, device, answered) => noteHeld(c, deps, device, answered),
    applyOne: (context, change) =>
      seated(context, (seat) => deps.door.applyOne(seat, { ...change, sequence: 1 }, null)),
    runCommand: (context, id, name, input) =>
      seated(context, (seat) => deps.door.runCommand(seat, { id, name, input }, null)),
  };
}

const writeContext = (deps: WritePathDependencies, { localId }: LocalContext) => ({
  registry: deps.registry,
  localId,
  now: deps.now(),
});

const seatIn = (context: LocalContext): Seat => ({
  ...seatOf(context),
  ...(context.requestId ? { requestId: context.requestId } : {}),
});

function noneIfUnseated(error: unknown): undefined {
  if (!(error instanceof Unseated)) throw error;
}

async function whenSeated<T>(
  deps: AskerDependencies,
  context: LocalContext,
  work: (seat: Seat) => Promise<T>,
): Promise<T | undefined> {
  const seat = seatIn(context);
  const actor = await inLocal(
    deps.sql,
    context,
    (transaction) => loadActor(transaction, seat, deps.now()),
    'snapshot',
  );
  return actor && work(seat);
}

async function push(c: SeatedContext, deps: WritePathDependencies, body: unknown): Promise<Response> {
  const bytes = (await c.req.arrayBuffer()).byteLength;
  if (bytes > limits.bytesPerPush || countOf(body) > limits.changesPerPush) return refuseLarge(c);
  const parsed = v.safeParse(PushRequest, body);
  if (!parsed.success) {
    const fields = parsed.issues
      .slice(0, 50)
      .map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message }));
    return refuse(c, 400, 'invalid', 'Some fields are missing or wrong.', { fields });
  }
  const { protocol, device } = parsed.output;
  // However old the app: what it still holds is taken. Only a language from the future cannot be read.
  if (!Number.isInteger(protocol) || protocol < 0)
    return refuse(c, 400, 'invalid', 'The protocol is a number from 0.');
  if (protocol > protocolVersion) return refuseNew(c);
  const context = contextOf(c, device.id);
  await deps.sessionDevices.note(c.var.session.sessionId, context);
  const answer = await deps.door.push(seatIn(context), parsed.output).catch(noneIfUnseated);
  if (!answer) return refuseSeat(c);
  noteHeld(c, deps, device, answer.answers.length);
  return c.json(answer);
}

function noteHeld(
  c: SeatedContext,
  deps: WritePathDependencies,
  device: DeviceReport,
  answered: number,
): void {
  const unsent = Math.max(0, Math.round(device.unsent) - answered);
  noteSentinel(c, deps.cookies, {
    userId: c.var.seat.userId,
    deviceId: device.id,
    unsent,
    at: deps.now(),
  });
}

function countOf(body: unknown): number {
  const changes: unknown =
    typeof body === 'object' && body !== null && 'changes' in body ? body.changes : undefined;
  return Array.isArray(changes) ? changes.length : 0;
}

function refuseLarge(c: SeatedContext): Response {
  const { changesPerPush, bytesPerPush } = limits;
  const message = `A push holds at most ${changesPerPush} changes and ${bytesPerPush} bytes: send it in parts.`;
  return c.json({ error: { code: 'too_large', message, limit: bytesPerPush, changes: changesPerPush } }, 413);
}
