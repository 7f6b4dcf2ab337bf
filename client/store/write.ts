/**
 * Saving what people do.
 *
 * 1. A save resolves when change and row are durable on this device, or says in words why not; nothing is half-written.
 * 2. What a person sees at the gesture is what `base` says. Another tab's save in between makes us look again.
 * 3. `writeAll` is one transaction: all or none.
 * 4. Any tab may write; the outbox table is the queue.
 */
import type { Holding } from '../../shared/access/holdings.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { refuse } from '../../shared/values/refusal.ts';
import type { Gesture, SeenRow, Written } from '../hall.ts';
import { checkGesture, isRefused } from './check-gesture.ts';
import type { Look, Refused } from './check-gesture.ts';
import { announce, sealJson } from './core.ts';
import type { Core } from './core.ts';
import type { OutboxRecord, Tables } from './database.ts';
import { counter } from './database.ts';
import { layOver } from './lay-over.ts';
import { catchUp, setPending } from './memory.ts';
import { getRow } from './read.ts';
import type { OutboxBody, Pending } from './shapes.ts';

/** Another tab saved between our look and our transaction. */
class Overtaken extends Error {}

const mostTurns = 20;

/** A look at the merged view with the group's earlier gestures laid over it. */
function lookThrough(core: Core, earlier: readonly OutboxBody[]): Look {
  return async (entity, id) => {
    const row = await getRow(core, entity, id);
    const mine = earlier
      .filter(({ change }) => change.entity === entity && change.row === id)
      .map((body): Pending => ({ ...body, sequence: 0, state: 'waiting', bytes: 0 }));
    const of = core.registry.get(entity);
    const seen: SeenRow | undefined = of && mine.length > 0 ? layOver(of, id, row, mine) : row;
    return seen;
  };
}

type Checked = readonly (OutboxBody | Refused)[];

async function checkAll(
  core: Core,
  holdings: readonly Holding[],
  gestures: readonly Gesture[],
): Promise<Checked> {
  const checked: (OutboxBody | Refused)[] = [];
  const bodies: OutboxBody[] = [];
  for (const gesture of gestures) {
    const result = await checkGesture(core, holdings, lookThrough(core, bodies), gesture);
    checked.push(result);
    if (!isRefused(result)) bodies.push(result);
  }
  return checked;
}

/**
 * Puts bodies into the outbox with the next numbers, if the last number is still the one we looked at. Everything is asked
 * at once, since each question that waits for another's answer is a way to the disk and back; who was overtaken takes all
 * of it back.
 */
export async function append(core: Core, bodies: readonly OutboxBody[], expected: number): Promise<void> {
  const sealed = await Promise.all(
    bodies.map(async (body) => ({ body, bytes: await sealJson(core, 'outbox', body) })),
  );
  const records = sealed.map(({ body: { change }, bytes }, index): OutboxRecord => {
    return { sequence: expected + 1 + index, changeId: change.id, state: 'waiting', body: bytes };
  });
  let isAgain = false;
  await core.database.change(['outbox'], async (tables: Tables) => {
    // A lost connection makes the work be done again: it may have been durable the first time, and then all of it.
    if (isAgain && (await tables.outbox.get({ changeId: records[0]?.changeId ?? '' }))) return;
    isAgain = true;
    const isOurTurn = counter(tables, 'sequence').then((now) => {
      if (now !== expected) throw new Overtaken();
    });
    await Promise.all([
      isOurTurn,
      tables.outbox.bulkPut(records),
      tables.meta.put({ name: 'sequence', value: expected + bodies.length }),
    ]);
  });
  settle(
    core,
    sealed.map(({ body, bytes }, index) => ({
      ...body,
      sequence: expected + 1 + index,
      state: 'waiting',
      bytes: bytes.length,
    })),
  );
}

export const wireChange = ({ change, sequence }: Pending): Change => ({ ...change, sequence });

/** After a commit: memory, signals and the second copy. */
function settle(core: Core, added: readonly Pending[]): void {
  const { memory } = core;
  memory.sequence = Math.max(memory.sequence, added.at(-1)?.sequence ?? 0);
  const last = memory.pending.at(-1)?.sequence ?? 0;
  // A reading under way may have brought them already: it is of one moment, and then whole up to its last.
  setPending(memory, [...memory.pending, ...added.filter(({ sequence }) => sequence > last)]);
  announce(core, [...added.map(({ change }) => change.entity), 'outbox']);
  core.journal.copy(added);
}

/** Gestures in order; when one is refused none is saved. Rejects only with a StorageError or a bug. */
export const saveAll = (
  core: Core,
  holdings: readonly Holding[],
  gestures: readonly Gesture[],
): Promise<readonly Written[]> => core.saveTurn(() => saveAllNow(core, holdings, gestures));

async function saveAllNow(
  core: Core,
  holdings: readonly Holding[],
  gestures: readonly Gesture[],
): Promise<readonly Written[]> {
  if (gestures.length === 0) return [];
  return inNextPlace(core, async (expected) => {
    const checked = await checkAll(core, holdings, gestures);
    const bodies = checked.filter((one): one is OutboxBody => !isRefused(one));
    if (bodies.length < checked.length) return checked.map(answerOfRefused);
    await append(core, bodies, expected);
    return bodies.map(({ change }) => ({ ok: true, rowId: change.row ?? '', changeId: change.id }));
  });
}

/** With the last number that this tab knows; again when another tab was quicker. */
export async function inNextPlace<T>(core: Core, save: (last: number) => Promise<T>): Promise<T> {
  for (let turn = 0; ; turn += 1)
    try {
      return await save(core.memory.sequence);
    } catch (error) {
      if (!(error instanceof Overtaken) || turn >= mostTurns) throw error;
      await catchUp(core);
    }
}

/** In a group that was refused, the gestures without fault are told that they were not saved either. */
function answerOfRefused(one: OutboxBody | Refused): Written {
  const refusal = isRefused(one) ? one.refusal : refuse('parent_refused');
  return { ok: false, problems: refusal.fields ?? [], refusal };
}
