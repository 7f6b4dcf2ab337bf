/** An organizer's day: log a visit, the next steps that are due, the last visits, the members one may reach. Loaded later. */
import { createMemo, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import { addDays } from '../../../shared/values/calendar.ts';
import { refusalSentence } from '../../../shared/values/refusal-words.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { createNow } from '../../components/now.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { IconButton } from '../../elements/icon-button.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import { dayOf, formatAgo, formatDay } from '../../i18n/format.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';
import { createVisits } from '../../organizing/live-visits.ts';
import { VisitRow } from '../../organizing/visit-row.tsx';
import { newestFirst, stepsDue } from '../../organizing/visits.ts';
import type { Visit } from '../../organizing/visits.ts';

const daysAhead = 7;
const visitsShown = 5;

export default function OrganizerToday(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const today = createMemo(() => dayOf(now()));
  const known = createVisits(hall);
  const steps = createMemo(() =>
    stepsDue(known()?.visits ?? [], hall.seat.userId, addDays(today(), daysAhead)),
  );
  const own = createMemo(() =>
    newestFirst((known()?.visits ?? []).filter((visit) => visit.organizerId === hall.seat.userId)).slice(
      0,
      visitsShown,
    ),
  );
  return (
    <>
      <p>
        <ButtonLink variant="primary" size="lg" icon="plus" block href="/visits/new">
          {t('visits.log')}
        </ButtonLink>
      </p>
      <Waiting now={now} />
      <Show when={known()} fallback={<SkeletonRows rows={5} label={t('app.loading')} />}>
        <div class="side-by-side">
          <Steps steps={steps()} today={today()} />
          <OwnVisits visits={own()} />
        </div>
      </Show>
      <Members />
    </>
  );
}

function Waiting(props: { now: () => number }): JSX.Element {
  const hall = useHall();
  const oldest = (): string => {
    const at = hall.sync.status().oldestUnsentAt;
    return at === null ? '' : t('sync.waitingSince', { when: formatAgo(at, props.now()) });
  };
  return (
    <Show when={hall.sync.status().unsent > 0}>
      <Card flush>
        <RowList>
          <Row
            href="/unsent"
            title={t('today.waiting', { count: hall.sync.status().unsent })}
            detail={oldest()}
            trailing={<StateChip state="saved" label={t('state.saved')} />}
          />
        </RowList>
      </Card>
    </Show>
  );
}

function Steps(props: { steps: readonly Visit[]; today: string }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const when = (day: string): string => {
    if (day === props.today) return t('today.stepToday');
    return day < props.today ? t('today.stepOverdue', { day: formatDay(day) }) : formatDay(day, 'weekday');
  };
  const isLate = (visit: Visit): boolean => visit.nextStepOn < props.today;
  const finish = async (visit: Visit): Promise<void> => {
    const write = (nextStep: string | null, nextStepOn: string | null) =>
      hall.rows.write({
        entity: SaltingActivity.name,
        op: 'update',
        row: visit.id,
        set: { nextStep, nextStepOn },
      });
    const before = [visit.nextStep || null, visit.nextStepOn || null] as const;
    const written = await write(null, null);
    if (!written.ok)
      return void toasts.show({ tone: 'bad', text: refusalSentence(written.refusal, locale()) });
    noteSave();
    const undo = (): void => void write(...before);
    toasts.show({
      text: t('today.stepCleared'),
      icon: 'check',
      action: { label: t('action.undo'), onAct: undo },
    });
  };
  return (
    <Card title={t('today.steps')} flush>
      <Show
        when={props.steps.length > 0}
        fallback={
          <EmptyRows of={[SaltingActivity.name]} picture="sent" level={3} title={t('today.stepsNoneTitle')}>
            {t('today.stepsNoneText')}
          </EmptyRows>
        }
      >
        <RowList label={t('today.steps')}>
          <Keyed each={props.steps} by={(visit) => visit.id}>
            {(visit) => (
              <Row
                href={`/visits/${visit().id}`}
                title={visit().nextStep || visit().employer}
                detail={visit().nextStep === '' ? '' : visit().employer}
                trailing={
                  <>
                    <Chip tone={isLate(visit()) ? 'warn' : 'ink'} icon="today">
                      {when(visit().nextStepOn)}
                    </Chip>
                    <IconButton
                      icon="check"
                      variant="secondary"
                      label={t('today.stepDone', { what: visit().nextStep || visit().employer })}
                      onClick={() => void finish(visit())}
                    />
                  </>
                }
              />
            )}
          </Keyed>
        </RowList>
      </Show>
    </Card>
  );
}

function OwnVisits(props: { visits: readonly Visit[] }): JSX.Element {
  return (
    <Card
      title={t('today.ownVisits')}
      flush
      actions={<ButtonLink href="/visits">{t('today.allVisits')}</ButtonLink>}
    >
      <Show
        when={props.visits.length > 0}
        fallback={
          <EmptyRows of={[SaltingActivity.name]} picture="day" level={3} title={t('today.noVisitsTitle')}>
            {t('today.noVisitsText')}
          </EmptyRows>
        }
      >
        <RowList label={t('today.ownVisits')}>
          <For each={props.visits}>{(visit) => <VisitRow visit={visit} withDay />}</For>
        </RowList>
      </Show>
    </Card>
  );
}

function Members(): JSX.Element {
  const hall = useHall();
  const reachable = createLive(
    hall.rows,
    ['member'],
    () => undefined,
    () => hall.rows.count('member'),
  );
  return (
    <Card title={t('today.members')}>
      <p class="big-number">{t('today.memberCount', { count: reachable() ?? 0 })}</p>
      <p class="muted">{t('today.memberText')}</p>
      <p class="mt-4">
        <ButtonLink icon="search" href="/members">
          {t('today.findMember')}
        </ButtonLink>
      </p>
    </Card>
  );
}
