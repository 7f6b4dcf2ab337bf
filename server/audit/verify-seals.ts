/**
 * Does the audit still agree with its seals? Walks the seals in order, as they stand outside of the database and in it,
 * checks signature, chain and root, and names the first row and the first seal that do not agree.
 *
 * What is younger than the last seal cannot be proved by it; there each receipt of an accepted change must still have its
 * row in the log.
 */
import type { KeyObject } from 'node:crypto';
import { verify } from 'node:crypto';
import * as v from 'valibot';
import type { Sql } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import { inclusionPath, leafBytes, merkleRoot } from './merkle.ts';
import type { SealStore, StoredSeal } from './seal-store.ts';
import type { Leaf, SealPayload } from './seal.ts';
import { databaseSeals, digestOf, leavesOf, loggedLocals, sealPayload, signatureForm } from './seal.ts';

export interface VerifyingParts {
  readonly sql: Sql;
  readonly publicKey: KeyObject;
  readonly store: SealStore;
}

export interface Finding {
  readonly seal: number | null;
  /** Of the log; null where no single row can be named. */
  readonly rowId: number | null;
  readonly what: string;
}

export interface Verdict {
  readonly localId: string;
  readonly seals: number;
  readonly rows: number;
  /** Rows after the last seal. */
  readonly unsealed: number;
  /** In order; none when all agree. */
  readonly findings: readonly Finding[];
}

/** Those the log knows, and those of which only seals are left. */
export const sealedLocals = async ({ sql, store }: VerifyingParts): Promise<readonly string[]> => [
  ...new Set([...(await loggedLocals(sql)), ...store.locals()]),
];

export async function verifyLocal(parts: VerifyingParts, localId: string): Promise<Verdict> {
  const { sql, store } = parts;
  const outside = store.seals(localId);
  const inside = new Map((await databaseSeals(sql, localId)).map((seal) => [seal.number, seal]));
  const findings: Finding[] = [];
  let [rows, upTo, previous] = [0, 0, ''];
  for (const [index, seal] of outside.entries()) {
    const payload = readSeal(parts.publicKey, seal, localId, index + 1, previous);
    if (typeof payload === 'string') {
      findings.push({ seal: index + 1, rowId: null, what: payload });
      break;
    }
    previous = digestOf(seal.payload);
    const found = await checkSeal(
      parts,
      localId,
      payload,
      seal,
      inside.get(payload.number),
      isReplaced(outside, payload),
    );
    findings.push(...found);
    rows += payload.rows;
    upTo = payload.upTo;
  }
  for (const number of inside.keys())
    if (number > outside.length)
      findings.push({ seal: number, rowId: null, what: 'stands in the database and not outside of it' });
  const unsealed = await leavesOf(sql, localId, upTo, Number.MAX_SAFE_INTEGER);
  findings.push(...(await missingTraces(sql, localId)));
  return { localId, seals: outside.length, rows, unsealed: unsealed.length, findings };
}

/** The seal's content, or what is wrong with it. */
function readSeal(
  key: KeyObject,
  seal: StoredSeal,
  localId: string,
  number: number,
  previous: string,
): SealPayload | string {
  const signer = { key, dsaEncoding: signatureForm } as const;
  if (!verify('sha256', Buffer.from(seal.payload), signer, Buffer.from(seal.signature, 'base64url')))
    return 'its signature is not ours';
  const parsed = v.safeParse(sealPayload, JSON.parse(seal.payload));
  if (!parsed.success || parsed.output.local !== localId) return 'it is a seal of something else';
  if (parsed.output.number !== number) return `it is out of order: number ${parsed.output.number}`;
  return parsed.output.previous === previous ? parsed.output : 'it does not follow from the seal before';
}

/** A later seal declares that the database came back from a backup that did not have this one. */
const isReplaced = (outside: readonly StoredSeal[], payload: SealPayload): boolean =>
  outside.some((later) => {
    const parsed = v.safeParse(sealPayload, safeJson(later.payload));
    const restored = parsed.success ? parsed.output.restoredAfter : undefined;
    return (
      parsed.success &&
      restored !== undefined &&
      parsed.output.number > payload.number &&
      payload.number > restored
    );
  });

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function checkSeal(
  { sql, store }: VerifyingParts,
  localId: string,
  payload: SealPayload,
  seal: StoredSeal,
  inside: StoredSeal | undefined,
  replaced: boolean,
): Promise<readonly Finding[]> {
  const { number } = payload;
  if (replaced)
    return [
      {
        seal: number,
        rowId: null,
        what: 'was lost when the database came back from an older backup (declared)',
      },
    ];
  if (!inside)
    return [
      {
        seal: number,
        rowId: null,
        what: 'is missing in the database: it is older than this seal, or was restored',
      },
    ];
  if (inside.payload !== seal.payload || inside.signature !== seal.signature)
    return [{ seal: number, rowId: null, what: 'stands otherwise in the database' }];
  const leaves = await leavesOf(sql, localId, payload.after, payload.upTo);
  if (merkleRoot(leaves.map(({ leaf }) => leaf)).toString('base64url') === payload.root) return [];
  return [firstDifference(number, payload, leaves, store.leaves(localId, number))];
}

/** Names the row by the leaves kept outside; without them, or when they were changed as well, only the seal. */
function firstDifference(
  seal: number,
  payload: SealPayload,
  found: readonly Leaf[],
  kept: Buffer | undefined,
): Finding {
  const expected = splitLeaves(kept);
  if (merkleRoot(expected).toString('base64url') !== payload.root)
    return {
      seal,
      rowId: null,
      what: `its ${payload.rows} rows do not agree with it (found ${found.length})`,
    };
  const known = new Set(expected.map((leaf) => leaf.toString('hex')));
  const stranger = found.find(({ leaf }) => !known.has(leaf.toString('hex')));
  if (stranger && found.length === expected.length)
    return { seal, rowId: stranger.id, what: `row ${stranger.id} of ${stranger.recordedAt} was changed` };
  if (stranger)
    return {
      seal,
      rowId: stranger.id,
      what: `row ${stranger.id} was changed or put in later; ${payload.rows} were sealed, ${found.length} are there`,
    };
  const missing = payload.rows - found.length;
  const at = found.findIndex(({ leaf }, index) => !leaf.equals(expected[index] ?? Buffer.alloc(0)));
  const place = at === -1 ? `after row ${found.at(-1)?.id ?? payload.after}` : `before row ${found[at]?.id}`;
  return { seal, rowId: null, what: `${missing} rows were removed, the first ${place}` };
}

function splitLeaves(kept: Buffer | undefined): readonly Buffer[] {
  if (!kept || kept.length % leafBytes !== 0) return [];
  return Array.from({ length: kept.length / leafBytes }, (_, index) =>
    kept.subarray(index * leafBytes, (index + 1) * leafBytes),
  );
}

async function missingTraces(sql: Sql, localId: string): Promise<readonly Finding[]> {
  const lost = await inLocal(
    sql,
    { localId },
    (tx) => tx<{ changeId: string; receivedAt: string }[]>`
      select r.change_id as "changeId", r.received_at as "receivedAt"
      from receipts r
      where r.local_id = current_local_id() and r.outcome in ('applied', 'merged', 'conflict', 'refused')
        and r.row_id is not null
        and not exists (select from audit.log l where l.local_id = r.local_id and l.change_id = r.change_id)
      order by r.received_at limit 20`,
    'snapshot',
  );
  return lost.map(({ changeId, receivedAt }) => ({
    seal: null,
    rowId: null,
    what: `the change ${changeId}, received ${receivedAt}, has left no trace in the log`,
  }));
}

/** Everything a stranger needs to check that a row was sealed; undefined when it is not sealed yet, or not there. */
export async function proveRow(parts: VerifyingParts, localId: string, rowId: number) {
  for (const seal of await databaseSeals(parts.sql, localId)) {
    if (rowId <= seal.after || rowId > seal.upTo) continue;
    const leaves = await leavesOf(parts.sql, localId, seal.after, seal.upTo);
    const index = leaves.findIndex(({ id }) => id === rowId);
    if (index === -1) return undefined;
    const hashes = leaves.map(({ leaf }) => leaf);
    return {
      row: rowId,
      leaf: hashes[index]?.toString('base64url') ?? '',
      index,
      count: hashes.length,
      path: inclusionPath(hashes, index).map((hash) => hash.toString('base64url')),
      seal: { payload: seal.payload, signature: seal.signature },
    };
  }
  return undefined;
}
