/**
 * The one way in for writes. Every door of the house (sync, REST, commands, jobs) ends here.
 *
 * 1. A batch is one transaction. Deadlocks and serialization failures are tried again.
 * 2. An error that some change must have caused splits the batch, until the change stands alone: it is refused, with a
 *    receipt, and its neighbours are taken. It is never sent for ever. A gesture of many rows is parted last.
 * 3. What is unknown (a connection lost while committing) is an error to the caller, who sends again; receipts make
 *    that safe.
 * 4. Streams are poked after the commit, never before.
 */
import type * as v from 'valibot';
import type { Registry } from '../../shared/entity/entity.ts';
import type { Clock } from '../../shared/sync/clock.ts';
import type { Answer, PushAnswer } from '../../shared/sync/protocol.ts';
import type { Change, DeviceReport, PushRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { Seat } from '../access/actor.ts';
import { recordEvents } from '../audit/record.ts';
import type { Sql, Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { answerOf, refuseAll } from './answers.ts';
import { blame, Interrupted, refusalFor } from './database-fault.ts';
import type { Hub } from './hub.ts';
import { numberAtCommit } from './number-touched.ts';
import type { Parsed } from './parse-changes.ts';
import { parseChanges } from './parse-changes.ts';
import type { Aftermath, Commands } from './run-command.ts';
import { joinAftermaths, noAftermath } from './run-command.ts';
import { seamOf } from './seam.ts';
import { loadShown, receiveBatch, takeBatch } from './take-batch.ts';
import type { LockedDevice } from './touch-device.ts';
import { afterBatch, countReceived, lockDevice, noteDevice } from './touch-device.ts';
import type { World } from './world.ts';
import { epochOf, openWorld } from './world.ts';

export interface PushDependencies {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly commands: Commands;
  readonly hub?: Pick<Hub, 'moved' | 'recheck'>;
  /** A session was ended: nothing remembered of it counts any more, and its streams close. */
  readonly forgetSession?: (sessionId: string) => void;
  readonly log: { warn(details: object, message: string): void };
  /** Looks at what a batch did, in its transaction, after it was taken. */
  readonly watch?: (
    tx: Transaction,
    seat: Seat,
    batch: readonly Parsed[],
    deviceClock: string | null,
  ) => Promise<void>;
  /** Fail points, for tests: throws where the story shall end. */
  readonly reach?: (point: string) => void;
}

/** The body of a push whose envelope has been checked; its changes have not. */
export type PushBody = v.InferOutput<typeof PushRequest>;

/** One request's part of the story. */
export interface Delivery {
  readonly seat: Seat;
  readonly deviceId: string | null;
  /** What the device says of itself; null when it is not the device itself that speaks. */
  readonly report: DeviceReport | null;
  readonly deviceClock: string | null;
}

/** Nothing was taken: the seat gives nothing any more, and the work stays where it is. */
export class Unseated extends Error {}

export interface Delivered {
  readonly isSeated: boolean;
  readonly epoch: string;
  readonly answers: readonly Answer[];
  readonly receivedUpTo: number;
  readonly aftermath: Aftermath;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Door {
  /** A device's batch. The envelope has been checked with `PushRequest`. Rejects with Unseated. */
  readonly push: (seat: Seat, body: PushBody) => Promise<PushAnswer>;
  /**
   * One change, for REST and jobs. Without a device the author is taken to have read the row just now, nothing is set
   * aside, and the answer's row has online-only fields. `sequence` counts only with a device.
   */
  readonly applyOne: (seat: Seat, change: Change, device: DeviceReport | null) => Promise<Answer>;
  /** A command by its name. The same id again gives the same answer, result included. */
  readonly runCommand: (
    seat: Seat,
    command: { readonly id: string; readonly name: string; readonly input: Change['input'] },
    device: DeviceReport | null,
  ) => Promise<Answer>;
  /** What hand-over.ts builds on. */
  readonly deliver: (delivery: Delivery, parsed: readonly Parsed[]) => Promise<Delivered>;
}

export function createPush(deps: PushDependencies): Door {
  const deliver = (delivery: Delivery, parsed: readonly Parsed[]) => deliverAll(deps, delivery, parsed);
  const applyOne: Door['applyOne'] = async (seat, change, device) => {
    const deviceClock = device?.clock ?? null;
    const delivery = { seat, deviceId: device?.id ?? null, report: device, deviceClock };
    const { answers } = await deliver(
      delivery,
      withoutNumber(parseChanges([change], protocolVersion), device),
    );
    const [answer] = answers;
    if (!answer) throw new Error(`The change ${change.id} was left without an answer.`);
    return answer;
  };
  return {
    deliver,
    applyOne,
    runCommand: (seat, { id, name, input }, device) => {
      const at = new Date(deps.clock.now()).toISOString();
      return applyOne(seat, { id, sequence: 1, entity: name, row: null, op: 'command', input, at }, device);
    },
    push: async (seat, body) => {
      const { device, protocol } = body;
      const delivery = { seat, deviceId: device.id, report: device, deviceClock: device.clock };
      const delivered = await deliver(delivery, parseChanges(body.changes, protocol));
      if (!delivered.isSeated) throw new Unseated('This seat gives nothing any more.');
      const { epoch, answers, receivedUpTo } = delivered;
      const serverTime = new Date(deps.clock.now()).toISOString();
      return { protocol: protocolVersion, epoch, serverTime, answers: [...answers], receivedUpTo };
    },
  };
}

/** Outside a device nothing is counted. */
const withoutNumber = (parsed: readonly Parsed[], device: DeviceReport | null): readonly Parsed[] =>
  device ? parsed : parsed.map((one) => (one.head ? { ...one, head: { ...one.head, sequence: null } } : one));

async function deliverAll(
  deps: PushDependencies,
  delivery: Delivery,
  parsed: readonly Parsed[],
): Promise<Delivered> {
  try {
    return await tryAgain(deps, delivery, parsed);
  } catch (error) {
    if (blame(error) !== 'change' || parsed.length === 0) throw error;
    if (parsed.length === 1) return refuseAlone(deps, delivery, parsed, error);
    const seam = seamOf(parsed);
    const first = await deliverAll(deps, delivery, parsed.slice(0, seam));
    const second = await deliverAll(deps, delivery, parsed.slice(seam));
    return {
      ...second,
      answers: [...first.answers, ...second.answers],
      aftermath: joinAftermaths([first.aftermath, second.aftermath]),
    };
  }
}

/** A change that fails by itself is recorded as refused, in a transaction of its own. */
async function refuseAlone(
  deps: PushDependencies,
  delivery: Delivery,
  parsed: readonly Parsed[],
  error: unknown,
): Promise<Delivered> {
  const refusal = refusalFor(error, deps.registry);
  deps.log.warn(
    { err: error, changeId: parsed[0]?.head?.id, refusal: refusal.code },
    'a change was refused by the database',
  );
  const asBroken = (raw: unknown, one: Parsed): Parsed => ({
    kind: 'broken',
    refusal,
    raw,
    ...(one.head ? { head: one.head } : {}),
  });
  try {
    return await tryAgain(
      deps,
      delivery,
      parsed.map((one) => asBroken(one.kind === 'sound' ? one.change : one.raw, one)),
    );
  } catch (again) {
    if (blame(again) !== 'change') throw again;
    // Not even its words can be kept: the receipt and the reason must be, or it would come for ever.
    return tryAgain(
      deps,
      delivery,
      parsed.map((one) => asBroken(null, one)),
    );
  }
}

const mostTries = 4;

async function tryAgain(
  deps: PushDependencies,
  delivery: Delivery,
  parsed: readonly Parsed[],
): Promise<Delivered> {
  for (let tries = 1; ; tries += 1) {
    try {
      const delivered = await transact(deps, delivery, parsed);
      tell(deps, delivery, delivered);
      return delivered;
    } catch (error) {
      if (blame(error) !== 'passing' || tries === mostTries) throw error;
      deps.log.warn({ err: error, tries }, 'two writers met; trying again');
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** tries));
    }
  }
}

function tell(deps: PushDependencies, { seat }: Delivery, delivered: Delivered): void {
  deps.hub?.moved(seat.localId, delivered.numbers);
  for (const sessionId of delivered.aftermath.endedSessions) deps.forgetSession?.(sessionId);
  for (const userId of delivered.aftermath.recheck) deps.hub?.recheck(seat.localId, userId);
}

async function transact(
  deps: PushDependencies,
  delivery: Delivery,
  parsed: readonly Parsed[],
): Promise<Delivered> {
  const { seat, deviceId } = delivery;
  const reach = (point: string): void => {
    try {
      deps.reach?.(point);
    } catch (cause) {
      throw new Interrupted(`Ended at "${point}".`, { cause });
    }
  };
  const delivered = await inLocal(
    deps.sql,
    { ...seat, deviceId, requestId: seat.requestId ?? null },
    async (tx) => {
      const now = deps.clock.now();
      const [world, device] = await Promise.all([
        openWorld(tx, { registry: deps.registry, seat, deviceId, now, reach }),
        deviceId === null ? undefined : lockDevice(tx, seat.userId, deviceId),
      ]);
      return world ? inWorld(tx, deps, world, delivery, device, parsed) : unseated(tx, parsed, now);
    },
  );
  // Before these are known, a commit that was not one looks like any other.
  const numbers = await delivered.numbers;
  reach('committed');
  return { ...delivered, numbers };
}

type Committing = Omit<Delivered, 'numbers'> & { readonly numbers: Promise<Delivered['numbers']> };

async function inWorld(
  tx: Transaction,
  deps: PushDependencies,
  world: World,
  delivery: Delivery,
  device: LockedDevice | undefined,
  parsed: readonly Parsed[],
): Promise<Committing> {
  const { report, deviceId } = delivery;
  if (device?.foreign) return turnDeviceAway(tx, world, parsed);
  const [received, receivedUpTo] = await Promise.all([
    receiveBatch(tx, world, parsed),
    // Counts the receipts just written: the statements run in the order in which they were sent.
    device && report ? countReceived(tx, report.id, device) : 0,
  ]);
  const batch = await takeBatch(tx, world, parsed, received, {
    commands: deps.commands,
    deviceClock: delivery.deviceClock,
    seesCurrent: deviceId === null,
  });
  if (device && report)
    await noteDevice(tx, world, world.userId, afterBatch(report, parsed), device, receivedUpTo);
  world.reach('touched');
  await loadShown(tx, world, batch);
  const answers = batch.taken.map((taken) => answerOf(world, taken, batch.desk, deviceId === null));
  await deps.watch?.(tx, delivery.seat, parsed, delivery.deviceClock);
  const { numbers } = numberAtCommit(tx);
  world.reach('numbered');
  return {
    isSeated: true,
    epoch: world.epoch,
    answers,
    receivedUpTo,
    aftermath: batch.aftermath,
    numbers,
  };
}

/** The device's id is another person's: a copied profile, or a forgery. A new id helps the one and not the other. */
async function turnDeviceAway(tx: Transaction, world: World, parsed: readonly Parsed[]): Promise<Committing> {
  await recordEvents(tx, [
    { action: 'REFUSED', note: 'device_forked: this device belongs to another person' },
  ]);
  const answers = refuseAll(parsed, world.now, 'device_forked');
  return {
    isSeated: true,
    epoch: world.epoch,
    answers,
    receivedUpTo: 0,
    aftermath: noAftermath,
    numbers: Promise.resolve({}),
  };
}

/** No seat: nothing is taken and nothing is kept, so that the work stays where it is. */
async function unseated(tx: Transaction, parsed: readonly Parsed[], now: number): Promise<Committing> {
  await recordEvents(tx, [{ action: 'REFUSED', note: 'not_allowed: no active seat' }]);
  const { epoch } = await epochOf(tx);
  return {
    isSeated: false,
    epoch,
    answers: refuseAll(parsed, now, 'not_allowed'),
    receivedUpTo: 0,
    aftermath: noAftermath,
    numbers: Promise.resolve({}),
  };
}
