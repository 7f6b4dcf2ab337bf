import { expect, test } from 'vitest';
import { registry } from '../entities/index.ts';
import type { Guard } from '../entity/field.ts';
import { auditRightsOf, auditTables, seesEntry, showsValues } from './audit-rights.ts';
import type { AuditRight } from './audit-rights.ts';
import type { Role } from './roles.ts';
import { roles } from './roles.ts';

interface Line {
  readonly rights: readonly AuditRight[];
  /** Others' entries about a member, a seat, an employer; own ones about an employer. */
  readonly sees: readonly [member: boolean, user: boolean, employer: boolean, own: boolean];
  /** Values of plain, sensitive, online-only and secret fields. */
  readonly values: readonly [plain: boolean, sensitive: boolean, onlineOnly: boolean, secret: boolean];
}
const [yes, no] = [true, false];
const all: readonly AuditRight[] = ['view_own', 'view_members', 'view_users', 'view_all', 'export'];

const table: Readonly<Record<Role, Line>> = {
  admin: { rights: all, sees: [yes, yes, yes, yes], values: [yes, yes, yes, no] },
  officer: { rights: all, sees: [yes, yes, yes, yes], values: [yes, yes, no, no] },
  organizer: { rights: ['view_own', 'view_members'], sees: [yes, no, no, yes], values: [yes, no, no, no] },
  staff: { rights: ['view_own'], sees: [no, no, no, yes], values: [yes, no, no, no] },
  instructor: { rights: ['view_own'], sees: [no, no, no, yes], values: [yes, no, no, no] },
  member: { rights: [], sees: [no, no, no, no], values: [yes, no, no, no] },
};

test.each(roles)('%s', (role) => {
  const rights = auditRightsOf([role, 'anyone']);
  const { rights: wanted, sees, values } = table[role];
  expect([...rights]).toEqual(wanted);
  expect([
    seesEntry(rights, 'member', false),
    seesEntry(rights, 'user', false),
    seesEntry(rights, 'organization', false),
    seesEntry(rights, 'organization', true),
  ]).toEqual(sees);
  const guards: readonly Guard[] = ['plain', 'sensitive', 'onlineOnly', 'secret'];
  expect(guards.map((guard) => showsValues([role], guard))).toEqual(values);
});

test('roles add up, and a seat without a role sees nothing', () => {
  expect([...auditRightsOf(['staff', 'organizer'])].sort()).toEqual(['view_members', 'view_own']);
  expect([...auditRightsOf(['anyone'])]).toEqual([]);
  expect([...auditRightsOf([])]).toEqual([]);
});

test('the tables exist', () => {
  for (const name of Object.values(auditTables).flat())
    expect([name, registry.has(name)]).toEqual([name, true]);
});

/** What the domain wants redacted by name (5.4), with the two it forgot: tax ids and birth dates. */
const neverPlain =
  /^(ssn|socialSecurity|.*bankAccount|routingNumber|.*password|.*passwordHash|tokenHash|refreshToken|apiKey|secretKey|taxId|dateOfBirth|birth.*|demographics|medical.*)/i;

test('no field that is to be redacted by its name is plain, in any entity', () => {
  const found = [...registry.values()].flatMap((of) =>
    Object.entries(of.fields).filter(([name]) => neverPlain.test(name)),
  );
  expect(found.map(([name]) => name)).toEqual(expect.arrayContaining(['taxId', 'dateOfBirth']));
  for (const [name, field] of found) expect([name, field.guard === 'plain']).toEqual([name, false]);
  for (const name of ['taxId', 'dateOfBirth'])
    for (const [, field] of found.filter(([found]) => found === name)) expect(field.guard).toBe('onlineOnly');
});
