/** Everybody with a seat in the local, with what they hold, as this device knows it. */
import { isRole } from '../../../shared/access/roles.ts';
import { Instructor } from '../../../shared/entities/instructor.ts';
import { UserRole } from '../../../shared/entities/user-role.ts';
import { User } from '../../../shared/entities/user.ts';
import { titleOf } from '../../../shared/entity/row.ts';
import type { Rows, SeenRow } from '../../hall.ts';
import type { HeldRole, RightsFacts } from './rights-words.ts';

export interface SeenPerson extends RightsFacts {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export const peopleEntities = [User.name, UserRole.name, Instructor.name] as const;

export async function readPeople(rows: Rows): Promise<readonly SeenPerson[]> {
  const [users, grants, instructors] = await Promise.all(peopleEntities.map((name) => rows.list(name)));
  const teaching = new Set((instructors ?? []).map((row) => row['userId']));
  return (users ?? []).map((row) => ({
    id: row.id,
    name: titleOf(User, row),
    email: String(row['email'] ?? ''),
    isActive: row['isActive'] === true,
    hasMemberRecord: typeof row['memberId'] === 'string',
    isInstructor: teaching.has(row.id),
    roles: (grants ?? []).filter((grant) => grant['userId'] === row.id).flatMap(heldRole),
  }));
}

function heldRole(grant: SeenRow): readonly HeldRole[] {
  const role = String(grant['roleName']);
  if (!isRole(role)) return [];
  const end = grant['expiresAt'];
  const expiresAt = typeof end === 'string' ? Date.parse(end) : null;
  return [{ id: grant.id, role, startsAt: Date.parse(String(grant['startsAt'])), expiresAt }];
}
