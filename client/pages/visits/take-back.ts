/** Taking back what was just saved: as if it had never been while it waits here, by a new change once the office has it. */
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import type { Toasts } from '../../elements/toasts.ts';
import type { Hall, Written } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export async function takeBackVisit(
  hall: Hall,
  toasts: Toasts,
  { changeId, rowId }: Extract<Written, { ok: true }>,
): Promise<void> {
  const waiting = (await hall.rows.unsent()).find((item) => item.changeId === changeId);
  if (waiting?.state === 'saved') await hall.rows.discard(changeId);
  else {
    const removed = await hall.rows.write({ entity: SaltingActivity.name, op: 'delete', row: rowId });
    if (!removed.ok) return void toasts.show({ tone: 'warn', text: t('visits.notUndone') });
  }
  toasts.show({ text: t('visits.undone'), icon: 'undo' });
}
