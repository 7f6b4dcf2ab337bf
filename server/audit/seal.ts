/**
 * Seals the audit: of each local, all rows since its last seal, as one signed Merkle root chained to the seal before.
 *
 * 1. A seal covers a range of ids that no row can enter any more (audit.boundary), so none slips between two seals.
 * 2. The database gets the seal first, the store outside of it second; what a crash left out is made up for next time.
 * 3. After a restore the store outside knows seals that the database does not. The next seal goes on after the last
 *    number known to either, and says from which number the database came back: it is declared, never hidden.
 */
import type { KeyObject } from 'node:crypto';
import { createHash, sign } from 'node:crypto';
import * as v from 'valibot';
import type { Sql } from '../database/connection.ts';
import { merkleRoot } from './merkle.ts';
import type { SealStore, StoredSeal } from './seal-store.ts';

export const sealPayload = v.object({
  form: v.literal(1),
  local: v.string(),
  number: v.number(),
  after: v.number(),
  upTo: v.number(),
  rows: v.number(),
  root: v.string(),
  /** SHA-256 of the payload before; empty for the first. */
  previous: v.string(),
  sealedAt: v.string(),
  /** The last seal the database had when it came back from a backup. */
  restoredAfter: v.optional(v.number()),
});
export type SealPayload = v.InferOutput<typeof sealPayload>;

export interface SealingParts {
  readonly sql: Sql;
  readonly key: KeyObject;
  readonly store: SealStore;
  readonly now: () => number;
}

export interface Leaf {
  readonly id: number;
  readonly recordedAt: string;
  readonly leaf: Buffer;
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

export async function leavesOf(
  sql: Sql,
  localId: string,
  after: number,
  upTo: number,
): Promise<readonly Leaf[]> {
  const rows = await sql<{ id: number; recordedAt: string; leaf: Uint8Array }[]>`
    select id, recorded_at as "recordedAt", leaf from audit.leaves(${localId}, ${after}, ${upTo})`;
  return rows.map(({ leaf, ...row }) => ({ ...row, leaf: Buffer.from(leaf) }));
}

/** ECDSA over P-256 with SHA-256, as r and s side by side (IEEE P1363). */
export const signatureForm = 'ieee-p1363';
const signed = (text: string, key: KeyObject): string =>
  sign('sha256', Buffer.from(text), { key, dsaEncoding: signatureForm }).toString('base64url');

interface DatabaseSeal extends StoredSeal {
  readonly after: number;
  readonly upTo: number;
}

export const databaseSeals = (sql: Sql, localId: string): Promise<readonly DatabaseSeal[]> =>
  sql<DatabaseSeal[]>`
    select number, after_id as after, upto_id as "upTo", payload, signature from audit.seals_of(${localId})`;

export const loggedLocals = async (sql: Sql): Promise<readonly string[]> =>
  (await sql<{ id: string }[]>`select audit.logged_locals() as id`).map(({ id }) => id);

/** Names the lock "unionhall seals" within one database; 4600001 to 4600003 are migrating, partitions and the epoch. */
const sealingLock = 4_600_004;

/**
 * Returns how many seals were made. One server at a time; another that comes meanwhile makes none. The lock is a
 * transaction's: a session's would stay behind PgBouncer on whichever connection it was taken.
 */
export const sealAudit = (parts: SealingParts): Promise<number> =>
  parts.sql.begin(async (turn) => {
    // It waits here while the others work, for longer than a request's transaction may.
    await turn`set local idle_in_transaction_session_timeout = 0`;
    const [lock] = await turn<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${sealingLock}) as mine`;
    if (lock?.mine !== true) return 0;
    const [{ upTo } = { upTo: 0 }] = await parts.sql<{ upTo: number }[]>`select audit.boundary() as "upTo"`;
    let made = 0;
    for (const localId of await loggedLocals(parts.sql)) made += await sealLocal(parts, localId, upTo);
    return made;
  });

async function sealLocal(parts: SealingParts, localId: string, upTo: number): Promise<number> {
  const { sql, store } = parts;
  const inside = await databaseSeals(sql, localId);
  await makeUp(parts, localId, inside);
  const last = inside.at(-1);
  const after = last?.upTo ?? 0;
  const leaves = await leavesOf(sql, localId, after, upTo);
  if (leaves.length === 0) return 0;
  const seal = sealOver(parts, localId, last, leaves, upTo);
  await sql`select audit.set_seal(${localId}, ${seal.number}, ${after}, ${upTo}, ${seal.payload}, ${seal.signature})`;
  store.add(localId, seal, joined(leaves));
  return 1;
}

function sealOver(
  { key, store, now }: SealingParts,
  localId: string,
  last: DatabaseSeal | undefined,
  leaves: readonly Leaf[],
  upTo: number,
): StoredSeal {
  const known = last?.number ?? 0;
  const outside = store.seals(localId).at(-1);
  const restored = outside && outside.number > known ? outside : undefined;
  const before = restored ?? last;
  const payload: SealPayload = {
    form: 1,
    local: localId,
    number: (before?.number ?? 0) + 1,
    after: last?.upTo ?? 0,
    upTo,
    rows: leaves.length,
    root: merkleRoot(leaves.map(({ leaf }) => leaf)).toString('base64url'),
    previous: before ? digestOf(before.payload) : '',
    sealedAt: new Date(now()).toISOString(),
    ...(restored ? { restoredAfter: known } : {}),
  };
  const text = JSON.stringify(payload);
  return { number: payload.number, payload: text, signature: signed(text, key) };
}

/** A seal that the database has and the store outside lacks: we fell between the two. */
async function makeUp(
  { sql, store }: SealingParts,
  localId: string,
  inside: readonly DatabaseSeal[],
): Promise<void> {
  const known = new Set(store.seals(localId).map(({ number }) => number));
  const last = inside.at(-1);
  if (!last || known.has(last.number)) return;
  const { number, payload, signature } = last;
  store.add(
    localId,
    { number, payload, signature },
    joined(await leavesOf(sql, localId, last.after, last.upTo)),
  );
}

const joined = (leaves: readonly Leaf[]): Buffer => Buffer.concat(leaves.map(({ leaf }) => leaf));
