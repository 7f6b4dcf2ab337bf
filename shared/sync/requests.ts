/**
 * What devices say to the server; `protocol.ts` has the answers. Apart from them, because only the server checks what
 * was asked: a device knows these as types and does not carry the schemas.
 */
import * as v from 'valibot';
import { isUuid } from '../values/uuid.ts';
import { Count, Cursors, JsonValue, limits, Place } from './protocol.ts';
import { viewsPerRequest } from './views.ts';

const Uuid = v.pipe(v.string(), v.check(isUuid, 'uuid'));
const Moment = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'moment'),
);
const Name = v.pipe(v.string(), v.maxLength(60));
const JsonRecord = v.record(v.pipe(v.string(), v.maxLength(60)), JsonValue);

export const operations = ['create', 'update', 'delete', 'command', 'withdraw'] as const;

/** One gesture of one person, as it waits in an outbox. `entity` is the command's name when `op` is `command`. */
export const Change = v.strictObject({
  id: Uuid,
  /** Number of the change on its device: 1, 2, 3 … A hole means loss. */
  sequence: v.pipe(v.number(), v.integer(), v.minValue(1)),
  entity: Name,
  row: v.nullable(Uuid),
  op: v.picklist(operations),
  /** Touched fields only. */
  set: v.optional(JsonRecord),
  /** What the device believed the touched fields were. */
  base: v.optional(JsonRecord),
  input: v.optional(JsonRecord),
  /** Device clock at the gesture. */
  at: Moment,
  group: v.optional(Uuid),
  /** Ties a retry of accepted work after a restore to what the server had given it. */
  was: v.optional(v.strictObject({ version: Count, at: Moment, values: v.optional(JsonRecord) })),
});
export type Change = v.InferOutput<typeof Change>;

/** What a device tells about itself with every contact. */
export const DeviceReport = v.strictObject({
  id: Uuid,
  label: v.pipe(v.string(), v.maxLength(120)),
  app: v.pipe(v.string(), v.maxLength(40)),
  /** Device clock when the request left. */
  clock: Moment,
  unsent: Count,
  oldestUnsentAt: v.optional(Moment),
  storageUsedMb: v.optional(Count),
});
export type DeviceReport = v.InferOutput<typeof DeviceReport>;

export const PushRequest = v.strictObject({
  protocol: v.number(),
  epoch: v.nullable(Uuid),
  device: DeviceReport,
  /** Checked one by one, so that one broken change never blocks its neighbours. */
  changes: v.pipe(v.array(v.unknown()), v.maxLength(limits.changesPerPush)),
});
export type PushRequest = Omit<v.InferOutput<typeof PushRequest>, 'changes'> & {
  readonly changes: readonly Change[];
};

export const PullRequest = v.strictObject({
  protocol: v.number(),
  epoch: v.nullable(Uuid),
  device: DeviceReport,
  cursors: Cursors,
  /** Entity → key of the view that the device holds. */
  views: v.record(Name, v.pipe(v.string(), v.maxLength(8000))),
  /** Go on with a broken first download. */
  resume: v.optional(
    v.strictObject({ numbers: Cursors, entity: Name, after: v.nullable(Place), done: Count }),
  ),
  /** Fetch these ranges again: `verify` found them different. Ends are inclusive, null is open. */
  refetch: v.optional(
    v.array(v.strictObject({ entity: Name, from: v.nullable(Place), to: v.nullable(Place) })),
  ),
});
export type PullRequest = v.InferOutput<typeof PullRequest>;

export const RangeProof = v.strictObject({
  from: v.nullable(Place),
  to: v.nullable(Place),
  count: Count,
  sum: Count,
});

export const VerifyRequest = v.strictObject({
  protocol: v.number(),
  epoch: v.nullable(Uuid),
  device: DeviceReport,
  cursors: Cursors,
  entities: v.record(Name, v.pipe(v.array(RangeProof), v.maxLength(1000))),
});
export type VerifyRequest = v.InferOutput<typeof VerifyRequest>;

/** Records that a person opened on the device: no changes, hence without numbers. */
export const ViewsRequest = v.strictObject({
  protocol: v.number(),
  device: DeviceReport,
  views: v.pipe(
    v.array(v.strictObject({ id: Uuid, entity: Name, row: Uuid, at: Moment })),
    v.maxLength(viewsPerRequest),
  ),
});
export type ViewsRequest = v.InferOutput<typeof ViewsRequest>;

/** Work sealed on a device for the server's key: see `seal.ts`. */
export const HandOverRequest = v.strictObject({
  protocol: v.number(),
  device: DeviceReport,
  sealed: v.pipe(v.array(v.pipe(v.string(), v.maxLength(200_000))), v.maxLength(500)),
});
export type HandOverRequest = v.InferOutput<typeof HandOverRequest>;
