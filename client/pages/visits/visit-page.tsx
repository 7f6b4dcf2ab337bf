/** One visit: its facts for everyone who sees it, its form for its author, the way to its history. */
import { createMemo, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate, useParams } from '@solidjs/router';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import type { Field } from '../../../shared/entity/field.ts';
import { CorrectWithReason } from '../../components/correct-with-reason.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { NotFound } from '../../components/not-found.tsx';
import { nameOfPerson } from '../../components/person-name.ts';
import { RemoveRow } from '../../components/remove-row.tsx';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Facts } from '../../elements/facts.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { logsVisits, mayEdit, seesVisits } from '../../organizing/rights.ts';
import { createVisitEntry } from './visit-entry.ts';
import { VisitForm } from './visit-form.tsx';
import { newVisit, readVisit } from './visit-values.ts';

interface Known {
  readonly row: SeenRow | undefined;
  readonly author: string;
}

export default function VisitPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={seesVisits(hall)} fallback={<NotFound />}>
      <AnyVisit />
    </Show>
  );
}

function AnyVisit(): JSX.Element {
  const hall = useHall();
  const params = useParams<{ id: string }>();
  const known = createLive(
    hall.rows,
    [SaltingActivity.name, 'user'],
    () => params.id,
    async (id): Promise<Known> => {
      const row = await hall.rows.get(SaltingActivity.name, id);
      return { row, author: await nameOfPerson(hall.rows, row?.['organizerId']) };
    },
  );
  return (
    <Show when={known()} fallback={<SkeletonRows rows={6} label={t('app.loading')} />}>
      {(found) => (
        <Show when={found().row} fallback={<Gone />}>
          {(row) => <Visit row={row()} author={found().author} />}
        </Show>
      )}
    </Show>
  );
}

function Gone(): JSX.Element {
  return (
    <>
      <PageHeader title={t('visits.title')} back={{ href: '/visits', label: t('nav.visits') }} />
      <EmptyRows of={[SaltingActivity.name]} picture="search" title={t('visits.gone')}>
        {t('visits.goneText')}
      </EmptyRows>
    </>
  );
}

function Visit(props: { row: SeenRow; author: string }): JSX.Element {
  const [editing, setEditing] = createSignal(false);
  const title = (): string => String(props.row['organizationName'] ?? '') || t('visits.title');
  return (
    <>
      <PageHeader
        title={title()}
        eyebrow={formatDay(String(props.row['activityDate']), 'weekday')}
        back={{ href: '/visits', label: t('nav.visits') }}
        meta={
          <Show when={props.row.pending}>
            <StateChip state="saved" label={t('state.saved')} />
          </Show>
        }
      />
      <Show
        when={editing()}
        fallback={<Reading row={props.row} author={props.author} onEdit={() => setEditing(true)} />}
      >
        <Correcting row={props.row} onDone={() => setEditing(false)} />
      </Show>
    </>
  );
}

function Correcting(props: { row: SeenRow; onDone: () => void }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const entry = createVisitEntry({
    hall,
    // eslint-disable-next-line solid/reactivity -- What is corrected is the visit as it was when the form opened.
    start: readVisit(props.row, newVisit('')),
    // eslint-disable-next-line solid/reactivity -- As above.
    row: props.row.id,
    onSaved: (written) => {
      if (written) toasts.show({ text: t('visits.changed'), icon: 'saved' });
      props.onDone();
    },
  });
  return (
    <VisitForm
      entry={entry}
      cancel={
        <Button size="lg" onClick={() => props.onDone()}>
          {t('action.cancel')}
        </Button>
      }
    />
  );
}

/** In the order in which one tells it. */
const told = [
  'activityType',
  'activityDate',
  'outcome',
  'workersContacted',
  'cardsSigned',
  'description',
  'notes',
  'nextStep',
  'nextStepOn',
  'location',
] as const;

function Reading(props: { row: SeenRow; author: string; onEdit: () => void }): JSX.Element {
  const hall = useHall();
  const navigate = useNavigate();
  const isAuthor = (): boolean => props.row['organizerId'] === hall.seat.userId;
  const mayCorrect = createMemo(() => mayEdit(SaltingActivity, hall, props.row, 'outcome'));
  const items = () => {
    const fields: Readonly<Record<string, Field>> = SaltingActivity.fields;
    return [
      {
        label: say(SaltingActivity.fields.organizerId.label),
        value: isAuthor() ? t('visits.you') : props.author || t('visits.somebody'),
      },
      ...told
        .filter((name) => props.row[name] !== null && props.row[name] !== undefined)
        .flatMap((name) => {
          const field = fields[name];
          return field ? [{ label: say(field.label), value: valueText(field, props.row[name]) }] : [];
        }),
    ];
  };
  return (
    <Card>
      <Facts items={items()} />
      <Show when={!mayCorrect()}>
        <p class="muted mt-4">
          {logsVisits(hall)
            ? t('visits.readOnly', { name: props.author || t('visits.somebody') })
            : t('visits.readOnlyRole')}
        </p>
      </Show>
      <div class="card-deeds mt-4">
        <Show when={mayCorrect()}>
          <Button variant="primary" icon="edit" onClick={() => props.onEdit()}>
            {t('visits.edit')}
          </Button>
        </Show>
        <Show when={!mayCorrect()}>
          <CorrectWithReason
            of={SaltingActivity}
            row={props.row}
            name={String(props.row['organizationName'] ?? '')}
            only={['organizationId', ...told]}
          />
        </Show>
        <ButtonLink icon="employer" href={`/employers/${String(props.row['organizationId'])}`}>
          {t('visits.employer')}
        </ButtonLink>
        <ButtonLink icon="history" href={`/history/${SaltingActivity.name}/${props.row.id}`}>
          {t('history.title')}
        </ButtonLink>
        <RemoveRow
          of={SaltingActivity}
          row={props.row}
          words={{
            label: t('visits.remove'),
            title: t('visits.removeTitle'),
            text: t('visits.removeText'),
            removed: t('visits.removed'),
          }}
          onGone={() => navigate('/visits')}
        />
      </div>
    </Card>
  );
}
