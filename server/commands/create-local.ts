/**
 * A new local, with its system roles, and the first people in it. For set-up and the demo, never on the wire: whoever
 * calls has opened the transaction inside the new local (`inLocal` with its id) and has made the account.
 */
import { registry } from '../../shared/entities/index.ts';
import { Local } from '../../shared/entities/local.ts';
import { RoleEntity } from '../../shared/entities/role.ts';
import { UserRole } from '../../shared/entities/user-role.ts';
import { User } from '../../shared/entities/user.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { derivedId } from '../../shared/entity/row.ts';
import type { Role } from '../../shared/access/roles.ts';
import { roles } from '../../shared/access/roles.ts';
import { uuidV5, uuidV7 } from '../../shared/values/uuid.ts';
import type { Transaction } from '../database/connection.ts';
import type { Author } from '../sync/save-row.ts';
import { saveRow } from '../sync/save-row.ts';

export interface NewLocal {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly trade?: string;
  readonly city?: string;
  readonly zone?: string;
  readonly language?: 'en' | 'es';
}

export interface NewPerson {
  readonly id?: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly memberId?: string;
  /** From `createAccount`; without it the seat is nobody's yet. */
  readonly accountId?: string;
  readonly roles: readonly (Role | NewGrant)[];
}

export interface NewGrant {
  readonly role: Role;
  /** ISO. */
  readonly startsAt?: string;
  readonly expiresAt?: string;
}

/** `now` in milliseconds, UTC. @throws when a value breaks the fact sheet: this is no person's input. */
export async function createLocal(tx: Transaction, local: NewLocal, now: number): Promise<void> {
  const author = systemAuthor(local.id, now);
  const { id, ...values } = local;
  await mustSave(tx, author, Local, id, values);
  for (const name of roles)
    await mustSave(tx, author, RoleEntity, roleId(id, name), { name, description: null, isSystemRole: true });
}

/** Returns the person's user id. */
export async function createPerson(
  tx: Transaction,
  localId: string,
  person: NewPerson,
  now: number,
): Promise<string> {
  const author = systemAuthor(localId, now);
  const id = person.id ?? uuidV7(now, crypto.getRandomValues(new Uint8Array(10)));
  const { firstName, lastName, email, memberId = null, accountId = null } = person;
  await mustSave(tx, author, User, id, { firstName, lastName, email, memberId, accountId });
  for (const grant of person.roles.map((one) => (typeof one === 'string' ? { role: one } : one)))
    await mustSave(tx, author, UserRole, uuidV5([localId, UserRole.name, id, grant.role].join('|')), {
      userId: id,
      roleId: roleId(localId, grant.role),
      startsAt: grant.startsAt ?? new Date(now).toISOString(),
      expiresAt: grant.expiresAt ?? null,
    });
  return id;
}

const roleId = (localId: string, name: Role): string | null =>
  derivedId(RoleEntity, localId, { name }) ?? null;

const systemAuthor = (localId: string, now: number): Author => ({
  registry,
  localId,
  now,
  userId: null,
  deviceId: null,
  changeId: null,
  at: new Date(now).toISOString(),
});

async function mustSave(
  tx: Transaction,
  author: Author,
  of: Entity,
  id: string | null,
  values: Values,
): Promise<void> {
  if (id === null) throw new Error(`${of.name} has no natural key to derive an id from.`);
  const saved = await saveRow(tx, author, { of, id, values });
  if ('refusal' in saved) throw new Error(`${of.name}: ${JSON.stringify(saved.refusal)}`);
}
