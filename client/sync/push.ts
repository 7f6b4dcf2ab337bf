/**
 * Sending what waits, oldest first.
 *
 * 1. "Sent" only by an answer that names the change; whatever was not named goes on waiting under the same id.
 * 2. Batches halve when they are too much for the line and grow back when it is good.
 * 3. One change that the server cannot take at all never blocks the others.
 */
import type { LaneEvent } from './engine.ts';
import { limits, PushAnswer } from '../../shared/sync/protocol.ts';
import type { Pending } from '../store/shapes.ts';
import { wireChange } from '../store/write.ts';
import type { Contact } from './contact.ts';
import { greeting } from './contact.ts';
import { loadRepairs } from './load-repairs.ts';
import { impatience, requestJson } from './wire.ts';
import type { Failure } from './wire.ts';

/** Below the server's limit, to leave room for the report around the changes. */
const mostBytes = limits.bytesPerPush - 100_000;
const patienceMs = 30_000;
/** A line that fails after so long was too slow for the batch; one that fails at once says nothing about it. */
const slowMs = 3_000;
/** A request of one change that the server will not read may be the server's fault for a while. */
const triesBeforeHopeless = 4;

export type Attempt = Extract<LaneEvent, 'done' | 'more' | 'failed' | 'denied' | 'outdated'>;
export interface AttemptEnd {
  readonly event: Attempt;
  readonly reason?: string;
  readonly retryAfterMs?: number | undefined;
  /** The epoch that the server told. */
  readonly epoch?: string;
  /** The same mark again and again means going in a circle. */
  readonly mark?: string;
}

export interface Push {
  /** One batch. */
  attempt(signal: AbortSignal): Promise<AttemptEnd>;
  /** How many changes the next batch may hold; for tests and the status page. */
  size(): number;
}

interface Sender {
  readonly contact: Contact;
  size: number;
}

export function createPush(contact: Contact): Push {
  const sender: Sender = { contact, size: limits.changesPerPush };
  return {
    size: () => sender.size,
    attempt: async (signal) => {
      const batch = contact.store.sync.nextBatch(sender.size, mostBytes);
      if (batch.length === 0) return { event: 'done' };
      note(sender, batch, true);
      try {
        return await send(sender, batch, signal);
      } finally {
        endSending(sender, batch);
      }
    },
  };
}

async function send(sender: Sender, batch: readonly Pending[], signal: AbortSignal): Promise<AttemptEnd> {
  const { contact } = sender;
  const askedAt = contact.clock.now();
  const patience = impatience(signal, patienceMs);
  try {
    const body = { ...greeting(contact), changes: batch.map(wireChange) };
    const ask = { body, signal: patience.signal };
    const reply = await requestJson(contact.session, '/api/sync/push', PushAnswer, ask);
    if (reply.kind === 'ok') {
      contact.heard(reply.value.serverTime, askedAt);
      return await takeAnswer(sender, batch, reply.value);
    }
    const isSlow = contact.clock.now() - askedAt > slowMs;
    note(sender, batch, false, reply.reason);
    return await takeFailure(sender, batch, reply, isSlow);
  } finally {
    patience.end();
  }
}

async function takeAnswer(
  sender: Sender,
  batch: readonly Pending[],
  answer: PushAnswer,
): Promise<AttemptEnd> {
  const { core, sync } = sender.contact.store;
  const result = await sync.answers(batch, answer.answers, answer.epoch);
  sender.size = Math.min(limits.changesPerPush, sender.size * 2);
  const { epoch } = answer;
  if (result.isForked) {
    const { takeNewDevice } = await loadRepairs();
    await core.oneAtATime(() => core.saveTurn(() => takeNewDevice(core)));
    return { event: 'more', epoch };
  }
  if (result.isOutdated) return { event: 'outdated', epoch };
  if (result.answered === 0) {
    const reason = 'no answer to these changes';
    note(sender, batch, false, reason);
    return { event: 'failed', reason, epoch };
  }
  return { event: sync.hasWaiting() ? 'more' : 'done', epoch };
}

async function takeFailure(
  sender: Sender,
  batch: readonly Pending[],
  failure: Failure,
  isSlow: boolean,
): Promise<AttemptEnd> {
  if (failure.kind === 'denied' || failure.kind === 'outdated') return { event: failure.kind };
  if (failure.kind === 'away') {
    if (isSlow || failure.isCut) halve(sender, batch, 2);
    return { event: 'failed', reason: failure.reason, retryAfterMs: failure.retryAfterMs };
  }
  const [only] = batch;
  if (only && batch.length === 1 && isHopeless(sender, only, failure)) {
    const { core } = sender.contact.store;
    const { putBefore } = await loadRepairs();
    const code = failure.kind === 'too_large' ? 'too_large' : 'not_accepted';
    await core.oneAtATime(() => putBefore(core, only, code));
    return { event: 'more' };
  }
  halve(sender, batch, 1);
  return batch.length > 1 ? { event: 'more' } : { event: 'failed', reason: failure.reason };
}

/** Too large stays too large; what could not be read may be the server's fault for a while. */
function isHopeless({ contact }: Sender, only: Pending, failure: Failure): boolean {
  if (only.state === 'withdrawn') return false;
  const tries = contact.store.sync.attempts.get(only.change.id)?.tries ?? 0;
  return failure.kind === 'too_large' || tries >= triesBeforeHopeless;
}

/** Down to 2 a group still goes whole; at 1 the change that stops the others is found. */
function halve(sender: Sender, batch: readonly Pending[], least: number): void {
  sender.size = Math.max(least, Math.floor(Math.min(sender.size, batch.length) / 2));
}

/** What the unsent list shows of tries. */
function note({ contact }: Sender, batch: readonly Pending[], isSending: boolean, lastError?: string): void {
  const { sync, core } = contact.store;
  for (const { change } of batch) {
    const tries = (sync.attempts.get(change.id)?.tries ?? 0) + (isSending ? 1 : 0);
    sync.attempts.set(change.id, { tries, isSending, lastError });
  }
  core.revisions.bump(['outbox']);
}

function endSending({ contact }: Sender, batch: readonly Pending[]): void {
  const { sync, core } = contact.store;
  const waiting = new Set(core.memory.pending.map(({ change }) => change.id));
  for (const { change } of batch) {
    const left = sync.attempts.get(change.id);
    if (!waiting.has(change.id)) sync.attempts.delete(change.id);
    else if (left?.isSending) sync.attempts.set(change.id, { ...left, isSending: false });
  }
}
