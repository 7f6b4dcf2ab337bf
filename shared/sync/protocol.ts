/**
 * The wire: what both sides must know, and what the server says. `requests.ts` has what devices say; docs/sync.md is the
 * contract in prose.
 *
 * A fingerprint test hashes all these schemas and the registry: when they change, `protocolVersion` must be raised and
 * the versions before it need an up-caster (`shared/sync/versions.ts`).
 */
import * as v from 'valibot';
import type { Json } from '../values/json.ts';
import { Refusal } from '../values/refusal.ts';

export const protocolVersion = 1;
/** The oldest version whose outbox is still taken. */
export const oldestProtocolTaken = 0;

/** Sent with every request and answer. An answer without it comes from somebody else: a hotel portal, a proxy. */
export const protocolHeader = 'unionhall-protocol';
/** Which seat a request speaks for: the local's id. */
export const localHeader = 'unionhall-local';
export const framesContentType = 'application/vnd.unionhall.frames';

export const limits = {
  changesPerPush: 500,
  bytesPerPush: 1_000_000,
  jsonDepth: 32,
  fieldsPerChange: 200,
  rowsPerPage: 1000,
  entriesPerPull: 2000,
  /** A device clock may run ahead of the server by this much before its time is cut back. */
  clockAheadMs: 5 * 60_000,
} as const;

export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const JsonValue: v.GenericSchema<unknown, Json> = v.custom<Json>((value) => value !== undefined);

export const outcomes = ['applied', 'merged', 'repeated', 'conflict', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

const WireRow = v.pipe(
  v.looseObject({ id: v.string(), version: v.number() }),
  v.transform(
    (row) => row as { readonly id: string; readonly version: number; readonly [field: string]: Json },
  ),
);

export const Answer = v.object({
  id: v.string(),
  outcome: v.picklist(outcomes),
  /** For `repeated`: what the first answer was. */
  first: v.optional(v.picklist(outcomes)),
  /** The row as it stands now, as far as its author may see it. */
  row: v.optional(WireRow),
  refusal: v.optional(Refusal),
  /** The conflict, refusal or set-aside record that tells more. */
  record: v.optional(v.string()),
  result: v.optional(JsonValue),
  /** When the server took it. */
  at: v.string(),
});
export type Answer = v.InferOutput<typeof Answer>;

export const PushAnswer = v.object({
  protocol: v.number(),
  epoch: v.string(),
  serverTime: v.string(),
  answers: v.array(Answer),
  /** The device's numbers are complete up to here. */
  receivedUpTo: v.number(),
});
export type PushAnswer = v.InferOutput<typeof PushAnswer>;

export const Cursors = v.record(v.pipe(v.string(), v.maxLength(120)), Count);
/** A place in an entity's order: [sort key, id]. */
export const Place = v.tuple([v.pipe(v.string(), v.maxLength(2000)), v.string()]);
export type Place = v.InferOutput<typeof Place>;

/**
 * A pull answers with frames (see frames.ts), in this order:
 * begin · page* · delta? · end.
 */
export const FrameHeader = v.variant('frame', [
  v.object({
    frame: v.literal('begin'),
    protocol: v.number(),
    epoch: v.string(),
    serverTime: v.string(),
    /** Scope → until when it is held (null: open-ended). What is not here is no longer held. */
    holdings: v.record(v.string(), v.nullable(v.string())),
    /** Entity → view. Entities that are not here may not be kept. */
    views: v.record(v.string(), v.string()),
    /** Entities whose pages follow and replace what the device has. */
    replaces: v.array(v.string()),
    /** Rows that the pages of this download hold in all, counting those before a resume. */
    promised: v.number(),
    /** The scopes' numbers before page one: where the replay begins. */
    numbers: Cursors,
  }),
  v.object({
    frame: v.literal('page'),
    entity: v.string(),
    view: v.string(),
    count: v.number(),
    first: Place,
    last: Place,
    /** Rows sent so far, this page included. */
    done: v.number(),
    /** Which range of `refetch` this answers. A range without rows is answered by one page with count 0. */
    range: v.optional(v.number()),
    /** False for the last page of an entity or range. */
    more: v.boolean(),
  }),
  v.object({ frame: v.literal('delta') }),
  v.object({
    frame: v.literal('end'),
    /** Scope → number the device has reached. */
    cursors: Cursors,
    /** True: ask again at once. */
    more: v.boolean(),
  }),
]);
export type FrameHeader = v.InferOutput<typeof FrameHeader>;

/** Body of a `delta` frame, gzipped JSON. Rows are whole; an exit says a row left the last scope that is held. */
export const Delta = v.object({
  puts: v.record(v.string(), v.array(WireRow)),
  exits: v.array(v.tuple([v.string(), v.string()])),
});
export type Delta = v.InferOutput<typeof Delta>;

export const VerifyAnswer = v.object({
  protocol: v.number(),
  /** behind: the feed has moved since the cursors, or they are not of the scopes that are held; pull first. */
  answer: v.picklist(['behind', 'checked']),
  /** Entity → indexes of the ranges that differ. */
  different: v.record(v.string(), v.array(v.number())),
});
export type VerifyAnswer = v.InferOutput<typeof VerifyAnswer>;

/** One line of the live stream: numbers only. */
export const Poke = v.object({ epoch: v.string(), numbers: Cursors });
export type Poke = v.InferOutput<typeof Poke>;
