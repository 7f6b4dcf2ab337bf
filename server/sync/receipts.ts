/**
 * Receipts (P2): one row for every change ever received, inserted before anything is done and in the same transaction.
 *
 * 1. Two requests with the same change meet at the receipt's key: the second waits, and then finds it done.
 * 2. A receipt is its author's alone; to anybody else the change is unknown. A person's other device gets the same
 *    answer: a device that took a new name (see 3) sends its changes again under it.
 * 3. A device's numbers are used once. A second change under the same number means that the device was copied.
 * 4. A receipt is inserted with the answer that nearly all of them get, and written again only where another is given.
 *    Nobody sees it in between.
 */
import type { Outcome } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import { outcomes } from '../../shared/sync/protocol.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { Transaction } from '../database/connection.ts';

/** What is kept of an answer: no row values, except `held`, which may stand in no record. */
export interface StoredAnswer {
  readonly at: string;
  readonly outcome: Outcome;
  readonly refusal?: Refusal;
  readonly record?: string;
  readonly result?: Json;
  readonly held?: JsonObject;
  /** Of a withdraw: the change that will not come. */
  readonly withdraws?: string;
}

export interface Receipt {
  readonly changeId: string;
  readonly deviceId: string | null;
  readonly sequence: number | null;
  readonly userId: string | null;
  readonly entity: string | null;
  readonly rowId: string | null;
  readonly answer: StoredAnswer;
}

/** The head of a change: all that a receipt needs, and readable even where the rest is not. */
export type Head = Pick<Change, 'id' | 'entity' | 'row' | 'group'> & {
  readonly sequence: number | null;
  /** Of a withdraw. */
  readonly withdraws?: string | undefined;
};

export type Reception =
  | { readonly kind: 'new' }
  | { readonly kind: 'repeated'; readonly receipt: Receipt }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'forked' };

export interface Sender {
  readonly userId: string | null;
  readonly deviceId: string | null;
}

/** What a receipt says unless it is told otherwise: taken as sent. */
export const usualAnswer = (now: number): StoredAnswer => ({
  at: new Date(now).toISOString(),
  outcome: 'applied',
});

/** One reception for each head, in order. Heads must have different ids. `usual` stands until `keepAnswers`. */
export async function receive(
  tx: Transaction,
  sender: Sender,
  heads: readonly Head[],
  usual: StoredAnswer,
): Promise<readonly Reception[]> {
  const chosen = firstOfEachNumber(heads);
  const inserted = new Set(await insertReceipts(tx, sender, [...chosen], usual));
  if (inserted.size === heads.length) return heads.map(() => ({ kind: 'new' }));
  const known = await findReceipts(
    tx,
    sender,
    heads.filter((head) => !inserted.has(head.id)),
  );
  return heads.map((head) => (inserted.has(head.id) ? { kind: 'new' } : classify(sender, head, known)));
}

/** Of two changes with one number in one request, the first has it. */
function firstOfEachNumber(heads: readonly Head[]): ReadonlySet<Head> {
  const seen = new Set<number>();
  return new Set(
    heads.filter(({ sequence }) => {
      const isFirst = sequence === null || !seen.has(sequence);
      if (sequence !== null) seen.add(sequence);
      return isFirst;
    }),
  );
}

async function insertReceipts(
  tx: Transaction,
  sender: Sender,
  heads: readonly Head[],
  usual: StoredAnswer,
): Promise<readonly string[]> {
  if (heads.length === 0) return [];
  const { outcome, ...answer } = usual;
  // In the order of ids, so that two requests with the same changes wait for each other and never in a circle.
  const rows = await tx<{ id: string }[]>`
    insert into receipts (local_id, change_id, device_id, sequence, user_id, entity, row_id, gesture_id, outcome, answer)
    select current_local_id(), h.id, ${sender.deviceId}::uuid, h.sequence, ${sender.userId}::uuid, h.entity, h.row,
           h.gesture, ${outcome}::text, ${tx.json(answer as unknown as Json)}::jsonb
    from unnest(${heads.map(({ id }) => id)}::uuid[], ${heads.map(({ sequence }) => sequence)}::bigint[],
                ${heads.map(({ entity }) => entity)}::text[], ${heads.map(({ row }) => row)}::uuid[],
                ${heads.map(({ group }) => group ?? null)}::uuid[])
           h (id, sequence, entity, "row", gesture)
    order by h.id
    on conflict do nothing
    returning change_id as id`;
  return rows.map((row) => row.id);
}

async function findReceipts(
  tx: Transaction,
  sender: Sender,
  heads: readonly Head[],
): Promise<readonly Receipt[]> {
  const sequences = heads.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  const rows = await tx<(Omit<Receipt, 'answer'> & { outcome: string; answer: Json })[]>`
    select change_id as "changeId", device_id as "deviceId", sequence, user_id as "userId", entity,
           row_id as "rowId", outcome, answer
    from receipts
    where local_id = current_local_id()
      and (change_id = any (${heads.map((head) => head.id)}::uuid[])
           or (device_id = ${sender.deviceId}::uuid and sequence = any (${sequences}::bigint[])))`;
  return rows.map(({ outcome, answer, ...head }) => ({ ...head, answer: readAnswer(outcome, answer) }));
}

export function readAnswer(outcome: string, answer: Json): StoredAnswer {
  const known = outcomes.find((one) => one === outcome) ?? 'refused';
  const stored = isJsonObject(answer)
    ? (answer as unknown as StoredAnswer)
    : { at: new Date(0).toISOString() };
  return { ...stored, outcome: known };
}

function classify(sender: Sender, head: Head, known: readonly Receipt[]): Reception {
  const same = known.find((receipt) => receipt.changeId === head.id);
  if (same) {
    return same.userId === sender.userId ? { kind: 'repeated', receipt: same } : { kind: 'foreign' };
  }
  const rival = known.find(
    (receipt) =>
      receipt.deviceId === sender.deviceId && receipt.sequence === head.sequence && head.sequence !== null,
  );
  // A withdraw that comes after the change it takes back, or the change after its withdraw: the first of them counts.
  const isPair = rival && (rival.changeId === head.withdraws || rival.answer.withdraws === head.id);
  return isPair ? { kind: 'repeated', receipt: rival } : { kind: 'forked' };
}

export async function keepAnswers(
  tx: Transaction,
  answers: ReadonlyMap<string, StoredAnswer>,
): Promise<void> {
  if (answers.size === 0) return;
  const list = [...answers].map(([id, { outcome, ...answer }]) => ({ id, outcome, answer }));
  await tx`
    update receipts r set outcome = a.outcome, answer = a.answer
    from jsonb_to_recordset(${tx.json(list as unknown as Json)}) a (id uuid, outcome text, answer jsonb)
    where r.local_id = current_local_id() and r.change_id = a.id`;
}

/** The end of the device's unbroken run of numbers, which reached `known` before. */
export async function receivedUpTo(tx: Transaction, deviceId: string, known: number): Promise<number> {
  const [row] = await tx<{ last: number | null }[]>`
    select max(sequence) as last
    from (
      select sequence, row_number() over (order by sequence) + ${known}::bigint as expected
      from receipts
      where local_id = current_local_id() and device_id = ${deviceId} and sequence > ${known}
    ) run
    where sequence = expected`;
  return row?.last ?? known;
}

/** Withheld values of one change; empty when there are none. */
export async function heldValues(tx: Transaction, changeId: string): Promise<JsonObject> {
  const [row] = await tx<{ held: Json }[]>`
    select answer -> 'held' as held from receipts
    where local_id = current_local_id() and change_id = ${changeId}`;
  return row && isJsonObject(row.held) ? row.held : {};
}
