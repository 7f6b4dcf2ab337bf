/** Visits by day, one's own or everyone's, at one employer or all; or what they add up to by employer and month. */
import { createMemo, createSignal, Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { useSearchParams } from '@solidjs/router';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { RowList } from '../../elements/rows.tsx';
import { Segmented } from '../../elements/segmented.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { createVisits } from '../../organizing/live-visits.ts';
import { logsVisits, seesVisits } from '../../organizing/rights.ts';
import { VisitRow } from '../../organizing/visit-row.tsx';
import { byDay, filterVisits, newestFirst } from '../../organizing/visits.ts';
import type { Visit, VisitFilter, Whose } from '../../organizing/visits.ts';
import { VisitTotals } from './visit-totals-table.tsx';

const visitsAtOnce = 60;

/** An address can name a key twice; the first counts. */
const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? '';

export default function VisitsPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={seesVisits(hall)} fallback={<NotFound />}>
      <Visits />
    </Show>
  );
}

function Visits(): JSX.Element {
  const hall = useHall();
  const list = createList();
  return (
    <>
      <PageHeader
        title={t('visits.title')}
        meta={<DataAge />}
        actions={
          <Show when={logsVisits(hall)}>
            <ButtonLink variant="primary" icon="plus" href="/visits/new">
              {t('visits.log')}
            </ButtonLink>
          </Show>
        }
      />
      <div class="stack">
        <Filters list={list} />
        <Show when={list.found()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
          {(found) => (
            <Switch fallback={<Days list={list} />}>
              <Match when={found().length === 0}>
                <EmptyRows
                  of={[SaltingActivity.name]}
                  picture="day"
                  title={t('visits.noneTitle')}
                  actions={
                    <Show when={logsVisits(hall)}>
                      <ButtonLink href="/visits/new">{t('visits.log')}</ButtonLink>
                    </Show>
                  }
                >
                  {list.filter().whose === 'mine' ? t('visits.noneMine') : t('visits.noneAll')}
                </EmptyRows>
              </Match>
              <Match when={list.inNumbers()}>
                <VisitTotals visits={found()} />
              </Match>
            </Switch>
          )}
        </Show>
      </div>
    </>
  );
}

type List = ReturnType<typeof createList>;

function Filters(props: { list: List }): JSX.Element {
  return (
    <div class="toolbar toolbar-wide">
      <Segmented
        legend={t('visits.whose')}
        hideLegend
        layout="inline"
        value={props.list.filter().whose}
        options={[
          { value: 'mine', label: t('visits.mine') },
          { value: 'all', label: t('visits.all') },
        ]}
        onValue={(whose) => props.list.choose({ whose })}
      />
      <Segmented
        legend={t('visits.view')}
        hideLegend
        layout="inline"
        value={props.list.inNumbers() ? 'totals' : 'list'}
        options={[
          { value: 'list', label: t('visits.viewList') },
          { value: 'totals', label: t('visits.viewTotals') },
        ]}
        onValue={(view) => props.list.show(view)}
      />
      <SelectInput
        label={t('visits.employer')}
        hideLabel
        value={props.list.filter().employer}
        placeholder={t('visits.allEmployers')}
        options={props.list.employers()}
        onValue={(employer) => props.list.choose({ employer })}
      />
    </div>
  );
}

function Days(props: { list: List }): JSX.Element {
  return (
    <>
      <Keyed each={props.list.days()} by={(group) => group.day}>
        {(group) => (
          <Card title={formatDay(group().day, 'weekday')} flush>
            <RowList label={formatDay(group().day, 'weekday')}>
              <Keyed each={group().visits} by={(visit) => visit.id}>
                {(visit) => <VisitRow visit={visit()} who={props.list.who(visit())} />}
              </Keyed>
            </RowList>
          </Card>
        )}
      </Keyed>
      <Show when={props.list.hasMore()}>
        <Button block onClick={props.list.showMore}>
          {t('visits.more')}
        </Button>
      </Show>
    </>
  );
}

function createList() {
  const hall = useHall();
  const [params, setParams] = useSearchParams<{ whose: string; employer: string; view: string }>();
  const [limit, setLimit] = createSignal(visitsAtOnce);
  const known = createVisits(hall);
  /** Whoever logs visits begins with the own ones; who only reads them has none. */
  const usual = (): Whose => (hall.actor().grants.some(({ role }) => role === 'organizer') ? 'mine' : 'all');
  const filter = (): VisitFilter => {
    const whose = first(params.whose);
    return { whose: whose === 'mine' || whose === 'all' ? whose : usual(), employer: first(params.employer) };
  };
  const found = createMemo(() => {
    const all = known();
    return all && newestFirst(filterVisits(all.visits, filter(), hall.seat.userId));
  });
  const employers = createMemo(() => {
    const names = new Map((known()?.visits ?? []).map((visit) => [visit.organizationId, visit.employer]));
    const chosen = filter().employer;
    if (chosen !== '' && !names.has(chosen)) names.set(chosen, t('value.unknownRecord'));
    return [...names]
      .map(([value, label]) => ({ value, label }))
      .sort((one, other) => one.label.localeCompare(other.label));
  });
  const choose = (change: Partial<VisitFilter>): void => {
    setLimit(visitsAtOnce);
    setParams({ ...filter(), ...change });
  };
  const who = (visit: Visit): string =>
    visit.organizerId === hall.seat.userId
      ? t('visits.you')
      : known()?.names.get(visit.organizerId) || t('visits.somebody');
  return {
    filter,
    choose,
    found,
    employers,
    who,
    inNumbers: (): boolean => first(params.view) === 'totals',
    show: (view: 'list' | 'totals'): void => setParams({ view: view === 'list' ? null : view }),
    days: createMemo(() => byDay((found() ?? []).slice(0, limit()))),
    hasMore: (): boolean => (found()?.length ?? 0) > limit(),
    showMore: (): void => void setLimit((before) => before + visitsAtOnce),
  };
}
