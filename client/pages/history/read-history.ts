/** The server's answer about a record's past, and this device's own unsent changes on top, as items to draw. */
import { createTitleBook, titlesOf } from '../../components/titles.ts';
import { describeChange } from '../../components/describe-change.ts';
import type { HistoryField, HistoryItem } from '../../components/history-list.tsx';
import { fieldChanges } from '../../components/field-changes.ts';
import { say } from '../../components/say.ts';
import type { Titles } from '../../components/value-text.ts';
import { valueText } from '../../components/value-text.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import type { Json } from '../../../shared/values/json.ts';
import type { Hall, OutboxItem } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export interface HistoryAnswer {
  readonly entries: readonly HistoryEntry[];
}

/** As `GET /api/v1/{entity}/{id}/history` says it. */
export interface HistoryEntry {
  readonly id: number;
  readonly action: string;
  readonly at: string | null;
  readonly recordedAt: string;
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

/** Undefined when the server could not be asked, or does not tell this person. */
export async function askHistory(
  hall: Hall,
  of: Entity,
  id: string,
): Promise<readonly HistoryItem[] | undefined> {
  const answer = await hall.sync.ask<HistoryAnswer>(`/api/v1/${of.name}/${id}/history`);
  if (!answer) return undefined;
  const values = answer.entries.flatMap((entry) =>
    entry.fields.flatMap(({ field, before, after }) => [{ [field]: before }, { [field]: after }]),
  );
  const references = Object.keys(of.fields).filter((name) => of.fields[name]?.target !== undefined);
  const titles = await titlesOf(hall.rows, of, references, values);
  return answer.entries.map((entry) => itemOf(hall, of, entry, titles));
}

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
  return entry.device.label ?? t('history.otherDevice');
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

/** This device's changes to the record that the office has not got or not taken, latest first. */
export async function ownUnsent(hall: Hall, of: Entity, id: string): Promise<readonly HistoryItem[]> {
  const items = (await Promise.all([hall.rows.unsent(), hall.rows.needsYou()])).flat();
  const mine = items.filter((item) => item.entity === of.name && item.row === id);
  return Promise.all(mine.toReversed().map((item) => ownItem(hall, of, item)));
}

async function ownItem(hall: Hall, of: Entity, item: OutboxItem): Promise<HistoryItem> {
  const references = Object.keys(of.fields).filter((name) => of.fields[name]?.target !== undefined);
  const titles = await titlesOf(hall.rows, of, references, [item.set, item.base]);
  const words = await describeChange(hall.rows, item, createTitleBook(hall.rows));
  return {
    id: item.changeId,
    who: t('history.you'),
    deed: words.what,
    serverAt: undefined,
    deviceAt: item.at,
    device: t('history.thisDevice'),
    fields: fieldChanges(of, item.base, item.set, titles),
    superseded: false,
    state: item.state,
  };
}
