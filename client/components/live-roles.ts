/** The roles a person holds at this moment, by the server's clock; an ended grant stops counting by itself. */
import type { Role } from '../../shared/access/roles.ts';
import { roles } from '../../shared/access/roles.ts';
import type { Hall } from '../hall.ts';

/** What is held is told with its role, so that the menus and the rows come and go together. */
export const liveRoles = (hall: Pick<Hall, 'holdings'>): readonly Role[] => {
  const held = new Set(hall.holdings().map(({ role }) => role));
  return roles.filter((role) => held.has(role));
};

const officeRoles: ReadonlySet<Role> = new Set(['admin', 'officer', 'staff']);

export const isOffice = (held: readonly Role[]): boolean => held.some((role) => officeRoles.has(role));
