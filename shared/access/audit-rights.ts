/**
 * Who sees what of the audit: the one home of the rule, for the log across records, the history of one record, the file,
 * and what pages offer (docs/decisions/0018). Reach comes on top: what one may not read, one finds in no log.
 */
import type { Guard } from '../entity/field.ts';
import type { Role } from './roles.ts';

export const auditRightNames = ['view_own', 'view_members', 'view_users', 'view_all', 'export'] as const;
export type AuditRight = (typeof auditRightNames)[number];
export type AuditRights = ReadonlySet<AuditRight>;

const rightsOfRole: Readonly<Record<Role, readonly AuditRight[]>> = {
  admin: auditRightNames,
  officer: auditRightNames,
  organizer: ['view_own', 'view_members'],
  staff: ['view_own'],
  instructor: ['view_own'],
  member: [],
};

/** What several roles give adds up. `anyone` gives nothing. */
export const auditRightsOf = (roles: Iterable<Role | 'anyone'>): AuditRights =>
  new Set([...roles].flatMap((role) => (role === 'anyone' ? [] : rightsOfRole[role])));

/** The domain's "member tables" and "user tables", as far as they exist here. */
export const auditTables = {
  view_members: ['member', 'student', 'memberNote', 'memberEmployment', 'saltingActivity'],
  view_users: ['user', 'userRole', 'device'],
} as const satisfies Partial<Record<AuditRight, readonly string[]>>;

/** The kinds of record of which these rights show everybody's entries; undefined when of all. */
export const openTables = (rights: AuditRights): readonly string[] | undefined =>
  rights.has('view_all')
    ? undefined
    : (['view_members', 'view_users'] as const).flatMap((right) =>
        rights.has(right) ? auditTables[right] : [],
      );

/** Pure: does an entry about a record within reach show, of that kind, made by oneself or another? */
export function seesEntry(rights: AuditRights, entity: string, isOwn: boolean): boolean {
  return (openTables(rights)?.includes(entity) ?? true) || (isOwn && rights.has('view_own'));
}

/**
 * Are a field's values before and after shown, or only that it changed? Birth dates and tax ids (online-only) are for
 * administrators; what is sensitive, for whoever sees all. A file shows neither; secrets are in no log.
 */
export function showsValues(roles: Iterable<Role | 'anyone'>, guard: Guard): boolean {
  const held = new Set(roles);
  if (guard === 'plain') return true;
  if (guard === 'sensitive') return auditRightsOf(held).has('view_all');
  return guard === 'onlineOnly' && held.has('admin');
}
