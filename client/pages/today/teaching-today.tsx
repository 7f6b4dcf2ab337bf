/** An instructor's day: today's classes, what is still missing from the last two weeks, and the days ahead. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { addDays } from '../../../shared/values/calendar.ts';
import { comingOf } from '../../components/coming.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { clockOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { ClassCard } from '../../training/class-cards.ts';
import {
  cardEntities,
  createCardReader,
  daysFrom,
  isComplete,
  markEntities,
} from '../../training/class-cards.ts';
import { ClassRow } from '../../training/class-row.tsx';

const daysBack = 14;
const daysAhead = 7;

interface Teaching {
  readonly today: readonly ClassCard[];
  readonly missing: readonly ClassCard[];
  readonly ahead: readonly ClassCard[];
}

const idOf = (card: ClassCard): string => card.id;

export function TeachingToday(props: { today: string; now: () => number }): JSX.Element {
  const hall = useHall();
  const teaching = createLive(
    hall.rows,
    cardEntities,
    () => props.today,
    async (today): Promise<Teaching> => {
      const reader = createCardReader(hall.rows);
      const read = async (first: string, count: number) =>
        (await Promise.all(daysFrom(first, count).map(reader.readDay))).flat();
      const [now, past, ahead] = await Promise.all([
        reader.readDay(today),
        read(addDays(today, -daysBack), daysBack),
        read(addDays(today, 1), daysAhead),
      ]);
      return { today: now, missing: past.filter((card) => !isComplete(card)), ahead };
    },
  );
  const isNow = (card: ClassCard): boolean => {
    const clock = clockOf(props.now());
    return card.start <= clock && clock < card.end && !card.isCancelled;
  };
  // Until all marks are here, a class without them is not one that misses them.
  const missing = (): readonly ClassCard[] =>
    comingOf(hall, markEntities) ? [] : (teaching()?.missing ?? []);
  const isAhead = (card: ClassCard): boolean => card.start > clockOf(props.now());
  return (
    <>
      <Card title={t('today.classes')} flush>
        <Show when={teaching()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
          {(known) => (
            <Show when={known().today.length > 0} fallback={<NoClasses ahead={known().ahead.length > 0} />}>
              <RowList label={t('today.classes')}>
                <Keyed each={known().today} by={idOf}>
                  {(card) => <ClassRow card={card()} current={isNow(card())} ahead={isAhead(card())} />}
                </Keyed>
              </RowList>
            </Show>
          )}
        </Show>
      </Card>
      <Show when={missing().length > 0}>
        <Card title={t('today.missing')} flush footer={t('today.missingText')}>
          <RowList label={t('today.missing')}>
            <Keyed each={missing()} by={idOf}>
              {(card) => <ClassRow card={card()} withDay />}
            </Keyed>
          </RowList>
        </Card>
      </Show>
      <Show when={(teaching()?.ahead.length ?? 0) > 0}>
        <Card
          title={t('today.ahead')}
          flush
          actions={
            <ButtonLink href="/classes" variant="quiet" size="sm">
              {t('today.allClasses')}
            </ButtonLink>
          }
        >
          <RowList label={t('today.ahead')}>
            <Keyed each={teaching()?.ahead} by={idOf}>
              {(card) => <ClassRow card={card()} withDay ahead />}
            </Keyed>
          </RowList>
        </Card>
      </Show>
    </>
  );
}

function NoClasses(props: { ahead: boolean }): JSX.Element {
  return (
    <EmptyRows
      of={['classSession']}
      picture="day"
      level={3}
      title={t('today.noneTitle')}
      actions={<ButtonLink href="/classes">{t('today.allClasses')}</ButtonLink>}
    >
      {props.ahead ? t('today.noneText') : t('today.noneAhead')}
    </EmptyRows>
  );
}
