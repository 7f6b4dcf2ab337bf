/**
 * Takes one batch inside one transaction: receipts first, then the changes in their order, rows a set at a time and
 * commands between them, then the answers. Nothing here retries and nothing here commits.
 *
 * Each wait for the database costs more than what is asked of it, so what does not depend on an answer is not waited
 * for: the rows that a batch is about are asked for together with its receipts (`receiveBatch`).
 */
import type { Change } from '../../shared/sync/requests.ts';
import type { JsonObject } from '../../shared/values/json.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { recordEvents } from '../audit/record.ts';
import type { Transaction } from '../database/connection.ts';
import { applyChanges } from './apply-changes.ts';
import type { Ask } from './decision.ts';
import { loadDesk } from './load-desk.ts';
import { loadRows } from './load-rows.ts';
import { Desk } from './rows.ts';
import { askOf, gestureMoment } from './moments.ts';
import type { Parsed } from './parse-changes.ts';
import type { Head, Receipt, Reception, StoredAnswer } from './receipts.ts';
import { keepAnswers, receive, usualAnswer } from './receipts.ts';
import { refusalEvent, refusalRecord } from './records.ts';
import type { Aftermath, Commands } from './run-command.ts';
import { joinAftermaths, runCommand } from './run-command.ts';
import type { World } from './world.ts';
import { writeRows } from './write-rows.ts';

export interface BatchOptions {
  readonly commands: Commands;
  /** The device's clock as the request left it; null when there is none. */
  readonly deviceClock: string | null;
  readonly seesCurrent: boolean;
}

/** An answer before the row is shown: what stands in the receipt, or why there is none. */
export interface Taken {
  readonly id: string;
  readonly stored: StoredAnswer;
  readonly isRepeat: boolean;
  /** Whose row may be shown: none for a change that is not the sender's. */
  readonly shows: Pick<Head, 'entity' | 'row'> | undefined;
}

export interface Batch {
  /** One for each change, in order. */
  readonly taken: readonly Taken[];
  readonly aftermath: Aftermath;
  /** Rows as they stand after the batch, as far as they are at hand. */
  readonly desk: Desk;
}

type Open = { readonly head: Head; readonly parsed: Parsed };

/** What was received, and the rows that it is about up to the first command, locked. */
export interface Received {
  readonly firsts: readonly Open[];
  readonly byId: ReadonlyMap<string, Reception>;
  readonly usual: StoredAnswer;
  readonly ahead: Desk;
}

/** Its first statement writes the receipts. */
export async function receiveBatch(
  tx: Transaction,
  world: World,
  parsed: readonly Parsed[],
): Promise<Received> {
  const firsts = firstOfEachId(parsed);
  const usual = usualAnswer(world.now);
  const heads = firsts.map((one) => one.head);
  const [receptions, ahead] = await Promise.all([
    receive(tx, world, heads, usual),
    loadDesk(tx, world, untilCommand(firsts)),
  ]);
  world.reach('received');
  const byId = new Map(
    firsts.map((one, index) => [one.head.id, receptions[index] ?? { kind: 'foreign' as const }]),
  );
  return { firsts, byId, usual, ahead };
}

function untilCommand(firsts: readonly Open[]): readonly Pick<Ask, 'change'>[] {
  const sound = firsts.flatMap(({ parsed }) => (parsed.kind === 'sound' ? [parsed] : []));
  const command = sound.findIndex(({ change }) => change.op === 'command');
  return command < 0 ? sound : sound.slice(0, command);
}

export async function takeBatch(
  tx: Transaction,
  world: World,
  parsed: readonly Parsed[],
  received: Received,
  options: BatchOptions,
): Promise<Batch> {
  const { firsts, byId, usual } = received;
  const open = firsts.filter((one) => isOpen(world, options.commands, byId.get(one.head.id)));
  const { answers, aftermath, desk } = await work(tx, world, open, received.ahead, options);
  const isKept = (id: string, answer: StoredAnswer): boolean =>
    byId.get(id)?.kind === 'new' && isSame(answer, usual);
  await keepAnswers(tx, new Map([...answers].filter(([id, answer]) => !isKept(id, answer))));
  world.reach('answered');
  const turnedAway = await turnAway(tx, firsts, byId);
  const seen = new Set<string>();
  const taken = parsed.map((one) => {
    const again = one.head !== undefined && seen.has(one.head.id);
    if (one.head) seen.add(one.head.id);
    return takenOf(world, one, byId, answers, turnedAway, again);
  });
  return { taken, aftermath, desk };
}

const isSame = (one: StoredAnswer, other: StoredAnswer): boolean =>
  sameJson(one as unknown as JsonObject, other as unknown as JsonObject);

function firstOfEachId(parsed: readonly Parsed[]): readonly Open[] {
  const byId = new Map<string, Open>();
  for (const one of parsed)
    if (one.head && !byId.has(one.head.id)) byId.set(one.head.id, { head: one.head, parsed: one });
  return [...byId.values()];
}

/** New, or refused before for a name that has become known since: an app that was ahead of its server sends it again. */
function isOpen(world: World, commands: Commands, reception: Reception | undefined): boolean {
  if (reception?.kind === 'new') return true;
  if (reception?.kind !== 'repeated') return false;
  const { entity, answer } = reception.receipt;
  if (answer.refusal?.code === 'unknown_entity') return world.registry.has(entity ?? '');
  return answer.refusal?.code === 'unknown_command' && commands.has(entity ?? '');
}

interface Worked extends Pick<Batch, 'aftermath' | 'desk'> {
  readonly answers: ReadonlyMap<string, StoredAnswer>;
}

async function work(
  tx: Transaction,
  world: World,
  open: readonly Open[],
  ahead: Desk,
  options: BatchOptions,
): Promise<Worked> {
  const answers = new Map<string, StoredAnswer>();
  const aftermaths: Aftermath[] = [];
  let desk = ahead;
  let isAhead = true;
  let waiting: Ask[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const rows = isAhead ? ahead : await loadDesk(tx, world, waiting);
    const applied = await applyChanges(tx, world, waiting, rows);
    for (const { ask, answer } of applied.settled) answers.set(ask.change.id, answer);
    desk.takeOver(applied.desk);
    waiting = [];
  };
  for (const { head, parsed } of open) {
    if (parsed.kind === 'broken') {
      answers.set(head.id, await refuseBroken(tx, world, head, parsed, options.deviceClock));
      continue;
    }
    const ask: Ask = {
      ...askOf(world, parsed.change, options.deviceClock),
      seesCurrent: options.seesCurrent,
    };
    if (parsed.change.op !== 'command') {
      waiting.push(ask);
      continue;
    }
    // A command looks at rows in the database: what stands before it in the batch must be there.
    await flush();
    const ran = await runCommand(tx, world, options.commands, ask);
    // It may have written any row.
    desk = new Desk();
    isAhead = false;
    answers.set(head.id, ran.answer);
    aftermaths.push(ran.aftermath);
  }
  await flush();
  return { answers, aftermath: joinAftermaths(aftermaths), desk };
}

async function refuseBroken(
  tx: Transaction,
  world: World,
  head: Head,
  parsed: Extract<Parsed, { kind: 'broken' }>,
  deviceClock: string | null,
): Promise<StoredAnswer> {
  const raw = typeof parsed.raw === 'object' && parsed.raw !== null ? parsed.raw : {};
  const said = 'at' in raw && typeof raw.at === 'string' ? raw.at : '';
  const at = gestureMoment(said, deviceClock, world.now);
  const change = { ...raw, ...head, sequence: head.sequence ?? 0, at } as unknown as Change;
  const made = world.deviceId === null ? undefined : refusalRecord(world, { change, at }, parsed.refusal);
  await writeRows(tx, world, made ? [made.write] : []);
  await recordEvents(tx, [made?.event ?? refusalEvent(world, { change, at }, parsed.refusal)]);
  const answer = {
    at: new Date(world.now).toISOString(),
    outcome: 'refused' as const,
    refusal: parsed.refusal,
  };
  return made ? { ...answer, record: made.id } : answer;
}

/** Changes that keep no receipt, because the id or the number is somebody else's. The attempt is written down. */
async function turnAway(
  tx: Transaction,
  firsts: readonly Open[],
  byId: ReadonlyMap<string, Reception>,
): Promise<ReadonlyMap<string, Refusal>> {
  const refusals = new Map<string, Refusal>();
  for (const { head } of firsts) {
    const kind = byId.get(head.id)?.kind;
    if (kind === 'foreign') refusals.set(head.id, refuse('not_allowed'));
    if (kind === 'forked') refusals.set(head.id, refuse('device_forked'));
  }
  await recordEvents(
    tx,
    [...refusals].map(([id, { code }]) => ({ action: 'REFUSED' as const, changeId: id, note: code })),
  );
  return refusals;
}

function takenOf(
  world: World,
  one: Parsed,
  byId: ReadonlyMap<string, Reception>,
  answers: ReadonlyMap<string, StoredAnswer>,
  turnedAway: ReadonlyMap<string, Refusal>,
  again: boolean,
): Taken {
  const at = new Date(world.now).toISOString();
  const id = one.head?.id ?? '';
  const refusal = one.head ? turnedAway.get(id) : one.kind === 'broken' ? one.refusal : undefined;
  if (refusal) return { id, stored: { at, outcome: 'refused', refusal }, isRepeat: false, shows: undefined };
  const answer = answers.get(id);
  if (answer) return { id, stored: answer, isRepeat: again, shows: one.head };
  const receipt = receiptOf(byId.get(id));
  if (!receipt) throw new Error(`The change ${id} was left without an answer.`);
  return {
    id,
    stored: receipt.answer,
    isRepeat: true,
    shows: { entity: receipt.entity ?? '', row: receipt.rowId },
  };
}

const receiptOf = (reception: Reception | undefined): Receipt | undefined =>
  reception?.kind === 'repeated' ? reception.receipt : undefined;

/** Brings to the desk what else the answers show: rows of repeated changes, and of those before a command. */
export async function loadShown(tx: Transaction, world: World, { taken, desk }: Batch): Promise<void> {
  for (const of of world.registry.values()) {
    const ids = taken.flatMap(({ shows }) =>
      shows?.entity === of.name && shows.row !== null && !desk.find(of.name, shows.row) ? [shows.row] : [],
    );
    for (const row of await loadRows(tx, of, ids, 'none')) desk.put(of.name, row);
  }
}
