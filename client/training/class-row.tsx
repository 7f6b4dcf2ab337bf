/** One class in a list: when, what, where, with whom, and how far its attendance has come. */
import { Match, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { comingOf } from '../components/coming.ts';
import { Chip } from '../elements/chip.tsx';
import { Row } from '../elements/rows.tsx';
import { useHall } from '../hall.ts';
import { formatClock, formatDay } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import type { ClassCard } from './class-cards.ts';
import { markEntities } from './class-cards.ts';

export function ClassRow(props: {
  card: ClassCard;
  /** Show the day too: lists over several days. */
  withDay?: boolean | undefined;
  /** It is going on right now. */
  current?: boolean | undefined;
  /** The class is still to come: nothing is missing yet. */
  ahead?: boolean | undefined;
}): JSX.Element {
  return (
    <Row
      href={`/classes/${props.card.id}`}
      current={props.current}
      leading={
        <div class="class-when">
          <span class="class-start">{formatClock(props.card.start)}</span>
          <span class="class-end">
            {props.withDay ? formatDay(props.card.day) : formatClock(props.card.end)}
          </span>
        </div>
      }
      title={props.card.course || props.card.topic || t('roster.title')}
      detail={[props.card.room, props.card.cohort, props.card.topic].filter(Boolean).join(' · ')}
      trailing={<Progress card={props.card} ahead={props.ahead === true} />}
    />
  );
}

function Progress(props: { card: ClassCard; ahead: boolean }): JSX.Element {
  const hall = useHall();
  const done = (): number => props.card.counts.all - props.card.counts.unmarked;
  return (
    <Switch
      fallback={
        <Chip tone="warn" icon="today">
          {t('classes.marked', { done: done(), all: props.card.counts.all })}
        </Chip>
      }
    >
      <Match when={props.card.isCancelled}>
        <Chip icon="close">{t('classes.cancelled')}</Chip>
      </Match>
      <Match when={comingOf(hall, markEntities)}>
        <Chip icon="download">{t('coming.title')}</Chip>
      </Match>
      <Match when={props.card.counts.all === 0}>
        <Chip>{t('classes.noStudents')}</Chip>
      </Match>
      <Match when={props.card.counts.unmarked === 0}>
        <Chip tone="good" icon="check">
          {t('classes.complete', { all: props.card.counts.all })}
        </Chip>
      </Match>
      <Match when={props.ahead && done() === 0}>
        <Chip icon="people">{t('classes.students', { count: props.card.counts.all })}</Chip>
      </Match>
    </Switch>
  );
}
