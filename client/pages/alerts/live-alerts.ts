/** Alerts as this device holds them, the newest first, those that nobody has seen before the others. Pure but for the reading. */
import type { Accessor } from 'solid-js';
import { Alert } from '../../../shared/entities/alert.ts';
import type { Holding } from '../../../shared/access/holdings.ts';
import { createLive } from '../../components/live.ts';
import { nameOfPerson } from '../../components/person-name.ts';
import type { Hall, SeenRow } from '../../hall.ts';
import { dayOf, formatDateTime, formatTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export interface SeenAlert {
  readonly id: string;
  readonly title: string;
  readonly when: string;
  /** The log, for that person and those days. */
  readonly log: string;
  readonly seenBy: string;
  /** Milliseconds; undefined while nobody has seen it. */
  readonly seenAt: number | undefined;
}

export const mindsAlerts = (holdings: readonly Holding[]): boolean =>
  holdings.some(({ kind }) => kind === 'alerts');

const titles = {
  members_opened: 'alerts.membersOpened',
  deletes: 'alerts.deletes',
  failed_sign_ins: 'alerts.failedSignIns',
} as const;
type Kind = keyof typeof titles;

/** What of the log tells more; failed sign-ins are in no local's log, what the person did is. */
const actionOf: Readonly<Record<Kind, string>> = {
  members_opened: 'READ',
  deletes: 'DELETE',
  failed_sign_ins: '',
};

const isKind = (value: unknown): value is Kind => typeof value === 'string' && Object.hasOwn(titles, value);

export function createAlerts(hall: Hall): Accessor<readonly SeenAlert[] | undefined> {
  return createLive(hall.rows, [Alert.name, 'user'], hall.holdings, async () => {
    if (!mindsAlerts(hall.holdings())) return [];
    const rows = await hall.rows.list(Alert.name);
    return Promise.all(rows.toSorted(unseenFirst).map((row) => told(hall, row)));
  });
}

const unseenFirst = (one: SeenRow, other: SeenRow): number =>
  Number(one['acknowledgedAt'] !== null) - Number(other['acknowledgedAt'] !== null) ||
  String(other['until']).localeCompare(String(one['until']));

export const isUnseen = (alert: SeenAlert): boolean => alert.seenAt === undefined;

async function told(hall: Hall, row: SeenRow): Promise<SeenAlert> {
  const kind = isKind(row['kind']) ? row['kind'] : 'deletes';
  const [since, until] = [Date.parse(String(row['since'])), Date.parse(String(row['until']))];
  const person = (await nameOfPerson(hall.rows, row['userId'])) || t('alerts.several');
  const seenAt = row['acknowledgedAt'];
  return {
    id: row.id,
    title: t(titles[kind], { count: Number(row['count']), person }),
    when:
      formatTime(since) === formatTime(until)
        ? formatDateTime(since)
        : t('alerts.when', { since: formatDateTime(since), until: formatTime(until) }),
    log: logOf(kind, row['userId'], since, until),
    seenBy: await nameOfPerson(hall.rows, row['acknowledgedById']),
    seenAt: typeof seenAt === 'string' ? Date.parse(seenAt) : undefined,
  };
}

function logOf(kind: Kind, userId: unknown, since: number, until: number): string {
  const query = new URLSearchParams({ from: dayOf(since), to: dayOf(until) });
  if (typeof userId === 'string') query.set('person', userId);
  if (actionOf[kind] !== '') query.set('action', actionOf[kind]);
  return `/audit?${query.toString()}`;
}
