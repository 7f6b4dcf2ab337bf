/**
 * Correcting with a reason: the office may set right what the ordinary way of editing keeps closed to it (a visit is its
 * author's, an ended job is on no device). The reason stands in the history.
 *
 * 1. Only those who correct for the hall, and only what they may read where the row lies.
 * 2. Only fields that the same role edits in some row of that kind: what nobody edits (a note is written once) stays so.
 */
import type { Entity } from '../entity/entity.ts';
import { fieldsWith } from './can.ts';
import type { Holding } from './holdings.ts';
import type { Role } from './roles.ts';

export const correctors: readonly Role[] = ['admin', 'officer', 'staff'];

/** The fields that this person may correct in a row that lies in `scopes`; undefined when none. */
export function correctableFields(
  of: Entity,
  holdings: readonly Holding[],
  scopes: readonly string[],
): ReadonlySet<string> | undefined {
  if (of.writes !== 'changes') return undefined;
  const fields = correctors.flatMap((role) => {
    const held = holdings.filter((one) => one.role === role);
    const readable = fieldsWith(of, held, 'read', scopes);
    const edited = editedBy(of, role);
    return [...(readable ?? [])].filter((name) => edited.has(name));
  });
  return fields.length > 0 ? new Set(fields) : undefined;
}

/** The fields that a role may edit in some row of the kind, wherever it lies. */
function editedBy(of: Entity, role: Role): ReadonlySet<string> {
  const everywhere = Object.keys(of.access[role] ?? {}).map((kind): Holding => ({
    scope: kind,
    kind,
    role,
    until: null,
  }));
  const scopes = everywhere.map((one) => one.scope);
  return fieldsWith(of, everywhere, 'update', scopes) ?? new Set();
}
