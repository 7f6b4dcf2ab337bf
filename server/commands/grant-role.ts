/** Gives a person a role, from now or from a later day on, for good or until a day. */
import type { InputOf } from '../../shared/commands/command.ts';
import { GrantRole } from '../../shared/commands/index.ts';
import { RoleEntity } from '../../shared/entities/role.ts';
import { UserRole } from '../../shared/entities/user-role.ts';
import { User } from '../../shared/entities/user.ts';
import { derivedId } from '../../shared/entity/row.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import type { Transaction } from '../database/connection.ts';
import { loadReferring, loadRows } from '../sync/load-rows.ts';
import { recordId } from '../sync/records.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';

type Input = InputOf<typeof GrantRole>;

export const grantRole: CommandDeed = {
  facts: GrantRole,
  run: async (desk, values) => {
    const input = values as Input;
    const { tx, world } = desk;
    // Locked, so that two administrators who grant the same role at once do not both do so.
    const [person] = await loadRows(tx, User, [input.userId], 'write');
    if (!person || person.deletedAt !== null)
      return commandRefused(refuse('invalid', { fields: [{ field: 'userId', problem: 'not_found' }] }));
    const startsAt = input.startsAt ?? new Date(world.now).toISOString();
    if (await holdsAlready(tx, input, startsAt)) return commandRefused(refuseCommand('holds_already'));
    const saved = await saveRow(tx, authorOf(desk), {
      of: UserRole,
      id: recordId(UserRole, world.localId, desk.ask.change.id),
      values: {
        userId: input.userId,
        roleId: derivedId(RoleEntity, world.localId, { name: input.roleName }) ?? null,
        startsAt,
        expiresAt: input.expiresAt,
        grantedById: world.userId,
      },
    });
    if ('refusal' in saved) return commandRefused(saved.refusal);
    return { done: true, result: { userRoleId: saved.row.id }, recheck: [input.userId] };
  },
};

/** A grant that covers the whole of the new one makes it pointless; one that only overlaps extends it. */
async function holdsAlready(tx: Transaction, input: Input, startsAt: string): Promise<boolean> {
  const held = await loadReferring(tx, UserRole, 'userId', [input.userId]);
  return held.some(({ values }) => {
    if (values['roleName'] !== input.roleName || String(values['startsAt']) > startsAt) return false;
    const end = values['expiresAt'] ?? null;
    return (
      end === null ||
      (input.expiresAt !== null && input.expiresAt !== undefined && String(end) >= input.expiresAt)
    );
  });
}
