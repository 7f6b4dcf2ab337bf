/**
 * Pull: begin · page* · delta? · end, as frames that a device can store as they come (docs/sync.md).
 *
 * 1. The numbers of all held scopes are noted before page one; whoever stores the pages replays the feed from there.
 * 2. Nothing is sent that the person may not read at this moment; what was lost is named by leaving it out.
 * 3. A pull that is cut anywhere leaves nothing behind on the server and can be asked again.
 */
import type { Actor, Holding } from '../../shared/access/holdings.ts';
import { heldScopes } from '../../shared/access/holdings.ts';
import type { Registry } from '../../shared/entity/entity.ts';
import { encodeFrame } from '../../shared/sync/frames.ts';
import type { FrameHeader } from '../../shared/sync/protocol.ts';
import type { DeviceReport, PullRequest } from '../../shared/sync/requests.ts';
import { protocolVersion } from '../../shared/sync/protocol.ts';
import type { LocalContext, Sql, Transaction } from '../database/connection.ts';
import { inLocal } from '../database/connection.ts';
import type { BulkReads } from './bulk-reads.ts';
import type { DeltaRead } from './delta.ts';
import { readDelta, readHeads } from './delta.ts';
import type { CachedSet, PageCache } from './page-cache.ts';
import { cacheKey } from './page-cache.ts';
import type { Numbers, PlannedSet, PullPlan } from './pull-plan.ts';
import { planPull } from './pull-plan.ts';
import type { Resync } from './resync.ts';
import type { Page, Reader } from './snapshot.ts';
import { compress, countRows, emptyPage, mostLookedUp, readPages } from './snapshot.ts';
import type { Glance } from './touch-device.ts';
import { glanceAtDevice } from './touch-device.ts';

/** Who asks, from which device, under which request. */
export interface Asker {
  readonly actor: Actor;
  readonly holdings: readonly Holding[];
  readonly context: LocalContext;
}

export interface PullDependencies {
  readonly sql: Sql;
  readonly registry: Registry;
  /** Milliseconds, UTC. */
  readonly now: () => number;
  readonly cache: PageCache;
  readonly bulkReads: BulkReads;
  /** Undefined when the seat gives nothing any more. */
  readonly findAsker: (transaction: Transaction, context: LocalContext) => Promise<Asker | undefined>;
  /** Writes down what the device says of itself, and gives what the office asked of it. */
  readonly contact: (context: LocalContext, device: DeviceReport) => Promise<Resync | undefined>;
  /** The device holds nothing that is older than what the office asked of it. */
  readonly resynced: (context: LocalContext, resync: Resync) => Promise<void>;
}

/** Undefined when the seat gives nothing any more. */
export type Pull = (
  context: LocalContext,
  request: PullRequest,
) => Promise<AsyncGenerator<Uint8Array, void, undefined> | undefined>;

interface Begun {
  readonly held: readonly string[];
  readonly resync: Resync | undefined;
  readonly plan: PullPlan;
  readonly epoch: string;
  /** Read in the same snapshot as the plan when no page stands between them. */
  readonly delta: DeltaRead | undefined;
  /** Entities come anew because the office asked for it: whether they arrived is told by the next pull, which should be soon. */
  readonly isResync: boolean;
}

interface Job extends Begun {
  readonly reader: Reader;
  readonly request: PullRequest;
}

const frame = (header: FrameHeader, body?: Uint8Array): Uint8Array => encodeFrame(header, body);

/**
 * Everything that can be refused or fail is done before the generator is handed out: the answer is then 200.
 * One snapshot reads who asks, of which device, and what is new; a report with news is written down first.
 */
export const createPull =
  (deps: PullDependencies): Pull =>
  async (context, request) => {
    const begun = await beginWithReport(deps, context, request);
    if (!begun) return undefined;
    const { held, plan, resync } = begun;
    await deps.bulkReads.record(context, held);
    const isWhole = plan.replaces.length === 0 && plan.fresh.length === 0;
    if (resync?.isDone === false && isWhole) await deps.resynced(context, resync);
    const all = frames(deps, { ...begun, reader: { sql: deps.sql, context }, request });
    return begun.delta ? together(all) : all;
  };

async function beginWithReport(
  deps: PullDependencies,
  context: LocalContext,
  request: PullRequest,
): Promise<Begun | undefined> {
  const begun = await begin(deps, context, request, undefined);
  if (begun !== 'news') return begun;
  const resync = await deps.contact(context, request.device);
  const again = await begin(deps, context, request, { isNews: false, resync });
  return again === 'news' ? undefined : again;
}

/** `told`: the report has been written down already. */
const begin = (
  deps: PullDependencies,
  context: LocalContext,
  request: PullRequest,
  told: Glance | undefined,
): Promise<Begun | 'news' | undefined> =>
  inLocal(
    deps.sql,
    context,
    async (transaction) => {
      const { localId, userId } = context;
      const write = { registry: deps.registry, localId, now: deps.now() };
      const [asker, epoch, device, heads] = await Promise.all([
        deps.findAsker(transaction, context),
        readEpoch(transaction),
        told ?? glanceAtDevice(transaction, write, userId ?? '', request.device),
        // Of the scopes that the device knows: nearly always those that the person holds.
        readHeads(transaction, localId, Object.keys(request.cursors)),
      ]);
      if (!asker) return undefined;
      return device.isNews ? 'news' : look(deps, transaction, asker, request, epoch, heads, device.resync);
    },
    'snapshot',
  );

async function look(
  deps: PullDependencies,
  transaction: Transaction,
  { actor: { localId }, holdings }: Asker,
  request: PullRequest,
  epoch: string,
  known: ReadonlyMap<string, number>,
  resync: Resync | undefined,
): Promise<Begun> {
  const { registry } = deps;
  const held = [...heldScopes(holdings).keys()];
  const heads = held.every((scope) => known.has(scope))
    ? new Map(held.map((scope) => [scope, known.get(scope) ?? 0]))
    : await readHeads(transaction, localId, held);
  const mark = resync ? { mark: resync.mark } : {};
  const plan = planPull({ registry, localId, holdings, epoch, heads, request, ...mark });
  const hasPages = plan.sets.length > 0 || (request.refetch ?? []).length > 0;
  const delta = hasPages
    ? undefined
    : await readDelta(transaction, localId, plan.readScopes, plan.known, heads);
  const isResync = resync?.isDone === false && plan.replaces.length > 0;
  return { plan, epoch, delta, isResync, held, resync };
}

export async function readEpoch(transaction: Transaction): Promise<string> {
  const [found] = await transaction<{ epoch: string }[]>`select epoch from sync.epoch`;
  if (!found) throw new Error('The database has no epoch yet: the server has not finished starting.');
  return found.epoch;
}

/** An answer without pages goes out as one piece: a device waits once, not for each frame. */
async function* together(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  yield Buffer.concat(all);
}

async function* frames(deps: PullDependencies, job: Job): AsyncGenerator<Uint8Array, void, undefined> {
  const { plan, reader } = job;
  const sources = sourcesFor(deps.cache, job);
  const numbers = numbersUnder(plan, sources);
  const counts = await countByEntity(reader, plan, sources);
  yield frame({
    frame: 'begin',
    protocol: protocolVersion,
    epoch: job.epoch,
    serverTime: new Date(deps.now()).toISOString(),
    holdings: { ...plan.holdings },
    views: { ...plan.views },
    replaces: [...plan.replaces],
    promised: [...counts.values()].reduce((sum, count) => sum + count, 0),
    numbers: { ...numbers },
  });
  let done = plan.resumedAt ?? 0;
  for (const source of sources) {
    const count = counts.get(source.set.entity) ?? 0;
    // What came since the count, the replay brings.
    if (count === 0) continue;
    for await (const page of pagesOf(deps.cache, reader, source, count, numbers)) {
      done += page.count;
      yield frame(pageHeader(source.set, page, done), page.body);
    }
  }
  yield* refetched(job, done);
  const delta = job.delta ?? (await laterDelta(reader, plan));
  if (delta.text !== undefined) yield frame({ frame: 'delta' }, await compress(delta.text));
  const fresh = Object.fromEntries(plan.fresh.map((scope) => [scope, numbers[scope] ?? 0]));
  yield frame({
    frame: 'end',
    cursors: { ...delta.cursors, ...fresh },
    more: delta.more || plan.fresh.length > 0 || job.isResync,
  });
}

/** How many rows each entity of the download has; pages that are built already need no counting. */
async function countByEntity(
  reader: Reader,
  plan: PullPlan,
  sources: readonly Source[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { set, cached } of sources)
    if (cached)
      counts.set(
        set.entity,
        cached.pages.reduce((sum, page) => sum + page.count, 0),
      );
  const uncounted = plan.promisedSets.filter((set) => !counts.has(set.scope.of.name));
  const found = await countRows(reader, uncounted);
  uncounted.forEach((set, index) => counts.set(set.scope.of.name, found[index] ?? 0));
  return counts;
}

const laterDelta = (reader: Reader, plan: PullPlan): Promise<DeltaRead> =>
  inLocal(
    reader.sql,
    reader.context,
    (transaction) => readDelta(transaction, reader.context.localId, plan.readScopes, plan.known),
    'snapshot',
  );

const pageHeader = (
  set: { readonly entity: string; readonly view: string },
  page: Page,
  done: number,
  range?: number,
): FrameHeader => ({
  frame: 'page',
  entity: set.entity,
  view: set.view,
  count: page.count,
  first: page.first,
  last: page.last,
  done,
  ...(range === undefined ? {} : { range }),
  more: page.more,
});

interface Source {
  readonly set: PlannedSet;
  /** Undefined when nobody else reads these rows alike. */
  readonly key: string | undefined;
  readonly cached: CachedSet | undefined;
}

function sourcesFor(cache: PageCache, { plan, epoch }: Job): readonly Source[] {
  return plan.sets.map((set) => {
    const isWhole = set.bounds.after === undefined || set.bounds.after === null;
    const key = isWhole ? cacheKey(epoch, set) : undefined;
    const cached = key === undefined ? undefined : cache.find(key, pick(plan.numbers, set.scope.scopes));
    return { set, key, cached: cached && isCovered(cached, set, plan) ? cached : undefined };
  });
}

/** Will the device replay everything since the pages were built? In scopes that come anew it will, once told to. */
function isCovered(cached: CachedSet, set: PlannedSet, plan: PullPlan): boolean {
  return set.scope.scopes.every((scope) => {
    const built = cached.numbers[scope] ?? 0;
    const isFree = plan.resumedAt === undefined && plan.fresh.includes(scope);
    return isFree || built >= (set.replaysFrom[scope] ?? 0);
  });
}

/** The numbers before page one, which for pages built earlier is earlier. */
function numbersUnder(plan: PullPlan, sources: readonly Source[]): Numbers {
  const numbers: Record<string, number> = { ...plan.numbers };
  for (const { cached } of sources)
    for (const [scope, number] of Object.entries(cached?.numbers ?? {}))
      numbers[scope] = Math.min(numbers[scope] ?? number, number);
  return numbers;
}

async function* pagesOf(
  cache: PageCache,
  reader: Reader,
  source: Source,
  count: number,
  numbers: Numbers,
): AsyncGenerator<Page, void, undefined> {
  if (source.cached) {
    yield* source.cached.pages;
    return;
  }
  const built: Page[] = [];
  const set = count > mostLookedUp ? { ...source.set, approach: 'walk' as const } : source.set;
  for await (const page of readPages(reader, set, set.bounds)) {
    if (source.key !== undefined) built.push(page);
    yield page;
  }
  if (source.key !== undefined)
    cache.keep(source.key, { numbers: pick(numbers, source.set.scope.scopes), pages: built });
}

const pick = (numbers: Numbers, scopes: readonly string[]): Numbers =>
  Object.fromEntries(scopes.map((scope) => [scope, numbers[scope] ?? 0]));

/** Ranges that a proof found different. An entity out of reach is answered as if it had no rows. */
async function* refetched(job: Job, doneBefore: number): AsyncGenerator<Uint8Array, void, undefined> {
  let done = doneBefore;
  for (const [index, { entity, from, to }] of (job.request.refetch ?? []).entries()) {
    const scope = job.plan.readScopes.get(entity);
    const named = { entity, view: job.plan.views[entity] ?? '' };
    const pages = scope ? readPages(job.reader, { scope, within: scope.scopes }, { from, to }) : [];
    let count = 0;
    for await (const page of pages) {
      count += page.count;
      done += page.count;
      yield frame(pageHeader(named, page, done, index), page.body);
    }
    if (count > 0) continue;
    const nothing = await emptyPage(from, to);
    yield frame(pageHeader(named, nothing, done, index), nothing.body);
  }
}
