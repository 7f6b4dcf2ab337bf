/**
 * Ends a role now. The grant stays, with its end, because work done under it must be told from a stranger's.
 * The last administrator cannot be ended: nobody could let anybody in again.
 */
import type { InputOf } from '../../shared/commands/command.ts';
import { EndRole } from '../../shared/commands/index.ts';
import { UserRole } from '../../shared/entities/user-role.ts';
import { refuse, refuseCommand } from '../../shared/values/refusal.ts';
import type { Transaction } from '../database/connection.ts';
import { loadRows } from '../sync/load-rows.ts';
import type { WorkingRow } from '../sync/rows.ts';
import type { CommandDeed } from '../sync/run-command.ts';
import { commandRefused } from '../sync/run-command.ts';
import { saveRow } from '../sync/save-row.ts';
import { authorOf } from './author.ts';

export const endRole: CommandDeed = {
  facts: EndRole,
  run: async (desk, values) => {
    const { userRoleId } = values as InputOf<typeof EndRole>;
    const { tx, world } = desk;
    const others = await lockAdministrators(tx, userRoleId, world.now);
    const [grant] = await loadRows(tx, UserRole, [userRoleId], 'write');
    if (!grant || grant.deletedAt !== null)
      return commandRefused(refuse('invalid', { fields: [{ field: 'userRoleId', problem: 'not_found' }] }));
    const now = new Date(world.now).toISOString();
    const end = grant.values['expiresAt'] ?? null;
    const userId = String(grant.values['userId']);
    if (end !== null && String(end) <= now) return { done: true, result: { endedAt: end } };
    if (isLiveAdministrator(grant, now) && others === 0)
      return commandRefused(refuseCommand('last_administrator'));
    // One that has not begun, or began this very moment, has no time to keep.
    const never = String(grant.values['startsAt']) >= now;
    const save = never ? { values: {}, remove: true } : { values: { expiresAt: now } };
    const saved = await saveRow(tx, authorOf(desk), { of: UserRole, id: grant.id, ...save });
    if ('refusal' in saved) return commandRefused(saved.refusal);
    return { done: true, result: { endedAt: now }, recheck: [userId] };
  },
};

const isLiveAdministrator = (grant: WorkingRow, now: string): boolean =>
  grant.values['roleName'] === 'admin' && String(grant.values['startsAt']) <= now;

/** Locks every administrator's grant, so that two cannot end each other at once; counts the live ones but this. */
async function lockAdministrators(tx: Transaction, exceptId: string, now: number): Promise<number> {
  const moment = new Date(now).toISOString();
  const rows = await tx<{ id: string; counts: boolean }[]>`
    select g.id, (g.starts_at <= ${moment} and (g.expires_at is null or g.expires_at > ${moment})
                  and u.is_active and u.deleted_at is null) as counts
    from public.user_roles g
    join public.users u on u.local_id = g.local_id and u.id = g.user_id
    where g.local_id = current_local_id() and g.role_name = 'admin' and g.deleted_at is null
    order by g.id
    for no key update of g`;
  return rows.filter(({ id, counts }) => counts && id !== exceptId).length;
}
