/**
 * The door (design.md 1.2): every change of a row, whoever asks, passes here. Inside one transaction: load and lock,
 * decide one after the other over the rows as the earlier ones leave them, then write all of it a set at a time.
 *
 * 1. One bad change never blocks its neighbours.
 * 2. What a change makes of other rows is written with it.
 * 3. Whoever calls has inserted the receipts, and keeps the answers.
 */
import { refuse } from '../../shared/values/refusal.ts';
import type { AuditEvent } from '../audit/record.ts';
import { recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { decide } from './decide.ts';
import type { Ask, Decision, HeldBack, Notes, Scene } from './decision.ts';
import { refused } from './decision.ts';
import { followOn } from './follow-on.ts';
import { loadHeldBack } from './load-desk.ts';
import { loadRows } from './load-rows.ts';
import type { StoredAnswer } from './receipts.ts';
import type { MadeRecord } from './records.ts';
import {
  conflictRecord,
  offeredAgainEvent,
  refusalEvent,
  refusalRecord,
  setAsideRecord,
  supersededEvent,
} from './records.ts';
import type { Desk, Write } from './rows.ts';
import { giveNumbers } from './series.ts';
import type { World } from './world.ts';
import { writeRows } from './write-rows.ts';

/** What became of one change. */
export interface Settled {
  readonly ask: Ask;
  readonly decision: Decision;
  readonly answer: StoredAnswer;
}

export interface Applied {
  readonly settled: readonly Settled[];
  /** The rows that were looked at, as they stand now. */
  readonly desk: Desk;
}

/** `desk`: the rows that the asks are about, from `loadDesk` in this transaction. */
export async function applyChanges(
  tx: Transaction,
  world: World,
  asks: readonly Ask[],
  desk: Desk,
): Promise<Applied> {
  const heldBack = await loadHeldBack(tx, world, asks, desk);
  world.reach('loaded');
  const decided = decideAll(world, asks, desk, heldBack);
  const writes = decided.flatMap(({ decision }) =>
    decision.kind === 'taken' && decision.write ? [decision.write] : [],
  );
  const numbered = await giveNumbers(tx, world, desk, writes);
  await writeRows(tx, world, numbered);
  world.reach('written');
  for (const { of, after } of await followOn(tx, world, numbered)) desk.put(of.name, after);
  world.reach('followed');
  return { settled: await record(tx, world, desk, decided), desk };
}

type Decided = Pick<Settled, 'ask' | 'decision'>;

function decideAll(
  world: World,
  asks: readonly Ask[],
  desk: Desk,
  heldBack: Map<string, HeldBack>,
): readonly Decided[] {
  const scene: Scene = {
    registry: world.registry,
    localId: world.localId,
    userId: world.userId,
    deviceId: world.deviceId,
    holdings: world.holdings,
    liveRoles: world.liveRoles,
    pastRoles: world.actor.pastRoles,
    find: (entity, id) => desk.find(entity, id),
    heldBack: (id) => heldBack.get(id),
  };
  return asks.map((ask) => {
    const decision = withoutSettingAside(world, ask, decide(scene, ask));
    const { row, op, id } = ask.change;
    if (decision.kind === 'taken' && decision.write) desk.put(decision.write.of.name, decision.write.after);
    if (op === 'create' && row !== null && decision.kind === 'refused')
      heldBack.set(row, { as: 'refused', changeId: id });
    if (op === 'create' && row !== null && decision.kind === 'aside')
      heldBack.set(row, { as: 'aside', reason: decision.reason });
    return { ask, decision };
  });
}

/** Setting aside is for work done out of reach of the server. Who asks online, or decides for others, is told no. */
const withoutSettingAside = (world: World, ask: Ask, decision: Decision): Decision =>
  decision.kind === 'aside' && (world.deviceId === null || ask.decided) ? refused('not_allowed') : decision;

interface Told {
  readonly answer: StoredAnswer;
  readonly record?: MadeRecord | undefined;
  readonly events: readonly AuditEvent[];
}

async function record(
  tx: Transaction,
  world: World,
  desk: Desk,
  decided: readonly Decided[],
): Promise<readonly Settled[]> {
  const told: Told[] = [];
  for (const one of decided) told.push(await tell(tx, world, desk, one));
  await writeRecords(
    tx,
    world,
    told.flatMap(({ record: made }) => (made ? [made] : [])),
  );
  await recordEvents(
    tx,
    told.flatMap(({ events }) => events),
  );
  world.reach('recorded');
  return decided.map((one, index) => ({
    ...one,
    answer: told[index]?.answer ?? { at: isoNow(world), outcome: 'refused' },
  }));
}

const isoNow = (world: World): string => new Date(world.now).toISOString();

async function tell(tx: Transaction, world: World, desk: Desk, one: Decided): Promise<Told> {
  const { ask, decision } = one;
  const at = isoNow(world);
  if (decision.kind === 'refused') {
    const { refusal } = decision;
    // Who asks online reads the answer; only work that waited on a device needs a record to be found again.
    const made = world.deviceId === null ? undefined : refusalRecord(world, ask, refusal);
    const events = [made?.event ?? refusalEvent(world, ask, refusal)];
    return { answer: { at, outcome: 'refused', refusal, ...recordOf(made) }, record: made, events };
  }
  if (decision.kind === 'aside') {
    const author = { userId: world.userId, deviceId: world.deviceId };
    const made = setAsideRecord(world, ask, decision.reason, author);
    const answer = { at, outcome: 'refused' as const, refusal: refuse('set_aside'), ...recordOf(made) };
    return { answer, record: made, events: [made.event] };
  }
  const { outcome, notes } = decision;
  const made = await conflictOf(tx, world, desk, ask, notes);
  const events = [...(made ? [made.event] : []), ...historyOf(world, ask, notes)];
  return { answer: { at, outcome, ...recordOf(made), ...withdrawnBy(ask) }, record: made, events };
}

async function conflictOf(
  tx: Transaction,
  world: World,
  desk: Desk,
  ask: Ask,
  { dispute }: Notes,
): Promise<MadeRecord | undefined> {
  const of = world.registry.get(ask.change.entity);
  const row = of && ask.change.row !== null ? desk.find(of.name, ask.change.row) : undefined;
  return of && row && dispute ? conflictRecord(tx, world, of, ask, row, dispute) : undefined;
}

const historyOf = (world: World, ask: Ask, { superseded }: Notes): readonly AuditEvent[] => [
  ...(superseded ? [supersededEvent(world, ask, superseded)] : []),
  ...(ask.offeredAgain ? [offeredAgainEvent(world, ask)] : []),
];

function withdrawnBy({ change }: Ask): Pick<StoredAnswer, 'withdraws'> {
  const withdraws = change.op === 'withdraw' ? change.input?.['change'] : undefined;
  return typeof withdraws === 'string' ? { withdraws } : {};
}

const recordOf = (made: MadeRecord | undefined): Pick<StoredAnswer, 'record' | 'held'> => ({
  ...(made ? { record: made.id } : {}),
  ...(made && Object.keys(made.held).length > 0 ? { held: made.held } : {}),
});

/** A change received before under a name the server did not know yet may have its record already. */
async function writeRecords(tx: Transaction, world: World, made: readonly MadeRecord[]): Promise<void> {
  const writes: Write[] = [];
  for (const of of new Set(made.map((one) => one.write.of))) {
    const own = made.filter((one) => one.write.of === of);
    const known = new Set(
      (
        await loadRows(
          tx,
          of,
          own.map((one) => one.id),
          'none',
        )
      ).map((row) => row.id),
    );
    writes.push(...own.filter((one) => !known.has(one.id)).map((one) => one.write));
  }
  await writeRows(tx, world, writes);
}
