/** The roles a person holds at this moment; an ended grant stops counting by itself. */
import { isLive } from '../../shared/access/holdings.ts';
import type { Role } from '../../shared/access/roles.ts';
import { roles } from '../../shared/access/roles.ts';
import type { Hall } from '../hall.ts';

export const liveRoles = (hall: Hall, now: number): readonly Role[] => {
  const held = new Set(
    hall
      .actor()
      .grants.filter((grant) => isLive(grant, now))
      .map((grant) => grant.role),
  );
  return roles.filter((role) => held.has(role));
};

const officeRoles: ReadonlySet<Role> = new Set(['admin', 'officer', 'staff']);

export const isOffice = (held: readonly Role[]): boolean => held.some((role) => officeRoles.has(role));
