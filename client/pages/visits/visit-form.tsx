/**
 * The form of a visit, for one thumb: where, what, how it went and how many come first, in big targets; the rest below.
 * It says what is wrong in the server's words, and what was typed stays.
 */
import { createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import { refusalSentence } from '../../../shared/values/refusal-words.ts';
import { say } from '../../components/say.ts';
import { ActionBar } from '../../elements/action-bar.tsx';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { ChoiceGrid } from '../../elements/choice-grid.tsx';
import { DateInput } from '../../elements/date-input.tsx';
import { ErrorSummary } from '../../elements/error-summary.tsx';
import { Stepper } from '../../elements/stepper.tsx';
import { TextArea } from '../../elements/text-area.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { outcomeOptions, visitTypes } from '../../organizing/visit-looks.ts';
import { EmployerChoice } from './employer-choice.tsx';
import type { VisitEntry } from './visit-entry.ts';
import './visits.css';

const fields = SaltingActivity.fields;

export function VisitForm(props: { entry: VisitEntry; cancel?: JSX.Element }): JSX.Element {
  const formId = createUniqueId();
  const idOf = (name: string): string => `${formId}-${name}`;
  const summary = () => props.entry.errors().map(({ field, message }) => ({ fieldId: idOf(field), message }));
  return (
    <form
      novalidate
      class="visit-form"
      onSubmit={(event) => {
        event.preventDefault();
        void props.entry.save();
      }}
    >
      <ErrorSummary title={t('error.title')} errors={summary()} />
      <Show when={props.entry.refusal()}>
        {(refusal) => (
          <Banner tone="bad" role="alert">
            {refusalSentence(refusal(), locale())}
          </Banner>
        )}
      </Show>
      <What entry={props.entry} idOf={idOf} />
      <HowMany entry={props.entry} idOf={idOf} />
      <Details entry={props.entry} idOf={idOf} />
      <ActionBar>
        <Button type="submit" variant="primary" size="lg" busy={props.entry.busy()}>
          {t('action.save')}
        </Button>
        {props.cancel}
      </ActionBar>
    </form>
  );
}

interface PartProps {
  entry: VisitEntry;
  idOf: (name: string) => string;
}

function What(props: PartProps): JSX.Element {
  return (
    <>
      <EmployerChoice
        label={say(fields.organizationId.label)}
        id={props.idOf('organizationId')}
        error={props.entry.errorOf('organizationId')}
        value={props.entry.values.organizationId}
        onValue={(id) => props.entry.set({ organizationId: id })}
      />
      <ChoiceGrid
        legend={say(fields.activityType.label)}
        id={props.idOf('activityType')}
        error={props.entry.errorOf('activityType')}
        across={3}
        options={visitTypes()}
        value={props.entry.values.activityType}
        onValue={(activityType) => props.entry.set({ activityType })}
      />
      <ChoiceGrid
        legend={say(fields.outcome.label)}
        id={props.idOf('outcome')}
        optional={t('field.optional')}
        error={props.entry.errorOf('outcome')}
        across={2}
        options={outcomeOptions()}
        value={props.entry.values.outcome}
        onValue={(outcome) => props.entry.set({ outcome })}
      />
    </>
  );
}

function HowMany(props: PartProps): JSX.Element {
  const contacted = (): string => say(fields.workersContacted.label);
  const cards = (): string => say(fields.cardsSigned.label);
  return (
    <div>
      <div class="visit-counts">
        <Stepper
          label={contacted()}
          id={props.idOf('workersContacted')}
          error={props.entry.errorOf('workersContacted')}
          lessLabel={t('visit.less', { what: contacted() })}
          moreLabel={t('visit.more', { what: contacted() })}
          value={props.entry.values.workersContacted}
          onValue={props.entry.setContacted}
        />
        <Stepper
          label={cards()}
          id={props.idOf('cardsSigned')}
          error={props.entry.errorOf('cardsSigned')}
          lessLabel={t('visit.less', { what: cards() })}
          moreLabel={t('visit.more', { what: cards() })}
          value={props.entry.values.cardsSigned}
          onValue={props.entry.setCards}
        />
      </div>
      <p class="field-hint" role="status">
        {props.entry.wasHeld() ? say(SaltingActivity.rules?.[0]?.message ?? { en: '', es: '' }) : ''}
      </p>
    </div>
  );
}

function Details(props: PartProps): JSX.Element {
  const optional = (): string => t('field.optional');
  const line = (name: 'location' | 'description' | 'nextStep' | 'nextStepOn' | 'activityDate') => ({
    get label() {
      return say(fields[name].label);
    },
    id: props.idOf(name),
    get error() {
      return props.entry.errorOf(name);
    },
    get value() {
      return props.entry.values[name];
    },
    onValue: (value: string) => props.entry.set({ [name]: value }),
  });
  return (
    <>
      <TextArea {...line('description')} rows={3} optional={optional()} />
      <TextInput {...line('nextStep')} optional={optional()} autocomplete="off" />
      <div class="visit-days">
        <DateInput {...line('nextStepOn')} optional={optional()} />
        <DateInput {...line('activityDate')} />
      </div>
      <TextInput {...line('location')} optional={optional()} autocomplete="off" />
    </>
  );
}
