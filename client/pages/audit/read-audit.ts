/** The audit log as this person may read it: asked of the office, never stored. */
import { registry } from '../../../shared/entities/index.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import type { HistoryEntry } from '../../components/history-entry.ts';
import { itemOf } from '../../components/history-entry.ts';
import type { HistoryItem } from '../../components/history-list.tsx';
import { say } from '../../components/say.ts';
import { scopeWords } from '../../components/scope-words.ts';
import { createTitleBook, titlesOf } from '../../components/titles.ts';
import type { TitleBook } from '../../components/titles.ts';
import type { Hall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { recordKinds } from '../../record-kinds.ts';

/** As the address bar has them; '' for what is not asked. */
export interface AuditFilter {
  readonly person: string;
  readonly entity: string;
  readonly record: string;
  readonly action: string;
  readonly from: string;
  readonly to: string;
  /** 'yes': with what devices report of themselves at every contact. */
  readonly devices: string;
}

interface LogEntry extends HistoryEntry {
  readonly entity: string | null;
  readonly rowId: string | null;
  readonly stands: boolean;
}

interface LogPage {
  readonly entries: readonly LogEntry[];
  readonly next: number | null;
}

export interface AuditPage {
  readonly items: readonly HistoryItem[];
  readonly next: number | null;
}

export const auditDeeds = {
  CREATE: 'audit.created',
  UPDATE: 'audit.changed',
  DELETE: 'audit.removed',
  RESTORE: 'audit.restored',
  REFUSED: 'audit.refused',
  SUPERSEDED: 'audit.superseded',
  CONFLICT: 'audit.conflict',
  SET_ASIDE: 'audit.setAside',
  READ: 'audit.read',
  BULK_READ: 'audit.bulkRead',
  COMMAND: 'audit.command',
  SIGN_IN: 'audit.signIn',
  SIGN_OUT: 'audit.signOut',
  EXPORT: 'audit.export',
} as const;

const isKnown = (action: string): action is keyof typeof auditDeeds => Object.hasOwn(auditDeeds, action);

const mostAsked = '50';

export function auditQuery(filter: AuditFilter): URLSearchParams {
  const { devices, ...asked } = filter;
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  if (devices !== 'yes' && asked.entity !== 'device') query.set('without', 'device');
  return query;
}

/** Undefined when the office could not be asked, or does not tell this person. */
export async function askAudit(
  hall: Hall,
  filter: AuditFilter,
  olderThan: number | null,
): Promise<AuditPage | undefined> {
  const query = auditQuery(filter);
  query.set('limit', mostAsked);
  if (olderThan !== null) query.set('olderThan', String(olderThan));
  const page = await hall.sync.ask<LogPage>(`/api/v1/audit?${query.toString()}`);
  if (!page) return undefined;
  const book = createTitleBook(hall.rows);
  return {
    items: await Promise.all(page.entries.map((entry) => readEntry(hall, entry, book))),
    next: page.next,
  };
}

/** Undefined when the office could not be asked, or says no. */
export async function askAuditFile(hall: Hall, filter: AuditFilter): Promise<string | undefined> {
  const query = auditQuery(filter);
  query.set('as', 'json');
  return (await hall.sync.ask<{ csv: string }>(`/api/v1/audit.csv?${query.toString()}`))?.csv;
}

async function readEntry(hall: Hall, entry: LogEntry, book: TitleBook): Promise<HistoryItem> {
  const of = entry.entity === null ? undefined : registry.get(entry.entity);
  const deed = isKnown(entry.action) ? t(auditDeeds[entry.action]) : entry.action;
  if (!of) {
    const what = entry.action === 'BULK_READ' ? `· ${scopeWords(entry.note ?? '')}` : (entry.note ?? '');
    return { ...(await itemFor(hall, nothing, entry)), deed: `${deed} ${what}`.trim() };
  }
  return { ...(await itemFor(hall, of, entry)), deed, about: await aboutOf(hall, of, entry, book) };
}

/** Entries about no record have no fields to name. */
const nothing = { name: '', fields: {} } as unknown as Entity;

async function itemFor(hall: Hall, of: Entity, entry: LogEntry): Promise<HistoryItem> {
  const values = entry.fields.flatMap(({ field, before, after }) => [
    { [field]: before },
    { [field]: after },
  ]);
  const references = Object.keys(of.fields).filter((name) => of.fields[name]?.target !== undefined);
  return itemOf(hall, of, entry, await titlesOf(hall.rows, of, references, values));
}

async function aboutOf(
  hall: Hall,
  of: Entity,
  { rowId, stands }: LogEntry,
  book: TitleBook,
): Promise<HistoryItem['about']> {
  const kind = say(of.label.one);
  if (rowId === null) return { text: kind, href: undefined };
  const title = await book.of(of.name, rowId);
  return { text: title === '' ? kind : `${kind}: ${title}`, href: placeOf(hall, of, rowId, stands) };
}

/** Where the record is kept; of others their history tells. What was removed has nothing to open. */
export function placeOf(hall: Hall, of: Entity, rowId: string, stands: boolean): string {
  if (stands && of.name === 'classSession') return `/classes/${rowId}`;
  if (stands && recordKinds(hall.holdings()).includes(of)) return `/records/${of.name}?open=${rowId}`;
  return `/history/${of.name}/${rowId}`;
}
