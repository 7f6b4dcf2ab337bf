/** The server's answer about a record's past, and this device's own unsent changes on top, as items to draw. */
import { createTitleBook, titlesOf } from '../../components/titles.ts';
import { describeChange } from '../../components/describe-change.ts';
import type { HistoryEntry } from '../../components/history-entry.ts';
import { itemOf } from '../../components/history-entry.ts';
import type { HistoryItem } from '../../components/history-list.tsx';
import { fieldChanges } from '../../components/field-changes.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import type { Hall, OutboxItem } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export interface HistoryAnswer {
  readonly entries: readonly HistoryEntry[];
}

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
    about: undefined,
    reason: undefined,
    state: item.state,
  };
}
