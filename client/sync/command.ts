/**
 * Commands, which need the server. A command waits its turn in the outbox among the edits made before it; one
 * that needs the server's clock or order is taken back when no answer comes, so that it is never done behind
 * somebody's back.
 */
import { queuedCommands } from '../../shared/commands/queued.ts';
import type { Values } from '../../shared/entity/entity.ts';
import type { Sync } from '../hall.ts';
import { findSent, saveCommand } from '../store/orders.ts';
import { isSealed } from '../store/sent-log.ts';
import type { SentItem } from '../store/shapes.ts';
import { StorageError } from '../store/storage-error.ts';
import type { Store } from '../store/store.ts';

const patienceMs = 20_000;
const lookEachMs = 100;

export interface CommandRoom {
  readonly store: Store;
  readonly send: () => void;
  /** The server answers at present, as far as is known. */
  readonly mayAnswer: () => boolean;
}

export async function runCommand(
  room: CommandRoom,
  name: string,
  input: Values,
  row?: string,
): ReturnType<Sync['command']> {
  const isQueued = queuedCommands.has(name);
  if (!isQueued && !room.mayAnswer()) return { ok: false, refusal: 'offline' };
  try {
    const changeId = await saveCommand(room.store.core, name, input, row);
    room.send();
    if (isQueued) return { ok: true, result: null };
    const sent = await answerOf(room, changeId);
    const answer = sent ? told(sent) : ({ ok: false, refusal: 'offline' } as const);
    // The refusal is told here and now; an order without an answer is taken back.
    if (!answer.ok) await room.store.rows.discard(changeId);
    return answer;
  } catch (error) {
    if (error instanceof StorageError) return { ok: false, refusal: 'offline' };
    throw error;
  }
}

function told({ body }: SentItem): Awaited<ReturnType<Sync['command']>> {
  if (isSealed(body)) return { ok: true, result: null };
  if (body.refusal) return { ok: false, refusal: body.refusal };
  return { ok: true, result: body.result ?? null };
}

/** Undefined when none came in time. */
async function answerOf({ store, mayAnswer }: CommandRoom, changeId: string): Promise<SentItem | undefined> {
  const isWaiting = (): boolean => store.core.memory.pending.some(({ change }) => change.id === changeId);
  for (let waited = 0; waited < patienceMs; waited += lookEachMs) {
    if (!isWaiting()) return findSent(store.core, changeId);
    if (waited > lookEachMs * 10 && !mayAnswer()) return undefined;
    await new Promise((resolve) => setTimeout(resolve, lookEachMs));
  }
  return undefined;
}
