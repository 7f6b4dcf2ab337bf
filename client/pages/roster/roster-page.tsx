/**
 * The roster an instructor holds at the door, and the office corrects at a desk: one list, two widths.
 * Every tap is saved on this device first; other people's marks appear by themselves.
 */
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { useParams } from '@solidjs/router';
import { fold } from '../../../shared/entity/row.ts';
import { comingOf } from '../../components/coming.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { isOnline } from '../../components/online.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { ActionBar } from '../../elements/action-bar.tsx';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Chip } from '../../elements/chip.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { useHall } from '../../hall.ts';
import { formatClock, formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { markEntities } from '../../training/class-cards.ts';
import { countMarks, markLooks, markStates } from '../../training/marks.ts';
import type { MarkState } from '../../training/marks.ts';
import './roster.css';
import { ClassDialog } from './class-dialog.tsx';
import { createMarking, mayMark } from './marking.ts';
import type { Marking } from './marking.ts';
import { actOnRosterKey } from './roster-keys.ts';
import { createClassFacts, createSeats } from './seats.ts';
import type { ClassFacts, Seat } from './seats.ts';
import { markLabel, SeatRow } from './seat-row.tsx';
import { SignInSheet } from './sign-in-sheet.tsx';

export default function RosterPage(): JSX.Element {
  const hall = useHall();
  const params = useParams<{ id: string }>();
  const facts = createClassFacts(hall, () => params.id);
  return (
    <Switch fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
      <Match when={facts() === null}>
        <PageHeader
          title={t(comingOf(hall, ['classSession']) ? 'coming.title' : 'roster.goneTitle')}
          back={{ href: '/classes', label: t('nav.classes') }}
        />
        <EmptyRows
          of={['classSession']}
          picture="lock"
          title={t('roster.goneLede')}
          actions={
            <>
              <ButtonLink href="/classes">{t('roster.toClasses')}</ButtonLink>
              <ButtonLink href="/unsent" icon="send">
                {t('unsent.title')}
              </ButtonLink>
            </>
          }
        >
          {t('roster.goneText')}
        </EmptyRows>
      </Match>
      <Match when={facts()}>{(known) => <Roster facts={known()} sessionId={params.id} />}</Match>
    </Switch>
  );
}

function Roster(props: { facts: ClassFacts; sessionId: string }): JSX.Element {
  const hall = useHall();
  const seats = createSeats(hall, () => props.sessionId);
  const marking = createMarking(hall, () => props.sessionId, useToasts());
  const [search, setSearch] = createSignal('');
  const [editing, setEditing] = createSignal(false);
  const text = (name: string): string => String(props.facts.session[name] ?? '');
  const isOpen = (): boolean =>
    mayMark(hall, text('cohortId')) && props.facts.session['isCancelled'] !== true;
  // Until all marks are here, someone without a mark may have one: "all present" would go over it.
  const mayMarkAll = (): boolean =>
    isOpen() &&
    comingOf(hall, markEntities) === undefined &&
    (seats() ?? []).some((seat) => seat.status === undefined);
  const found = createMemo(() => findSeats(seats() ?? [], search()));
  return (
    <div class="roster">
      <PageHeader
        title={props.facts.course || text('topic') || t('roster.title')}
        eyebrow={t('roster.eyebrow', {
          day: formatDay(text('sessionDate'), 'weekday'),
          start: formatClock(text('startTime')),
          end: formatClock(text('endTime')),
        })}
        lede={[props.facts.cohort, text('room'), text('location'), props.facts.instructor, text('topic')]
          .filter(Boolean)
          .join(' · ')}
        back={{ href: '/classes', label: t('nav.classes') }}
        actions={
          <>
            <Button icon="edit" onClick={() => setEditing(true)}>
              {t('roster.edit')}
            </Button>
            <Button icon="print" onClick={() => print()}>
              {t('action.print')}
            </Button>
          </>
        }
        meta={<Counts seats={seats() ?? []} />}
      />
      <Show when={props.facts.session['isCancelled'] === true}>
        <Banner tone="warn" title={t('roster.cancelled')}>
          {text('cancellationReason')}
        </Banner>
      </Show>
      <div class="toolbar no-print">
        <TextInput
          label={t('roster.search')}
          hideLabel
          type="search"
          icon="search"
          placeholder={t('roster.search')}
          value={search()}
          onValue={setSearch}
          class="toolbar-search"
        />
        <p class="muted roster-keys">{t('roster.keys')}</p>
        <DataAge />
      </div>
      <Show when={seats()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
        {(all) => <SeatList all={all()} found={found()} disabled={!isOpen()} marking={marking} />}
      </Show>
      <Show when={mayMarkAll()}>
        <AllPresent seats={seats() ?? []} marking={marking} />
      </Show>
      <SignInSheet seats={seats() ?? []} />
      <ClassDialog session={props.facts.session} open={editing()} onClose={() => setEditing(false)} />
    </div>
  );
}

function SeatList(props: {
  all: readonly Seat[];
  found: readonly Seat[];
  disabled: boolean;
  marking: Marking;
}): JSX.Element {
  const hall = useHall();
  const online = createMemo(() => isOnline(hall));
  const press = (event: KeyboardEvent): void =>
    actOnRosterKey(event, (id, state) => {
      const seat = props.all.find((one) => one.id === id);
      if (seat && !props.disabled) void props.marking.mark(seat, state).catch(() => undefined);
    });
  return (
    <Show
      when={props.all.length > 0}
      fallback={
        <EmptyRows of={[...markEntities, 'student']} picture="roster" title={t('roster.emptyTitle')}>
          {t('roster.emptyText')}
        </EmptyRows>
      }
    >
      <Show when={props.disabled}>
        <p class="muted">{t('roster.readOnly')}</p>
      </Show>
      <ul class="seats no-print" aria-label={t('roster.title')} onKeyDown={press}>
        <For each={props.found} fallback={<li class="seat-none muted">{t('roster.noMatch')}</li>}>
          {(seat) => (
            <SeatRow
              seat={seat}
              disabled={props.disabled}
              online={online()}
              onMark={props.marking.mark}
              onTime={props.marking.setTime}
              onNotes={props.marking.setNotes}
            />
          )}
        </For>
      </ul>
    </Show>
  );
}

function AllPresent(props: { seats: readonly Seat[]; marking: Marking }): JSX.Element {
  const [busy, setBusy] = createSignal(false);
  const unmarked = (): number => props.seats.filter((seat) => seat.status === undefined).length;
  const markAll = (): void => {
    setBusy(true);
    void props.marking
      .markAllPresent(props.seats)
      .catch(() => undefined)
      .finally(() => {
        setBusy(false);
        // The button goes when nobody is left to mark; whoever stood on it stands at the top again.
        document.querySelector<HTMLElement>('[data-page-title]')?.focus({ preventScroll: true });
      });
  };
  return (
    <div class="no-print">
      <ActionBar note={t('roster.allPresentNote', { count: unmarked() })}>
        <Button variant="primary" size="lg" icon="check" busy={busy()} onClick={markAll}>
          {t('roster.allPresent')}
        </Button>
      </ActionBar>
    </div>
  );
}

function Counts(props: { seats: readonly Seat[] }): JSX.Element {
  const hall = useHall();
  const counts = createMemo(() => countMarks(props.seats));
  const shown = (): MarkState[] => markStates.filter((state) => counts()[state] > 0);
  return (
    <>
      <span role="status">
        {comingOf(hall, markEntities)
          ? t('coming.title')
          : t('roster.marked', { done: counts().all - counts().unmarked, all: counts().all })}
      </span>
      <For each={shown()}>
        {(state) => (
          <Chip tone={markLooks[state].tone} icon={markLooks[state].icon}>
            {counts()[state]} {markLabel(state)}
          </Chip>
        )}
      </For>
    </>
  );
}

function findSeats(seats: readonly Seat[], search: string): readonly Seat[] {
  const parts = fold(search).split(/\s+/).filter(Boolean);
  return parts.length === 0
    ? seats
    : seats.filter((seat) => parts.every((part) => fold(`${seat.name} ${seat.number}`).includes(part)));
}
