/** The lists that people see: what waits, what needs them, what was sent. And giving up a change. */
import type { Values } from '../../shared/entity/entity.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { OutboxItem } from '../hall.ts';
import { withdrawal } from './answers.ts';
import { announce, sealJson } from './core.ts';
import type { Core } from './core.ts';
import { setPending, unsentOf } from './memory.ts';
import { serverRows, withFreshRoot } from './read-pages.ts';
import { isSealed, openSents } from './sent-log.ts';
import type { OutboxBody, Pending, SentItem, UnnumberedChange } from './shapes.ts';

/** What the engine knows of tries; kept in memory, since a try is no fact about the change. */
export interface Attempts {
  readonly tries: number;
  readonly lastError?: string | undefined;
  readonly isSending: boolean;
}

export const unsentItems = (core: Core, attempts: ReadonlyMap<string, Attempts>): readonly OutboxItem[] =>
  unsentOf(core.memory).map((one) => unsentItem(one, attempts.get(one.change.id)));

const shownChange = (change: UnnumberedChange) => ({
  entity: change.entity,
  row: change.row,
  op: change.op,
  set: change.set ?? change.input ?? {},
  base: change.base ?? {},
  at: Date.parse(change.at),
  group: change.group,
});

function unsentItem({ change, sequence, state, bytes }: Pending, attempt: Attempts | undefined): OutboxItem {
  const sending = attempt?.isSending ? 'sending' : 'saved';
  return {
    ...shownChange(change),
    changeId: change.id,
    sequence,
    state: state === 'aside' ? 'set_aside' : sending,
    bytes,
    tries: attempt?.tries ?? 0,
    lastError: attempt?.lastError,
  };
}

export function sentItem({ changeId, sequence, state, body }: SentItem): OutboxItem {
  const shown = state === 'needs_you' || state === 'set_aside' ? state : 'sent';
  const common = { changeId, sequence, state: shown, outcome: body.outcome, bytes: 0, tries: 1 } as const;
  if (isSealed(body))
    return { ...common, entity: body.entity, row: null, op: 'update', set: {}, base: {}, at: 0 };
  return {
    ...common,
    ...shownChange(body.change),
    sentAt: Date.parse(body.takenAt),
    refusal: body.refusal,
    record: body.record,
  };
}

/** What the person has to decide, oldest first. What was decided meanwhile, here or at the office, is left out. */
export async function needsYouItems(core: Core): Promise<readonly OutboxItem[]> {
  const records = await core.database.read(['sent'], (tables) =>
    tables.sent.where('state').anyOf('needs_you', 'set_aside').toArray(),
  );
  const items = (await openSents(core, records)).map(sentItem);
  const decided = await decidedRecords(
    core,
    items.map(({ record }) => record),
  );
  return items
    .filter((item) => item.record === undefined || !decided.has(item.record))
    .sort((one, other) => one.at - other.at);
}

/** Records of conflicts and refusals (whatever entity keeps them) that are on this device and no longer open. */
async function decidedRecords(
  core: Core,
  ids: readonly (string | undefined)[],
): Promise<ReadonlySet<string>> {
  const wanted = ids.filter((id) => id !== undefined);
  const decided = new Set<string>();
  if (wanted.length === 0) return decided;
  const keepers = [...core.registry.values()].filter(
    (of) => of.writes === 'engine' && of.fields['changeId'] && of.fields['state'],
  );
  for (const { name } of keepers) {
    const rows = await withFreshRoot(core, () => serverRows(core, name, wanted));
    for (const [id, row] of rows) if (row['state'] !== 'open') decided.add(id);
  }
  return decided;
}

/**
 * Gives up a change. One that waits is replaced by a withdrawal with the same id and number; if the server had it
 * already, the server's row shows it. What came after it on the same row goes on from what it had found; changes to a
 * record that was only just created go with it.
 */
export const discardChange = (core: Core, changeId: string): Promise<void> =>
  core.saveTurn(async () => {
    const pending = core.memory.pending.find(({ change }) => change.id === changeId);
    if (!pending) return (await import('./beside.ts')).closeSent(core, changeId);
    const later = core.memory.pending.filter(
      ({ change, sequence, state }) =>
        state !== 'withdrawn' &&
        sequence > pending.sequence &&
        change.row === pending.change.row &&
        change.row !== null,
    );
    const isNewRow = pending.change.op === 'create' && !(await isAtServer(core, pending));
    const replaced = isNewRow
      ? [pending, ...later].map((one) => asWithdrawn(core, one))
      : [asWithdrawn(core, pending), ...later.map((one) => ({ ...one, change: rebased(one, pending) }))];
    await replacePending(core, replaced);
    void core.journal.remove(isNewRow ? [pending, ...later].map(({ change }) => change.id) : [changeId]);
  });

const asWithdrawn = (core: Core, one: Pending): Pending => {
  const { filled: _filled, ...rest } = one;
  return { ...rest, change: withdrawal(core, one), state: 'withdrawn' };
};

async function isAtServer(core: Core, { change }: Pending): Promise<boolean> {
  const id = change.row;
  if (id === null || !core.registry.has(change.entity)) return false;
  return withFreshRoot(core, async () => (await serverRows(core, change.entity, [id])).has(id));
}

/** A later change believed what the given-up one had set; now it believes what that one had found. */
function rebased({ change }: Pending, from: Pending): Pending['change'] {
  const base: Record<string, Values[string]> = { ...change.base };
  for (const [name, value] of Object.entries(from.change.set ?? {}))
    if (name in base && sameJson(base[name], value)) base[name] = from.change.base?.[name] ?? null;
  return change.base ? { ...change, base } : change;
}

/** What was answered meanwhile is left as it is: its number is not in the outbox any more. */
async function replacePending(core: Core, replaced: readonly Pending[]): Promise<void> {
  const records = await Promise.all(
    replaced.map(async ({ change, filled, sequence, state }) => {
      const body: OutboxBody = { change, filled };
      return { sequence, changeId: change.id, state, body: await sealJson(core, 'outbox', body) };
    }),
  );
  await core.database.change(['outbox'], async (tables) => {
    const still = await tables.outbox.bulkGet(records.map(({ sequence }) => sequence));
    await tables.outbox.bulkPut(records.filter((_, index) => still[index] !== undefined));
  });
  const bySequence = new Map(replaced.map((one) => [one.sequence, one]));
  const entities = core.memory.pending
    .filter(({ sequence }) => bySequence.has(sequence))
    .map(({ change }) => change.entity);
  setPending(
    core.memory,
    core.memory.pending.map((one) => bySequence.get(one.sequence) ?? one),
  );
  announce(core, [...entities, 'outbox']);
}
