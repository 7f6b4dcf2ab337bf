/** One visit in a list: where, what, by whom, how it went, and whether it has left this device. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import { valueText } from '../components/value-text.ts';
import { Chip } from '../elements/chip.tsx';
import { Row } from '../elements/rows.tsx';
import { StateChip } from '../elements/state-chip.tsx';
import { formatDay } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { isOutcome, outcomeLooks } from './visit-looks.ts';
import type { Visit } from './visits.ts';

export function VisitRow(props: {
  visit: Visit;
  /** Who logged it; left out where all are one's own. */
  who?: string | undefined;
  /** Lists over several days show the day; a list of one employer's visits leaves the employer out. */
  withDay?: boolean | undefined;
  hideEmployer?: boolean | undefined;
}): JSX.Element {
  const type = (): string => valueText(SaltingActivity.fields.activityType, props.visit.type);
  const detail = (): string =>
    [
      props.withDay ? formatDay(props.visit.day) : '',
      props.hideEmployer ? '' : type(),
      props.who ?? '',
      t('visits.contacted', { count: props.visit.contacted }),
      t('visits.cards', { count: props.visit.cards }),
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <Row
      href={`/visits/${props.visit.id}`}
      title={props.hideEmployer ? type() : props.visit.employer || t('value.unknownRecord')}
      detail={detail()}
      trailing={
        <>
          <Show when={props.visit.pending}>
            <StateChip state="saved" label={t('state.saved')} />
          </Show>
          <OutcomeChip outcome={props.visit.outcome} />
        </>
      }
    />
  );
}

export function OutcomeChip(props: { outcome: string }): JSX.Element {
  const known = () => (isOutcome(props.outcome) ? outcomeLooks[props.outcome] : undefined);
  return (
    <Show when={known()}>
      {(look) => (
        <Chip tone={look().tone} icon={look().icon}>
          {valueText(SaltingActivity.fields.outcome, props.outcome)}
        </Chip>
      )}
    </Show>
  );
}
