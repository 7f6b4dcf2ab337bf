/**
 * Writes kinds of rows a stretch at a time, each in a transaction of its own, two side by side: through the statements
 * of the one write path, as the application's role, inside the local, so that audit, feed and row security see every row.
 */
import type { Registry } from '../../../shared/entity/entity.ts';
import type { LocalContext, Sql } from '../../database/connection.ts';
import { inLocal } from '../../database/connection.ts';
import type { Write } from '../../sync/rows.ts';
import { writeRows } from '../../sync/write-rows.ts';
import type { Kind, Stages, VolumeRow } from './kinds.ts';

export interface Writing {
  readonly sql: Sql;
  readonly registry: Registry;
  /** The office's person in whose name rows are written that are nobody's own work. */
  readonly context: LocalContext;
  readonly now: () => number;
  /** Between two stages: the next refers to what the one before has written. */
  readonly staged: () => Promise<void>;
  /** After each stretch; `written` is 0 when it was there already. */
  readonly done: (kind: Kind, rows: number, written: number) => void;
}

interface Stretch {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** Large enough that a statement's own cost is spread thin, small enough for its sorts to stay in memory. */
const rowsAtOnce = 2_000;
const lanes = 2;

/** May be broken off and started again: a stretch is written whole or not at all, and what is there is left alone. */
export async function writeStages(writing: Writing, stages: Stages): Promise<void> {
  for (const kinds of stages) {
    const stretches = inTurns(kinds);
    const lane = async (): Promise<void> => {
      for (let stretch = stretches.shift(); stretch; stretch = stretches.shift())
        await writeStretch(writing, stretch);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await writing.staged();
  }
}

/**
 * The kinds mixed in proportion, so that neighbours seldom write to the same scopes, whose counters only one transaction
 * can hold at a time.
 */
function inTurns(kinds: readonly Kind[]): Stretch[] {
  const placed = kinds.flatMap((kind) =>
    Array.from({ length: Math.ceil(kind.count / rowsAtOnce) }, (_, turn) => {
      const from = turn * rowsAtOnce;
      const stretch: Stretch = { kind, from, to: Math.min(kind.count, from + rowsAtOnce) };
      return { stretch, share: from / kind.count };
    }),
  );
  return placed.sort((one, other) => one.share - other.share).map(({ stretch }) => stretch);
}

async function writeStretch(writing: Writing, { kind, from, to }: Stretch): Promise<void> {
  const { sql, context } = writing;
  const last = kind.row(to - 1);
  const written = await inLocal(sql, context, async (tx) => {
    const found =
      await tx`select from ${tx(kind.of.table)} where local_id = ${context.localId} and id = ${last.id}`;
    if (found.length > 0) return 0;
    const rows = Array.from({ length: to - from }, (_, index) => kind.row(from + index));
    const now = writing.now();
    const at = new Date(now).toISOString();
    const writes = rows.map((row) => toWrite(context, at, kind, row));
    await writeRows(tx, { registry: writing.registry, localId: context.localId, now }, writes);
    return rows.length;
  });
  writing.done(kind, to - from, written);
}

const toWrite = (context: LocalContext, at: string, { of }: Kind, row: VolumeRow): Write => ({
  of,
  deed: 'create',
  before: undefined,
  after: {
    id: row.id,
    version: 1,
    values: row.values,
    stamps: {},
    deletedAt: null,
    changedBy: row.author ?? context.userId ?? null,
    changedDevice: null,
    changedAt: at,
    changeId: null,
  },
});
