/** What the employer makes of the union, from 1 to 5, what that means, since when, and why; saved when one says so. */
import { createSignal, createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Organization } from '../../../shared/entities/organization.ts';
import type { Field } from '../../../shared/entity/field.ts';
import type { Values } from '../../../shared/entity/entity.ts';
import { problemSentence, refusalSentence } from '../../../shared/values/refusal-words.ts';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { ChoiceGrid } from '../../elements/choice-grid.tsx';
import { DateInput } from '../../elements/date-input.tsx';
import { ErrorSummary } from '../../elements/error-summary.tsx';
import type { FieldError } from '../../elements/error-summary.tsx';
import { TextArea } from '../../elements/text-area.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { dayOf, formatDay } from '../../i18n/format.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';
import { mayEdit } from '../../organizing/rights.ts';
import { scoreMeaning, scoreOptions, scoreTone } from '../../organizing/visit-looks.ts';
import { sinceFor } from './since.ts';

const fields = Organization.fields;
const textOf = (row: SeenRow, name: string): string => String(row[name] ?? '');

export function Attitude(props: { row: SeenRow }): JSX.Element {
  const hall = useHall();
  const [changing, setChanging] = createSignal(false);
  const score = (): string => textOf(props.row, 'saltingScore');
  const since = (): string => textOf(props.row, 'saltingScoreOn');
  return (
    <Card
      title={t('attitude.title')}
      actions={
        <Show when={!changing() && mayEdit(Organization, hall, props.row, 'saltingScore')}>
          <Button icon="edit" onClick={() => setChanging(true)}>
            {t('attitude.change')}
          </Button>
        </Show>
      }
    >
      <Show
        when={changing()}
        fallback={
          <>
            <Show when={score() !== ''} fallback={<p class="muted">{t('attitude.none')}</p>}>
              <div class="chips">
                <Chip tone={scoreTone(score())}>{valueText(fields.saltingScore, score())}</Chip>
                <Show when={since() !== ''}>
                  <span class="muted">{t('attitude.since', { day: formatDay(since(), 'long') })}</span>
                </Show>
              </div>
              <Meaning score={score()} />
            </Show>
            <Show when={textOf(props.row, 'saltingNotes') !== ''}>
              <p class="mt-2">{textOf(props.row, 'saltingNotes')}</p>
            </Show>
          </>
        }
      >
        <AttitudeForm row={props.row} onDone={() => setChanging(false)} />
      </Show>
    </Card>
  );
}

function Meaning(props: { score: string }): JSX.Element {
  return <Show when={scoreMeaning(props.score)}>{(key) => <p class="muted mt-2">{t(key())}</p>}</Show>;
}

function AttitudeForm(props: { row: SeenRow; onDone: () => void }): JSX.Element {
  const formId = createUniqueId();
  const form = createAttitudeForm(props, (name) => `${formId}-${name}`);
  return (
    <form
      novalidate
      class="attitude-form"
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <ErrorSummary title={t('error.title')} errors={form.errors()} />
      <div>
        <ChoiceGrid
          legend={say(fields.saltingScore.label)}
          id={`${formId}-saltingScore`}
          across={2}
          options={scoreOptions()}
          value={form.score()}
          onValue={form.choose}
        />
        <Meaning score={form.score()} />
      </div>
      <DateInput
        label={say(fields.saltingScoreOn.label)}
        id={`${formId}-saltingScoreOn`}
        error={form.errorOf('saltingScoreOn')}
        value={form.since()}
        onValue={form.setSince}
      />
      <TextArea
        label={say(fields.saltingNotes.label)}
        id={`${formId}-saltingNotes`}
        optional={t('field.optional')}
        error={form.errorOf('saltingNotes')}
        value={form.notes()}
        onValue={form.setNotes}
      />
      <div class="form-actions">
        <Button type="submit" variant="primary">
          {t('action.save')}
        </Button>
        <Button onClick={() => props.onDone()}>{t('action.cancel')}</Button>
      </div>
    </form>
  );
}

function createAttitudeForm(props: { row: SeenRow; onDone: () => void }, idOf: (name: string) => string) {
  const hall = useHall();
  const toasts = useToasts();
  // The form starts from what stands when it is opened.
  const started = props.row;
  const [score, setScore] = createSignal(textOf(started, 'saltingScore'));
  const [since, setSince] = createSignal(textOf(started, 'saltingScoreOn'));
  const [notes, setNotes] = createSignal(textOf(started, 'saltingNotes'));
  const [errors, setErrors] = createSignal<readonly FieldError[]>([]);
  const choose = (next: string): void => {
    setScore(next);
    const before = { score: textOf(started, 'saltingScore'), since: textOf(started, 'saltingScoreOn') };
    setSince(sinceFor(before, next, dayOf(Date.now())));
  };
  const touched = (): Values => {
    const now = { saltingScore: score(), saltingScoreOn: since(), saltingNotes: notes().trim() };
    return Object.fromEntries(
      Object.entries(now)
        .filter(([name, value]) => value !== textOf(started, name))
        .map(([name, value]) => [name, value === '' ? null : value]),
    );
  };
  const save = async (): Promise<void> => {
    const set = touched();
    if (Object.keys(set).length === 0) return props.onDone();
    const written = await hall.rows.write({
      entity: Organization.name,
      op: 'update',
      row: props.row.id,
      set,
    });
    if (written.ok) {
      noteSave();
      toasts.show({ text: t('attitude.saved'), icon: 'saved' });
      return props.onDone();
    }
    const named: Readonly<Record<string, Field>> = fields;
    setErrors(
      written.problems.map((problem) => ({
        fieldId: idOf(problem.field),
        message: problemSentence(problem, named[problem.field]?.label ?? fields.name.label, locale()),
      })),
    );
    if (written.problems.length === 0)
      toasts.show({ tone: 'bad', text: refusalSentence(written.refusal, locale()) });
  };
  const errorOf = (name: string): string | undefined =>
    errors().find((one) => one.fieldId === idOf(name))?.message;
  return { score, choose, since, setSince, notes, setNotes, errors, errorOf, save };
}
