/** What the server tells of one deed, as an item to draw. */
import type { Entity } from '../../shared/entity/entity.ts';
import type { Json } from '../../shared/values/json.ts';
import type { Hall } from '../hall.ts';
import { t } from '../i18n/t.ts';
import type { HistoryField, HistoryItem } from './history-list.tsx';
import { say } from './say.ts';
import type { Titles } from './value-text.ts';
import { valueText } from './value-text.ts';

/** As `GET /api/v1/{entity}/{id}/history` says it. */
export interface HistoryEntry {
  readonly id: number;
  readonly action: string;
  readonly at: string | null;
  readonly recordedAt: string;
  readonly note: string | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly device: { readonly id: string; readonly label: string | null } | null;
  readonly fields: readonly {
    readonly field: string;
    readonly before: Json;
    readonly after: Json;
    readonly hidden: boolean;
    readonly erased: boolean;
  }[];
}

const deeds = {
  CREATE: 'history.created',
  UPDATE: 'history.changed',
  DELETE: 'history.removed',
  RESTORE: 'history.restored',
  REFUSED: 'history.refused',
  SUPERSEDED: 'history.marked',
  CONFLICT: 'history.conflict',
  SET_ASIDE: 'history.setAside',
} as const;

const isKnown = (action: string): action is keyof typeof deeds => Object.hasOwn(deeds, action);
const moment = (text: string | null): number | undefined => (text === null ? undefined : Date.parse(text));

export function itemOf(hall: Hall, of: Entity, entry: HistoryEntry, titles: Titles): HistoryItem {
  return {
    id: String(entry.id),
    who: whoText(hall, entry),
    deed: isKnown(entry.action) ? t(deeds[entry.action]) : entry.action,
    serverAt: moment(entry.recordedAt),
    deviceAt: moment(entry.at),
    device: deviceText(hall, entry),
    fields: entry.fields.flatMap((field) => fieldOf(of, field, titles)),
    superseded: entry.action === 'SUPERSEDED',
    about: undefined,
    reason: entry.action === 'UPDATE' ? (entry.note ?? undefined) : undefined,
    state: undefined,
  };
}

function whoText(hall: Hall, entry: HistoryEntry): string {
  if (entry.user?.id === hall.seat.userId) return t('history.you');
  return entry.user?.name || t('history.system');
}

function deviceText(hall: Hall, entry: HistoryEntry): string {
  if (entry.device === null) return '';
  if (entry.device.id === hall.deviceId) return t('history.thisDevice');
  return entry.device.label ?? '';
}

/** What a person did; copies that the server keeps say nothing new. */
function fieldOf(of: Entity, entry: HistoryEntry['fields'][number], titles: Titles): readonly HistoryField[] {
  const field = of.fields[entry.field];
  if (field?.origin.by !== 'person') return [];
  const text = (value: Json): string => {
    if (entry.erased) return t('history.erased');
    return entry.hidden ? t('history.hidden') : valueText(field, value, titles);
  };
  return [{ label: say(field.label), before: text(entry.before), after: text(entry.after) }];
}
