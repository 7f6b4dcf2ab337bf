/**
 * What one pull has to send: decided from what the person holds, what the device says it has, and the scopes'
 * numbers. Pure, so that every case can be tried without a database.
 *
 * 1. Whatever the device claims, it is only ever sent more, never less: a cursor that cannot be is no cursor.
 * 2. What the person lost leaves the device: a view that changed, or a scope that is no longer held, replaces the
 *    pages of the entities concerned.
 */
import { viewOf } from '../../shared/access/can.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import { heldScopes, kindOf } from '../../shared/access/holdings.ts';
import type { Entity, Registry } from '../../shared/entity/entity.ts';
import { oncePer } from '../../shared/entity/once.ts';
import type { PullRequest } from '../../shared/sync/requests.ts';
import type { ReadScope } from '../access/read-scope.ts';
import { readScopeOf } from '../access/read-scope.ts';
import type { Bounds, RowSet } from './snapshot.ts';

export type Numbers = Readonly<Record<string, number>>;

export interface PlannedSet extends RowSet {
  readonly entity: string;
  readonly view: string;
  readonly bounds: Bounds;
  /** Cursors from which the device will replay whatever the pages say. */
  readonly replaysFrom: Numbers;
}

export interface PullPlan {
  readonly holdings: Readonly<Record<string, string | null>>;
  readonly views: Readonly<Record<string, string>>;
  readonly replaces: readonly string[];
  /** Of every held scope, before page one. */
  readonly numbers: Numbers;
  /** Scopes the device knows, with the number it has reached: the delta starts there. */
  readonly known: Numbers;
  /** Scopes whose rows come as pages. */
  readonly fresh: readonly string[];
  /** What is sent as pages, in the order of the registry. */
  readonly sets: readonly PlannedSet[];
  /** All sets of this download, those before a resume included: what is promised. */
  readonly promisedSets: readonly RowSet[];
  readonly resumedAt: number | undefined;
  readonly readScopes: ReadonlyMap<string, ReadScope>;
}

export interface PlanInput {
  readonly registry: Registry;
  readonly localId: string;
  readonly holdings: readonly Holding[];
  readonly epoch: string;
  /** Number of each held scope; none stands for 0. */
  readonly heads: ReadonlyMap<string, number>;
  readonly request: Pick<PullRequest, 'epoch' | 'cursors' | 'views' | 'resume'>;
  /** What the views of this device end with; '' unless it was made to fetch everything again. */
  readonly mark?: string;
}

export function planPull(input: PlanInput): PullPlan {
  const { registry, holdings, heads, request, mark = '' } = input;
  const held = heldScopes(holdings);
  const head = (scope: string): number => heads.get(scope) ?? 0;
  const cursors = usableCursors(input);
  const known = pick(cursors, (scope) => held.has(scope));
  const fresh = [...held.keys()].filter((scope) => !Object.hasOwn(known, scope));
  const readScopes = readScopesOf(registry, input.localId, holdings);
  const views = Object.fromEntries(
    [...readScopes.values()].map(({ of }) => [of.name, viewKey(of)(holdings) + mark]),
  );
  const isFirst = Object.keys(known).length === 0;
  const lostKinds = new Set(
    Object.keys(cursors)
      .filter((scope) => !held.has(scope))
      .map(kindOf),
  );
  const isReplaced = (of: Entity): boolean =>
    isFirst || request.views[of.name] !== views[of.name] || [...lostKinds].some((kind) => isSeenBy(of, kind));
  const replaces = [...readScopes.values()].filter(({ of }) => isReplaced(of)).map(({ of }) => of.name);
  const resume = usableResume(input, held, readScopes);
  const numbers = Object.fromEntries(
    [...held.keys()].map((scope) => [scope, resume?.numbers[scope] ?? head(scope)]),
  );
  const all = [...readScopes.values()].flatMap((scope) => {
    const replaced = replaces.includes(scope.of.name);
    const within = replaced ? scope.scopes : scope.scopes.filter((one) => fresh.includes(one));
    const entity = scope.of.name;
    const replaysFrom = { ...numbers, ...known };
    return within.length === 0
      ? []
      : [{ scope, within, entity, view: views[entity] ?? '', bounds: {}, replaysFrom }];
  });
  const sets = resume ? resumedSets(all, resume, registry) : all;
  return {
    holdings: Object.fromEntries(
      [...held].map(([scope, until]) => [scope, until === null ? null : new Date(until).toISOString()]),
    ),
    views,
    replaces,
    numbers,
    known,
    fresh,
    sets,
    promisedSets: all,
    resumedAt: resume?.done,
    readScopes,
  };
}

const viewKey = oncePer((of: Entity) => oncePer((holdings: readonly Holding[]) => viewOf(of, holdings).key));

const scopesByLocal = oncePer((_registry: Registry) =>
  oncePer((_holdings: readonly Holding[]) => new Map<string, ReadonlyMap<string, ReadScope>>()),
);

/** By entity name, in the order of the registry. */
export function readScopesOf(
  registry: Registry,
  localId: string,
  holdings: readonly Holding[],
): ReadonlyMap<string, ReadScope> {
  const byLocal = scopesByLocal(registry)(holdings);
  const known = byLocal.get(localId);
  if (known) return known;
  const found = [...registry.values()].flatMap((of) => readScopeOf(of, localId, holdings) ?? []);
  const scopes = new Map(found.map((scope) => [scope.of.name, scope]));
  byLocal.set(localId, scopes);
  return scopes;
}

/** Another epoch, or a number that no scope has reached yet, makes all cursors worthless: everything comes anew. */
function usableCursors({ request, epoch, heads }: PlanInput): Numbers {
  if (request.epoch !== epoch) return {};
  const isAhead = Object.entries(request.cursors).some(
    ([scope, number]) => heads.has(scope) && number > (heads.get(scope) ?? 0),
  );
  return isAhead ? {} : request.cursors;
}

type Resume = NonNullable<PullRequest['resume']>;

/** A download goes on only when the same scopes are held as when it began, and none of its numbers is from a future. */
function usableResume(
  { request, epoch, heads }: PlanInput,
  held: ReadonlyMap<string, number | null>,
  readScopes: ReadonlyMap<string, ReadScope>,
): Resume | undefined {
  const resume = request.resume;
  if (!resume || request.epoch !== epoch || !readScopes.has(resume.entity)) return undefined;
  const scopes = Object.keys(resume.numbers);
  const isSame = scopes.length === held.size && scopes.every((scope) => held.has(scope));
  const isPast = scopes.every((scope) => (resume.numbers[scope] ?? 0) <= (heads.get(scope) ?? 0));
  return isSame && isPast ? resume : undefined;
}

function resumedSets(all: readonly PlannedSet[], resume: Resume, registry: Registry): readonly PlannedSet[] {
  const order = [...registry.keys()];
  const place = order.indexOf(resume.entity);
  return all
    .filter((set) => order.indexOf(set.entity) >= place)
    .map((set) => (set.entity === resume.entity ? { ...set, bounds: { after: resume.after } } : set));
}

/** Does any role see rows of the entity through scopes of this kind? */
const isSeenBy = (of: Entity, kind: string): boolean =>
  Object.values(of.access).some((byKind) => byKind[kind]?.read !== undefined);

const pick = (numbers: Numbers, holds: (scope: string) => boolean): Numbers =>
  Object.fromEntries(Object.entries(numbers).filter(([scope]) => holds(scope)));
