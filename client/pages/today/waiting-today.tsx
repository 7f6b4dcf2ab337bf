/**
 * What waits for this person, before anything else on the page: alerts, decisions, own work that needs them, marks that are missing, devices
 * that worry, roles that end, next steps that are due, new contacts. A kind of which there is none is not there.
 */
import { createMemo, For, Show } from 'solid-js';
import type { Accessor, JSX } from 'solid-js';
import { roleLabels } from '../../../shared/access/roles.ts';
import { Device } from '../../../shared/entities/device.ts';
import { OrganizationContact } from '../../../shared/entities/organization-contact.ts';
import { UserRole } from '../../../shared/entities/user-role.ts';
import { addDays } from '../../../shared/values/calendar.ts';
import { titleOf } from '../../../shared/entity/row.ts';
import { comingOf } from '../../components/coming.ts';
import { createLive } from '../../components/live.ts';
import { liveRoles } from '../../components/live-roles.ts';
import { createOpenWork, forReview, openWorkEntities } from '../../components/open-work.ts';
import { nameOfPerson } from '../../components/person-name.ts';
import { say } from '../../components/say.ts';
import { Card } from '../../elements/card.tsx';
import { Icon } from '../../elements/icon.tsx';
import type { IconName } from '../../elements/icon.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { useHall } from '../../hall.ts';
import type { Hall } from '../../hall.ts';
import { dayOf, formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { createVisits } from '../../organizing/live-visits.ts';
import {
  cardEntities,
  createCardReader,
  daysFrom,
  isComplete,
  markEntities,
} from '../../training/class-cards.ts';
import { appVersion } from '../../version.ts';
import { createAlerts, isUnseen } from '../alerts/live-alerts.ts';
import { byWorry, isGrave, worriesOf } from '../devices/device-worries.ts';
import { allStepsDue, endingSoon, madeLately } from './needs.ts';

interface Need {
  readonly icon: IconName;
  readonly href: string;
  readonly title: string;
  readonly detail: string;
}

export function WaitingToday(props: { now: () => number }): JSX.Element {
  const hall = useHall();
  const now = (): number => props.now();
  const parts: readonly Accessor<readonly Need[]>[] = [
    alertNeeds(hall),
    decisionNeeds(hall),
    ownNeeds(hall),
    markNeeds(hall, now),
    deviceNeeds(hall, now),
    roleNeeds(hall, now),
    stepNeeds(hall, now),
    contactNeeds(hall, now),
  ];
  const needs = createMemo(() => parts.flatMap((part) => part()));
  return (
    <Card title={t('today.needs')} flush>
      <RowList label={t('today.needs')}>
        <For
          each={needs()}
          fallback={
            <Show
              when={comingOf(hall, openWorkEntities)}
              fallback={
                <Row
                  leading={<Icon name="check" />}
                  title={t('today.needsNone')}
                  detail={t('today.needsNoneText')}
                />
              }
            >
              <Row title={t('coming.title')} />
            </Show>
          }
        >
          {(need) => (
            <Row
              href={need.href}
              leading={<Icon name={need.icon} />}
              title={need.title}
              detail={need.detail}
            />
          )}
        </For>
      </RowList>
    </Card>
  );
}

const none: readonly Need[] = [];

/** The first two by name; the rest by number. */
const someOf = (names: readonly string[]): string =>
  names.length <= 3
    ? names.join(' · ')
    : t('today.andMore', { names: names.slice(0, 2).join(' · '), count: names.length - 2 });

function alertNeeds(hall: Hall): Accessor<readonly Need[]> {
  const alerts = createAlerts(hall);
  return createMemo((): readonly Need[] => {
    const unseen = (alerts() ?? []).filter(isUnseen);
    if (unseen.length === 0) return none;
    const detail = someOf(unseen.map(({ title }) => title));
    return [{ icon: 'alert', href: '/alerts', title: t('today.alerts', { count: unseen.length }), detail }];
  });
}

function decisionNeeds(hall: Hall): Accessor<readonly Need[]> {
  const work = createOpenWork(hall);
  return createMemo((): readonly Need[] => {
    const known = work();
    if (!known) return none;
    const { conflicts, refusals, setAsides } = forReview(known, hall.holdings());
    const need = (kind: 'conflicts' | 'refusals' | 'setAsides', count: number): readonly Need[] => {
      const words = { title: t(`today.${kind}`, { count }), detail: t(`today.${kind}Text`) };
      return count === 0 ? none : [{ icon: 'review', href: '/review', ...words }];
    };
    return [
      ...need('conflicts', conflicts.length),
      ...need('refusals', refusals.length),
      ...need('setAsides', setAsides.length),
    ];
  });
}

const ownNeeds = (hall: Hall): Accessor<readonly Need[]> =>
  createMemo((): readonly Need[] => {
    const count = hall.sync.status().needsYou;
    if (count === 0) return none;
    return [{ icon: 'send', href: '/unsent', title: t('today.own', { count }), detail: t('today.ownText') }];
  });

const daysBack = 7;

/** Classes of the last week in which somebody is still unmarked. */
function markNeeds(hall: Hall, now: () => number): Accessor<readonly Need[]> {
  const today = createMemo(() => dayOf(now()));
  const past = createLive(hall.rows, cardEntities, today, async (day) => {
    const { readDay } = createCardReader(hall.rows);
    const cards = await Promise.all(daysFrom(addDays(day, -daysBack), daysBack).map(readDay));
    return cards.flat().filter((card) => !isComplete(card));
  });
  return createMemo((): readonly Need[] => {
    const missing = comingOf(hall, markEntities) ? [] : (past() ?? []);
    if (missing.length === 0) return none;
    const detail = someOf(
      missing.map(({ course, day, counts }) =>
        t('today.classMissing', { course, day: formatDay(day), count: counts.unmarked }),
      ),
    );
    const title = t('today.classesMissing', { count: missing.length });
    return [{ icon: 'class', href: '/classes?period=past', title, detail }];
  });
}

function deviceNeeds(hall: Hall, now: () => number): Accessor<readonly Need[]> {
  const devices = createLive(hall.rows, [Device.name, 'user'], hall.holdings, async () => {
    if (!hall.holdings().some(({ scope }) => scope === `review:${Device.name}`)) return [];
    const rows = await hall.rows.list(Device.name);
    return Promise.all(
      rows.map(async (row) => Object.assign({ owner: await nameOfPerson(hall.rows, row['userId']) }, row)),
    );
  });
  return createMemo((): readonly Need[] => {
    const worrying = byWorry(devices() ?? [], now(), appVersion).filter((one) =>
      worriesOf(one, now(), appVersion).some(isGrave),
    );
    if (worrying.length === 0) return none;
    const detail = someOf(
      worrying.map(({ owner, label }) => [owner, String(label)].filter(Boolean).join(', ')),
    );
    const title = t('today.worrying', { count: worrying.length });
    return [{ icon: 'device', href: '/devices', title, detail }];
  });
}

/** Only who grants roles can do something about it. */
function roleNeeds(hall: Hall, now: () => number): Accessor<readonly Need[]> {
  const grants = createLive(hall.rows, [UserRole.name, 'user'], hall.holdings, async () => {
    if (!liveRoles(hall).includes('admin')) return [];
    const rows = await hall.rows.list(UserRole.name, { where: (row) => row['expiresAt'] !== null });
    return Promise.all(
      rows.map(async (row) => Object.assign({ name: await nameOfPerson(hall.rows, row['userId']) }, row)),
    );
  });
  const labels: Readonly<Record<string, Parameters<typeof say>[0]>> = roleLabels;
  return createMemo((): readonly Need[] => {
    const ending = endingSoon(grants() ?? [], now());
    if (ending.length === 0) return none;
    const detail = someOf(
      ending.map(({ name, roleName, expiresAt }) => {
        const label = labels[String(roleName)];
        const day = formatDay(dayOf(Date.parse(String(expiresAt))));
        return t('today.endingOne', { name, role: label ? say(label) : String(roleName), day });
      }),
    );
    return [{ icon: 'people', href: '/people', title: t('today.ending', { count: ending.length }), detail }];
  });
}

function stepNeeds(hall: Hall, now: () => number): Accessor<readonly Need[]> {
  const known = createVisits(hall);
  return createMemo((): readonly Need[] => {
    const due = allStepsDue(known()?.visits ?? [], dayOf(now()));
    if (due.length === 0) return none;
    const detail = someOf(
      due.map(({ employer, nextStep }) => t('today.followUp', { employer, what: nextStep })),
    );
    return [{ icon: 'visit', href: '/visits', title: t('today.followUps', { count: due.length }), detail }];
  });
}

function contactNeeds(hall: Hall, now: () => number): Accessor<readonly Need[]> {
  const contacts = createLive(hall.rows, [OrganizationContact.name], hall.holdings, () =>
    hall.rows.list(OrganizationContact.name),
  );
  return createMemo((): readonly Need[] => {
    const made = madeLately(contacts() ?? [], now());
    if (made.length === 0) return none;
    const detail = someOf(
      made.map((row) =>
        [titleOf(OrganizationContact, row), String(row['organizationName'] ?? '')].join(', '),
      ),
    );
    const title = t('today.newContacts', { count: made.length });
    return [{ icon: 'employer', href: '/employers', title, detail }];
  });
}
