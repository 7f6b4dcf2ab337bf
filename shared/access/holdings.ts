/**
 * Who holds which scopes: the one home of the policy's start (design.md 4, "Who holds what").
 *
 * A holding says: this person, by this role, reaches the rows that lie in this scope, until this moment.
 * Expired grants give nothing; the device asks the same function with its own clock.
 */
import type { Entity, Registry } from '../entity/entity.ts';
import { allFields } from '../entity/entity.ts';
import { oncePer } from '../entity/once.ts';
import type { Role } from './roles.ts';

export interface Grant {
  readonly role: Role;
  /** Milliseconds, UTC. */
  readonly startsAt: number;
  readonly expiresAt: number | null;
}

/** A cohort that the person teaches; `until` is when the assignment ends, if that is known. */
export interface Teaching {
  readonly cohortId: string;
  readonly until: number | null;
}

/** A signed-in person in one local. */
export interface Actor {
  readonly localId: string;
  readonly userId: string;
  readonly accountId: string;
  readonly memberId: string | null;
  readonly grants: readonly Grant[];
  readonly teaching: readonly Teaching[];
}

export interface Holding {
  readonly scope: string;
  /** The part before the colon: `cohort` of `cohort:0190…`. */
  readonly kind: string;
  readonly role: Role | 'anyone';
  readonly until: number | null;
}

export const kindOf = (scope: string): string => scope.split(':', 1)[0] ?? scope;

export const isLive = (grant: Grant, now: number): boolean =>
  grant.startsAt <= now && (grant.expiresAt === null || grant.expiresAt > now);

const earlier = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

/** What everyone in the office reaches, and what only those who organize do. */
const office = ['roster', 'training', 'employers', 'notes:all', 'past'] as const;
const field = ['organizing'] as const;

/** The scopes that a role opens to whoever holds it. */
const standing: Readonly<Record<Role, readonly string[]>> = {
  admin: [...office, ...field, 'notes:officers', 'notes:staff_only', 'alerts'],
  officer: [...office, ...field, 'notes:officers'],
  staff: office,
  organizer: ['roster', 'employers', 'notes:all', ...field],
  instructor: [],
  member: [],
};

/** Held, and never stored on a device: what lies only here is asked for when a record is opened. */
const onlineScopes: ReadonlySet<string> = new Set(['past']);
export const isStoredScope = (scope: string): boolean => !onlineScopes.has(scope);

/** The scopes that each role opens to this person, besides `local` and one's own `user:<id>`. */
function scopesOfRole(
  role: Role,
  actor: Actor,
  registry: Registry,
): readonly (readonly [string, number | null])[] {
  if (role === 'instructor') return actor.teaching.map((one) => [`cohort:${one.cohortId}`, one.until]);
  const personal =
    role === 'member' ? actor.memberId && `member:${actor.memberId}` : `notes:own:${actor.userId}`;
  return [...standing[role], ...(personal ? [personal] : []), ...(reviewScopes[role]?.(registry) ?? [])].map(
    (scope) => [scope, null] as const,
  );
}

/**
 * Officers review everything, staff what they may write, and both only what they may read whole: what is in review tells
 * the values of any of its rows. Devices are the officers' business.
 */
const reviewScopes: Readonly<Partial<Record<Role, (registry: Registry) => readonly string[]>>> =
  Object.fromEntries(
    (['admin', 'officer', 'staff'] as const).map((role) => [
      role,
      oncePer((registry: Registry) => reviewedBy(role, registry)),
    ]),
  );

const reviewedBy = (role: Role, registry: Registry): readonly string[] =>
  [...registry.values()]
    .filter((of) => (of.writes === 'changes' ? readsWhole(of, role) : role !== 'staff'))
    .filter((of) => role !== 'staff' || maySomewhere(of, role, 'update'))
    .map((of) => `review:${of.name}`);

const opened = [...new Set(Object.values(standing).flat())];

/** Does the role read every field of every row that anyone's role opens? */
const readsWhole = (of: Entity, role: Role): boolean =>
  opened.every(
    (scope) =>
      (standing[role].includes(scope) && of.access[role]?.[kindOf(scope)]?.read === allFields) ||
      !Object.values(of.access).some((byKind) => kindOf(scope) in byKind),
  );

/** Does the role have this right over the entity in any kind of scope? */
export function maySomewhere(
  of: Entity,
  role: Role | 'anyone',
  right: 'read' | 'create' | 'update' | 'delete',
): boolean {
  return Object.values(of.access[role] ?? {}).some(
    (rights) => rights[right] !== undefined && rights[right] !== false,
  );
}

/** Everything the person reaches at `now` (milliseconds). A person without a live grant holds nothing. */
export function holdingsOf(actor: Actor, registry: Registry, now: number): readonly Holding[] {
  const live = actor.grants.filter((grant) => isLive(grant, now));
  const found: Holding[] = [];
  const add = (scope: string, role: Holding['role'], until: number | null) =>
    found.push({ scope, kind: kindOf(scope), role, until });
  if (live.length > 0) {
    const until = live.some((grant) => grant.expiresAt === null)
      ? null
      : Math.max(...live.map((grant) => grant.expiresAt ?? 0));
    add('local', 'anyone', until);
    add(`user:${actor.userId}`, 'anyone', until);
  }
  for (const grant of live) {
    add('local', grant.role, grant.expiresAt);
    add(`user:${actor.userId}`, grant.role, grant.expiresAt);
    for (const [scope, until] of scopesOfRole(grant.role, actor, registry)) {
      if (until === null || until > now) add(scope, grant.role, earlier(grant.expiresAt, until));
    }
  }
  return found;
}

/** Replicated scope → the latest moment until which it is held (null: open-ended). */
export function heldScopes(holdings: readonly Holding[]): ReadonlyMap<string, number | null> {
  const untilByScope = new Map<string, number | null>();
  for (const { scope, until } of holdings) {
    if (!isStoredScope(scope)) continue;
    const known = untilByScope.get(scope);
    if (known === undefined) untilByScope.set(scope, until);
    else if (known !== null) untilByScope.set(scope, until === null ? null : Math.max(known, until));
  }
  return untilByScope;
}
