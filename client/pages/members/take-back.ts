/** Undo of a saved change: withdrawn while it waits on this device, written back once it has gone out. */
import { refusalSentence } from '../../../shared/values/refusal-words.ts';
import type { SavedChange } from '../../components/entity-form.tsx';
import type { Toasts } from '../../elements/toasts.ts';
import type { Hall } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';

export async function takeBack(
  hall: Hall,
  toasts: Toasts,
  entity: string,
  row: string,
  change: SavedChange,
): Promise<void> {
  const waiting = await hall.rows.unsent();
  if (waiting.some((item) => item.changeId === change.changeId && item.state === 'saved')) {
    await hall.rows.discard(change.changeId);
  } else {
    const written = await hall.rows.write({ entity, op: 'update', row, set: change.before });
    if (!written.ok)
      return void toasts.show({ tone: 'bad', text: refusalSentence(written.refusal, locale()) });
  }
  toasts.show({ text: t('member.undone'), icon: 'undo' });
}
