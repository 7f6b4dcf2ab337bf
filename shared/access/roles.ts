/** Roles, exactly as the domain has them, in order of how much they may audit. */
import type { Words } from '../values/words.ts';
import { words } from '../values/words.ts';

export const roles = ['admin', 'officer', 'organizer', 'staff', 'instructor', 'member'] as const;
export type Role = (typeof roles)[number];

export const isRole = (value: string): value is Role => (roles as readonly string[]).includes(value);

export const roleLabels: Readonly<Record<Role, Words>> = {
  admin: words('Administrator', 'Administrador'),
  officer: words('Officer', 'Dirigente'),
  organizer: words('Organizer', 'Organizador'),
  staff: words('Office staff', 'Personal de oficina'),
  instructor: words('Instructor', 'Instructor'),
  member: words('Member', 'Miembro'),
};
