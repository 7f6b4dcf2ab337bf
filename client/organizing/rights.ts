/** Who may see and do what about visits and employers. */
import type { Holding } from '../../shared/access/holdings.ts';
import { fieldsWith, scopesOf } from '../../shared/access/can.ts';
import { OrganizationContact } from '../../shared/entities/organization-contact.ts';
import { Organization } from '../../shared/entities/organization.ts';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import type { Hall, SeenRow } from '../hall.ts';

const scopes = (holdings: readonly Holding[]): readonly string[] => holdings.map((one) => one.scope);

const may = (of: Entity, hall: Hall, right: 'read' | 'create'): boolean =>
  fieldsWith(of, hall.holdings(), right, scopes(hall.holdings())) !== undefined;

export const seesVisits = (hall: Hall): boolean =>
  fieldsWith(SaltingActivity, hall.holdings(), 'read', ['organizing']) !== undefined;
export const logsVisits = (hall: Hall): boolean => may(SaltingActivity, hall, 'create');
export const seesEmployers = (hall: Hall): boolean => may(Organization, hall, 'read');
export const addsEmployers = (hall: Hall): boolean => may(Organization, hall, 'create');
export const addsContacts = (hall: Hall): boolean => may(OrganizationContact, hall, 'create');

export const mayEdit = (of: Entity, hall: Hall, row: SeenRow, name: string): boolean =>
  fieldsWith(of, hall.holdings(), 'update', scopesOf(of, row))?.has(name) ?? false;

/** Does this person see this field of such a row at all? */
export const maySee = (of: Entity, hall: Hall, name: string): boolean =>
  fieldsWith(of, hall.holdings(), 'read', scopes(hall.holdings()))?.has(name) ?? false;
