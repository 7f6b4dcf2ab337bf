/** Which kinds of record a person finds in the records area, and what of them. Pure. */
import type { Holding } from '../shared/access/holdings.ts';
import { fieldsWith } from '../shared/access/can.ts';
import { registry } from '../shared/entities/index.ts';
import type { Entity } from '../shared/entity/entity.ts';
import { isReplicated } from '../shared/entity/entity.ts';

const scopesOf = (holdings: readonly Holding[]): readonly string[] => holdings.map((one) => one.scope);

/** Kept where they belong: marks on a roster, visits on their page, notes and employments in a member's record. */
const livesElsewhere: ReadonlySet<string> = new Set([
  'attendance',
  'saltingActivity',
  'memberNote',
  'memberEmployment',
]);

/** Those the person may write somewhere, and the roster of members for whoever may read it. */
export function recordKinds(holdings: readonly Holding[]): readonly Entity[] {
  const scopes = scopesOf(holdings);
  return [...registry.values()].filter(
    (of) =>
      of.writes === 'changes' &&
      !livesElsewhere.has(of.name) &&
      (fieldsWith(of, holdings, 'create', scopes) !== undefined ||
        fieldsWith(of, holdings, 'update', scopes) !== undefined),
  );
}

export const mayCreate = (of: Entity, holdings: readonly Holding[]): boolean =>
  of.writes === 'changes' && fieldsWith(of, holdings, 'create', scopesOf(holdings)) !== undefined;

export function readableColumns(of: Entity, holdings: readonly Holding[]): readonly string[] {
  const readable = fieldsWith(of, holdings, 'read', scopesOf(holdings));
  return of.show.columns.filter((name) => {
    const field = of.fields[name];
    return readable?.has(name) && field !== undefined && isReplicated(field);
  });
}

/** Scopes that the office holds whole; a cohort's instructor and a member hold parts. */
const officeKinds: ReadonlySet<string> = new Set(['local', 'roster', 'training', 'past']);

/** The records area is the office's: for those who add records to the whole, not only correct or add to their part. */
export const keepsRecords = (holdings: readonly Holding[]): boolean => {
  const office = holdings.filter((one) => officeKinds.has(one.kind));
  return recordKinds(office).some((of) => mayCreate(of, office));
};
