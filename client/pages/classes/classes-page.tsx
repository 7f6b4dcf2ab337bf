/** All classes by day: those to come or those that were, of one group or all, with a search. */
import { createMemo, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useSearchParams } from '@solidjs/router';
import { fieldsWith } from '../../../shared/access/can.ts';
import { ClassSession } from '../../../shared/entities/class-session.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLive } from '../../components/live.ts';
import { createNow } from '../../components/now.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { RowList } from '../../elements/rows.tsx';
import { Segmented } from '../../elements/segmented.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { useHall } from '../../hall.ts';
import type { Hall } from '../../hall.ts';
import { dayOf, formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { cardEntities, createCardReader } from '../../training/class-cards.ts';
import { ClassRow } from '../../training/class-row.tsx';
import { byDay, filterSessions, findCards, inOrder, isPeriod } from './class-filter.ts';
import type { ClassFilter } from './class-filter.ts';

const classesAtOnce = 60;

/** An address can name a key twice; the first counts. */
const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? '';

export default function ClassesPage(): JSX.Element {
  const hall = useHall();
  const list = createClassList(hall);
  const cohorts = createCohortOptions(hall);
  return (
    <>
      <PageHeader title={t('nav.classes')} actions={<NewClass />} meta={<DataAge />} />
      <div class="stack">
        <div class="toolbar toolbar-wide">
          <Segmented
            legend={t('classes.which')}
            hideLegend
            layout="inline"
            value={list.filter().period}
            options={[
              { value: 'upcoming', label: t('classes.upcoming') },
              { value: 'past', label: t('classes.past') },
            ]}
            onValue={(period) => list.choose({ period })}
          />
          <SelectInput
            label={t('classes.cohort')}
            hideLabel
            value={list.filter().cohort}
            placeholder={t('classes.allCohorts')}
            options={cohorts() ?? []}
            onValue={(cohort) => list.choose({ cohort })}
          />
          <TextInput
            label={t('classes.search')}
            hideLabel
            type="search"
            icon="search"
            placeholder={t('classes.search')}
            value={list.search()}
            onValue={list.setSearch}
            class="toolbar-search"
          />
        </div>
        <Show when={list.days()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
          {(days) => (
            <Keyed each={days()} by={(group) => group.day} fallback={<NoClasses filter={list.filter()} />}>
              {(group) => (
                <Card title={formatDay(group().day, 'weekday')} flush>
                  <RowList label={formatDay(group().day, 'weekday')}>
                    <Keyed each={group().cards} by={(card) => card.id}>
                      {(card) => <ClassRow card={card()} ahead={card().day >= list.today()} />}
                    </Keyed>
                  </RowList>
                </Card>
              )}
            </Keyed>
          )}
        </Show>
        <Show when={list.hasMore()}>
          <Button block onClick={list.showMore}>
            {t('classes.more')}
          </Button>
        </Show>
      </div>
    </>
  );
}

function createClassList(hall: Hall) {
  const [params, setParams] = useSearchParams<{ period: string; cohort: string }>();
  const [search, setSearch] = createSignal('');
  const [limit, setLimit] = createSignal(classesAtOnce);
  const now = createNow();
  const today = createMemo(() => dayOf(now()));
  const filter = (): ClassFilter => {
    const period = first(params.period);
    return { period: isPeriod(period) ? period : 'upcoming', cohort: first(params.cohort), today: today() };
  };
  const wanted = () => ({ filter: filter(), most: search() === '' ? limit() : Number.POSITIVE_INFINITY });
  // Counting marks is the dear part: without a search only what is shown is read.
  const found = createLive(hall.rows, cardEntities, wanted, async ({ filter: kept, most }) => {
    const reader = createCardReader(hall.rows);
    const sessions = inOrder(
      await hall.rows.list(ClassSession.name, { where: filterSessions(kept) }),
      kept.period,
    );
    const cards = await Promise.all(sessions.slice(0, most).map(reader.read));
    return { cards, hasMore: sessions.length > most };
  });
  const days = createMemo(() => {
    const known = found();
    return known && byDay(findCards(known.cards, search()), filter().period);
  });
  const choose = (change: Partial<ClassFilter>): void => {
    setLimit(classesAtOnce);
    setParams({
      period: change.period ?? filter().period,
      cohort: change.cohort ?? filter().cohort,
    });
  };
  const showMore = (): void => void setLimit((before) => before + classesAtOnce);
  const hasMore = (): boolean => found()?.hasMore ?? false;
  return { filter, choose, search, setSearch, days, today, hasMore, showMore };
}

const createCohortOptions = (hall: Hall) =>
  createLive(
    hall.rows,
    ['cohort'],
    () => undefined,
    async () =>
      (await hall.rows.list('cohort')).map((row) => ({ value: row.id, label: String(row['name']) })),
  );

/** For those who may make one. */
function NewClass(): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [open, setOpen] = createSignal(false);
  const may = (): boolean => fieldsWith(ClassSession, hall.holdings(), 'create', ['training']) !== undefined;
  return (
    <Show when={may()}>
      <Button variant="primary" icon="plus" onClick={() => setOpen(true)}>
        {t('classes.add')}
      </Button>
      <FormDialog
        of={ClassSession}
        open={open()}
        title={t('classes.add')}
        onClose={() => setOpen(false)}
        onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
      />
    </Show>
  );
}

function NoClasses(props: { filter: ClassFilter }): JSX.Element {
  return (
    <EmptyRows of={[ClassSession.name]} picture="day" title={t('classes.noneTitle')}>
      {props.filter.period === 'past' ? t('classes.nonePast') : t('classes.noneUpcoming')}
    </EmptyRows>
  );
}
