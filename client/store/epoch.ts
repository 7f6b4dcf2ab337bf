/**
 * The server was restored from a backup: its numbers and rows went back in time. The device forgets its cursors, so
 * that everything is downloaded anew, and offers again what it sent in the last thirty days, under the same ids and
 * numbers and with what the server had given. The server applies none of it twice.
 */
import { announce, change, sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { OutboxRecord } from './database.ts';
import { catchUp, setPending } from './memory.ts';
import { raiseGeneration } from './roots.ts';
import { isSealed, offerAgain, openSents } from './sent-log.ts';
import type { OutboxBody, Pending, SentItem } from './shapes.ts';

const daysOffered = 30;
const dayMs = 86_400_000;

export interface Reoffered {
  readonly offered: number;
  /** Of rows that left this device: only the server can read them; they are handed over. */
  readonly sealed: readonly string[];
}

const wasAccepted = ({ state, body }: SentItem): boolean =>
  state === 'sent' && (isSealed(body) || body.change.op !== 'withdraw');

const waitingAgain = ({ record, outbox }: { record: OutboxRecord; outbox: OutboxBody }): Pending => ({
  ...outbox,
  sequence: record.sequence,
  state: record.state,
  bytes: record.body.length,
});

const bySequence = (one: Pending, other: Pending): number => one.sequence - other.sequence;

/** Takes note of a new epoch. What waits keeps waiting, what was accepted waits again. */
export async function beginEpoch(core: Core, epoch: string): Promise<Reoffered> {
  const since = core.clock.now() - daysOffered * dayMs;
  const records = await core.database.read(['sent'], (tables) =>
    tables.sent.where('at').above(since).toArray(),
  );
  const old = (await openSents(core, records)).filter(
    (item) => wasAccepted(item) && item.body.epoch !== epoch,
  );
  const { deviceId } = core.memory.facts;
  const again: { readonly record: OutboxRecord; readonly outbox: OutboxBody }[] = [];
  const sealed: string[] = [];
  for (const { body, changeId, sequence } of old) {
    if (isSealed(body)) sealed.push(body.sealed);
    else {
      const outbox: OutboxBody = { change: offerAgain(body) };
      const number = body.device === deviceId ? sequence : 0;
      const sealedBody = await sealJson(core, 'outbox', outbox);
      again.push({ record: { sequence: number, changeId, state: 'waiting', body: sealedBody }, outbox });
    }
  }
  const facts = { epoch, cursors: {}, progress: null, coming: null };
  const offered = await change(core, facts, ['outbox', 'sent', 'roots'], async (tables) => {
    let next = (await tables.meta.get('sequence'))?.value ?? 0;
    // Sent under another number of this device: the old numbers are not ours any more.
    const numbered = again.map(({ record, outbox }) => ({
      outbox,
      record: record.sequence > 0 ? record : { ...record, sequence: (next += 1) },
    }));
    await tables.outbox.bulkPut(numbered.map(({ record }) => record));
    await tables.sent.bulkDelete(again.map(({ record }) => record.changeId));
    await tables.meta.put({ name: 'sequence', value: next });
    await raiseGeneration(tables);
    return numbered;
  });
  // In one breath with the new epoch: whoever sees that, sees what waits again, and is never told that all is sent.
  setPending(core.memory, [...core.memory.pending, ...offered.map(waitingAgain)].toSorted(bySequence));
  await catchUp(core);
  announce(core, ['outbox', ...core.memory.pending.map((one) => one.change.entity)]);
  return { offered: again.length, sealed };
}

/** The sent log keeps thirty days; what a person has yet to decide stays. */
export async function forgetOldSent(core: Core): Promise<void> {
  const before = core.clock.now() - (daysOffered + 1) * dayMs;
  await core.database.change(['sent'], async (tables) => {
    await tables.sent
      .where('at')
      .below(before)
      .filter(({ state }) => state === 'sent' || state === 'closed')
      .delete();
  });
}
