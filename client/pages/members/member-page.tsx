/** A member's record: who it is, work, notes, training, history. Each part is edited where it stands. */
import { createMemo, Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { useParams, useSearchParams } from '@solidjs/router';
import { canRead } from '../../../shared/access/can.ts';
import type { Holding } from '../../../shared/access/holdings.ts';
import { registry } from '../../../shared/entities/index.ts';
import { Member } from '../../../shared/entities/member.ts';
import { comingOf } from '../../components/coming.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { noteOpened } from '../../components/opened.ts';
import { valueText } from '../../components/value-text.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Chip } from '../../elements/chip.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { Tabs } from '../../elements/tabs.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { RecordHistory } from '../history/history-page.tsx';
import { EmploymentTab } from './employment-tab.tsx';
import { InfoTab } from './info-tab.tsx';
import { NotesTab } from './notes-tab.tsx';
import { TrainingTab } from './training-tab.tsx';
import './members.css';

export default function MemberPage(): JSX.Element {
  const hall = useHall();
  const params = useParams<{ id: string }>();
  const row = createLive(
    hall.rows,
    [Member.name],
    () => params.id,
    async (id) => (await hall.rows.get(Member.name, id)) ?? null,
  );
  // The record that was open before is not shown under the next one's address.
  const known = (): SeenRow | undefined => {
    const found = row();
    return found && found.id === params.id ? found : undefined;
  };
  noteOpened(Member, () => known()?.id);
  return (
    <Switch fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
      <Match when={row() === null}>
        <Gone />
      </Match>
      <Match when={known()}>{(found) => <Record row={found()} />}</Match>
    </Switch>
  );
}

function Gone(): JSX.Element {
  const hall = useHall();
  return (
    <>
      <PageHeader
        title={t(comingOf(hall, [Member.name]) ? 'coming.title' : 'member.goneTitle')}
        back={{ href: '/members', label: t('member.back') }}
      />
      <EmptyRows
        of={[Member.name]}
        picture="search"
        title={t('notFound.lede')}
        actions={<ButtonLink href="/members">{t('member.back')}</ButtonLink>}
      >
        {t('member.goneText')}
      </EmptyRows>
    </>
  );
}

const tabNames = ['info', 'employment', 'notes', 'training', 'history'] as const;
type TabName = (typeof tabNames)[number];

const entityOfTab: Partial<Record<TabName, string>> = {
  employment: 'memberEmployment',
  notes: 'memberNote',
  training: 'student',
};
const tabLabels = {
  info: 'member.info',
  employment: 'member.employment',
  notes: 'member.notes',
  training: 'member.training',
  history: 'history.title',
} as const;

/** Parts of which the person may read nothing are not offered. */
function tabsFor(holdings: readonly Holding[]): readonly TabName[] {
  const scopes = holdings.map((one) => one.scope);
  return tabNames.filter((name) => {
    const of = registry.get(entityOfTab[name] ?? Member.name);
    return of !== undefined && canRead(of, holdings, scopes);
  });
}

function Record(props: { row: SeenRow }): JSX.Element {
  const hall = useHall();
  const [params, setParams] = useSearchParams<{ tab: string }>();
  const tabs = createMemo(() => tabsFor(hall.holdings()));
  const active = (): TabName => tabs().find((name) => name === params.tab) ?? 'info';
  const text = (name: string): string => {
    const value = props.row[name];
    return typeof value === 'string' ? value : '';
  };
  const name = (): string =>
    [text('firstName'), text('middleName'), text('lastName')].filter(Boolean).join(' ');
  return (
    <>
      <PageHeader
        title={name() || text('memberNumber')}
        eyebrow={t('member.number', { number: text('memberNumber') })}
        back={{ href: '/members', label: t('member.back') }}
        meta={
          <>
            <Chip tone={text('status') === 'active' ? 'good' : 'neutral'}>
              {valueText(Member.fields.status, props.row['status'])}
            </Chip>
            <Chip>{valueText(Member.fields.classification, props.row['classification'])}</Chip>
            <Show when={props.row.pending}>
              <StateChip state="saved" label={t('state.saved')} />
            </Show>
            <DataAge />
          </>
        }
      />
      <Tabs
        label={t('member.tabs')}
        tabs={tabs().map((id) => ({ id, label: t(tabLabels[id]) }))}
        active={active()}
        onSelect={(tab) => setParams({ tab: tab === 'info' ? null : tab }, { replace: true, scroll: false })}
      >
        <Switch>
          <Match when={active() === 'info'}>
            <InfoTab row={props.row} />
          </Match>
          <Match when={active() === 'employment'}>
            <EmploymentTab memberId={props.row.id} />
          </Match>
          <Match when={active() === 'notes'}>
            <NotesTab memberId={props.row.id} />
          </Match>
          <Match when={active() === 'training'}>
            <TrainingTab memberId={props.row.id} />
          </Match>
          <Match when={active() === 'history'}>
            <RecordHistory of={Member} id={props.row.id} />
          </Match>
        </Switch>
      </Tabs>
    </>
  );
}
