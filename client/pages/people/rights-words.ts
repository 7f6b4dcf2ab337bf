/** What does not fit together in a person's rights, so that it can be said in words. Pure. */
import type { Role } from '../../../shared/access/roles.ts';

export interface HeldRole {
  readonly id: string;
  readonly role: Role;
  /** Milliseconds, UTC. */
  readonly startsAt: number;
  readonly expiresAt: number | null;
}

export interface RightsFacts {
  readonly isActive: boolean;
  readonly hasMemberRecord: boolean;
  /** Stands in the list of instructors, under this seat. */
  readonly isInstructor: boolean;
  readonly roles: readonly HeldRole[];
}

export type RightsConflict =
  'none' | 'switchedOff' | 'memberWithout' | 'instructorWithout' | 'twice' | 'covered' | 'ownWork';

export const isHeld = (one: HeldRole, now: number): boolean =>
  one.startsAt <= now && (one.expiresAt === null || one.expiresAt > now);

/** Still to end or still to begin: what the list of a person's roles shows. */
export const isOver = (one: HeldRole, now: number): boolean => one.expiresAt !== null && one.expiresAt <= now;

/** What these give, an administrator has anyway. */
const office: readonly Role[] = ['officer', 'staff', 'organizer'];

export function rightsConflicts(facts: RightsFacts, now: number): readonly RightsConflict[] {
  const held = facts.roles.filter((one) => isHeld(one, now)).map((one) => one.role);
  const has = (...some: readonly Role[]): boolean => some.some((role) => held.includes(role));
  const found: readonly (readonly [RightsConflict, boolean])[] = [
    ['none', facts.isActive && held.length === 0],
    ['switchedOff', !facts.isActive && held.length > 0],
    ['memberWithout', has('member') && !facts.hasMemberRecord],
    ['instructorWithout', has('instructor') && !facts.isInstructor],
    ['twice', new Set(held).size < held.length],
    ['covered', has('admin') && has(...office)],
    ['ownWork', has('instructor') && has('admin', 'officer', 'staff')],
  ];
  return found.filter(([, holds]) => holds).map(([conflict]) => conflict);
}
