/** How the header pill looks and reads for a state of sending. Pure but for the words. */
import type { IconName } from '../elements/icon.tsx';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';

/** What the shell knows about sending. */
export interface SyncPill {
  state: 'online' | 'offline' | 'downloading' | 'sending' | 'attention';
  unsent: number;
  needsYou: number;
  oldestUnsentAt?: number | undefined;
  /** What is still on its way to this device, in rows; 0 promised while that is not known. */
  download?: { readonly done: number; readonly promised: number } | undefined;
}

/** calm: nothing to do · notice: worth a glance · amber: waits for you, or a day old · red: three days old. */
export type PillLook = 'calm' | 'notice' | 'amber' | 'red';

const dayMs = 24 * 60 * 60 * 1000;

/** How long the oldest unsent work has waited: 0 for less than a day, 1 for more than one, 3 for more than three. */
export function ageAlarm(sync: SyncPill, now: number): 0 | 1 | 3 {
  if (sync.unsent === 0 || sync.oldestUnsentAt === undefined) return 0;
  const age = now - sync.oldestUnsentAt;
  if (age > 3 * dayMs) return 3;
  return age > dayMs ? 1 : 0;
}

export function pillLook(sync: SyncPill, now: number): PillLook {
  const alarm = ageAlarm(sync, now);
  if (alarm === 3) return 'red';
  if (alarm === 1 || sync.state === 'attention') return 'amber';
  return sync.state === 'offline' ? 'notice' : 'calm';
}

export const pillIcons: Readonly<Record<SyncPill['state'], IconName>> = {
  online: 'online',
  offline: 'offline',
  downloading: 'download',
  sending: 'sending',
  attention: 'alert',
};

export function pillText(sync: SyncPill): string {
  if (sync.state === 'attention') return t('sync.needYou', { count: sync.needsYou });
  if (sync.state === 'sending') return t('sync.sendingCount', { count: sync.unsent });
  return [t(stateKeys[sync.state]), detail(sync)].filter(Boolean).join(' · ');
}

const stateKeys = {
  online: 'sync.online',
  offline: 'sync.offline',
  downloading: 'sync.downloading',
} as const;

/** What waits to go out comes first; then what has yet to come in; only then that all is done. */
function detail(sync: SyncPill): string {
  if (sync.unsent > 0) return t('sync.onDevice', { count: sync.unsent });
  const { done, promised } = sync.download ?? { done: 0, promised: 0 };
  if (promised > 0) return t('sync.rowsOf', { done: formatNumber(done), promised: formatNumber(promised) });
  if (sync.state === 'downloading') return '';
  return sync.state === 'online' ? t('sync.allSent') : t('sync.nothingWaiting');
}
