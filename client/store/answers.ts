/**
 * What becomes of changes once the server has answered: out of the outbox, into the sent log or to the person, the
 * server's row into the overlay. One transaction for a batch.
 *
 * 1. An answer to something that does not wait here is ignored; what was not answered goes on waiting.
 * 2. A refused or disputed change is never dropped: it stands in the sent log as the person's to decide.
 */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fieldEntries } from '../../shared/entity/entity.ts';
import type { Answer, Outcome } from '../../shared/sync/protocol.ts';
import { addTo, moment, newId, sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { SentRecord, SentState } from './database.ts';
import { commit, goneEntry, rowEntry } from './overlay.ts';
import type { OverlayEntry, Pending, SentBody } from './shapes.ts';

const firstOutcome = (answer: Answer): Outcome =>
  answer.outcome === 'repeated' ? (answer.first ?? 'applied') : answer.outcome;

function stateAfter(pending: Pending, answer: Answer): SentState {
  const outcome = firstOutcome(answer);
  if (pending.change.op === 'withdraw') return 'closed';
  if (outcome === 'applied' || outcome === 'merged') return 'sent';
  return answer.refusal?.code === 'set_aside' ? 'set_aside' : 'needs_you';
}

/** Human numbers and other values that only the server gives. */
function givenValues(of: Entity | undefined, answer: Answer): Values | undefined {
  if (!of || !answer.row) return undefined;
  const row = answer.row;
  const names = fieldEntries(of).filter(
    ([name, { origin }]) => ['series', 'server'].includes(origin.by) && name in row,
  );
  return names.length === 0
    ? undefined
    : Object.fromEntries(names.map(([name]) => [name, row[name] ?? null]));
}

function sentBody(core: Core, pending: Pending, answer: Answer, epoch: string): SentBody {
  return {
    change: pending.change,
    device: core.memory.facts.deviceId,
    epoch,
    outcome: answer.outcome,
    takenAt: answer.at,
    first: answer.first,
    version: answer.row?.version,
    given: givenValues(core.registry.get(pending.change.entity), answer),
    refusal: answer.refusal,
    record: answer.record,
    result: answer.result,
  };
}

/**
 * The overlay's line for an answer, if the row's entity is one that this device stores. A row that was changed and is not
 * shown is here no more: it was removed, or the change took it to where this device may not keep it. A row that left
 * while the answer was under way (after `askedS`) may have left later: where it did not, the feed brings it again. One
 * that is made anew left before, by the removal that is being taken back.
 */
function entryFor(core: Core, pending: Pending, answer: Answer): OverlayEntry | undefined {
  const { entity, row, op } = pending.change;
  if (row === null || !core.registry.has(entity) || op === 'command') return undefined;
  const known = core.memory.overlay.get(entity)?.get(row);
  if (answer.row)
    return known && !known.row && known.s > core.memory.askedS && op !== 'create'
      ? undefined
      : rowEntry(answer.row);
  return stateAfter(pending, answer) === 'sent' ? goneEntry(row, known?.version) : undefined;
}

export interface Answered {
  readonly answered: number;
  /** Another copy of this device sent with our number: nothing of this batch was taken. */
  readonly isForked: boolean;
  readonly isOutdated: boolean;
}

export async function applyAnswers(
  core: Core,
  sent: readonly Pending[],
  answers: readonly Answer[],
  epoch: string,
): Promise<Answered> {
  const isForked = answers.some((answer) => answer.refusal?.code === 'device_forked');
  const byId = new Map(
    answers.filter((one) => one.refusal?.code !== 'device_forked').map((one) => [one.id, one]),
  );
  const entries = new Map<string, readonly OverlayEntry[]>();
  const records: SentRecord[] = [];
  for (const pending of sent) {
    const answer = byId.get(pending.change.id);
    if (!answer) continue;
    const entry = entryFor(core, pending, answer);
    if (entry) addTo(entries, pending.change.entity, entry);
    records.push(
      await sentRecord(core, pending, stateAfter(pending, answer), sentBody(core, pending, answer, epoch)),
    );
  }
  if (records.length > 0) await takeOut(core, records, entries);
  return {
    answered: records.length,
    isForked,
    isOutdated: answers.some((answer) => answer.refusal?.code === 'app_too_old'),
  };
}

export const sentRecord = async (
  core: Core,
  pending: Pending,
  state: SentState,
  body: SentBody,
): Promise<SentRecord> => ({
  changeId: pending.change.id,
  sequence: pending.sequence,
  state,
  at: core.clock.now(),
  body: await sealJson(core, 'sent', body),
});

async function takeOut(
  core: Core,
  records: readonly SentRecord[],
  entries: ReadonlyMap<string, readonly OverlayEntry[]>,
): Promise<void> {
  await commit(core, {
    entries,
    tables: ['sent'],
    also: async (tables) => {
      const waiting = await tables.outbox.bulkGet(records.map(({ sequence }) => sequence));
      const still = records.filter((record, index) => waiting[index]?.changeId === record.changeId);
      await tables.outbox.bulkDelete(still.map(({ sequence }) => sequence));
      await tables.sent.bulkPut(still);
    },
  });
  void core.journal.remove(records.map(({ changeId }) => changeId));
}

/**
 * What takes the number of a change that was given up: a change of its own that names the other. If the server has had
 * the other already, it answers with what became of it.
 */
export const withdrawal = (core: Core, { change }: Pending): Pending['change'] => ({
  id: newId(core),
  entity: change.entity,
  row: null,
  op: 'withdraw',
  input: { change: change.id },
  at: moment(core),
  // What is left of the gesture stays together around it.
  group: change.group,
});
