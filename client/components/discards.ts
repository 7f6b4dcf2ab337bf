/**
 * Giving up a change takes effect after a moment in which it can be taken back. The moment goes on when the page is left;
 * if the app is closed within it, nothing was given up.
 */
import { createSignal } from 'solid-js';
import type { Toasts } from '../elements/toasts.ts';
import type { Hall } from '../hall.ts';
import { t } from '../i18n/t.ts';

const secondsToUndo = 10;
const [leaving, setLeaving] = createSignal<ReadonlySet<string>>(new Set<string>());

/** Ids of changes that are about to be given up: lists leave them out. */
export const discarding = leaving;

const without = (ids: readonly string[]) => (now: ReadonlySet<string>) =>
  new Set([...now].filter((id) => !ids.includes(id)));

export function discardLater(hall: Hall, toasts: Toasts, changeIds: readonly string[]): void {
  setLeaving((now) => new Set([...now, ...changeIds]));
  const giveUp = async (): Promise<void> => {
    for (const id of changeIds) await hall.rows.discard(id);
  };
  const timer = setTimeout(() => {
    giveUp()
      .catch(() => toasts.show({ tone: 'bad', text: t('change.notDiscarded') }))
      .finally(() => setLeaving(without(changeIds)));
  }, secondsToUndo * 1000);
  const undo = (): void => {
    clearTimeout(timer);
    setLeaving(without(changeIds));
  };
  toasts.show({
    text: t('change.discarded', { count: changeIds.length }),
    icon: 'trash',
    seconds: secondsToUndo,
    action: { label: t('action.undo'), onAct: undo },
  });
}
