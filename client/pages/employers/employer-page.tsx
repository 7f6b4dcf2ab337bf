/** One employer: how to reach it, whom to call there, its attitude, and what happened there; each for those who may see it. */
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useParams } from '@solidjs/router';
import { Organization } from '../../../shared/entities/organization.ts';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import type { Field } from '../../../shared/entity/field.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLive } from '../../components/live.ts';
import { NotFound } from '../../components/not-found.tsx';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Facts } from '../../elements/facts.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { createVisits } from '../../organizing/live-visits.ts';
import { logsVisits, mayEdit, maySee, seesEmployers, seesVisits } from '../../organizing/rights.ts';
import { VisitRow } from '../../organizing/visit-row.tsx';
import { newestFirst } from '../../organizing/visits.ts';
import { Attitude } from './attitude.tsx';
import { Contacts } from './contacts.tsx';
import { dialled } from './find-employers.ts';
import './employers.css';

const visitsShown = 10;

export default function EmployerPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={seesEmployers(hall)} fallback={<NotFound />}>
      <AnyEmployer />
    </Show>
  );
}

function AnyEmployer(): JSX.Element {
  const hall = useHall();
  const params = useParams<{ id: string }>();
  const known = createLive(
    hall.rows,
    [Organization.name],
    () => params.id,
    async (id) => ({ row: await hall.rows.get(Organization.name, id) }),
  );
  return (
    <Show when={known()} fallback={<SkeletonRows rows={6} label={t('app.loading')} />}>
      {(found) => (
        <Show when={found().row} fallback={<Gone />}>
          {(row) => <Employer row={row()} />}
        </Show>
      )}
    </Show>
  );
}

function Gone(): JSX.Element {
  return (
    <>
      <PageHeader title={t('employers.title')} back={{ href: '/employers', label: t('employers.title') }} />
      <EmptyRows of={[Organization.name]} picture="search" title={t('employers.gone')}>
        {t('employers.goneText')}
      </EmptyRows>
    </>
  );
}

function Employer(props: { row: SeenRow }): JSX.Element {
  const hall = useHall();
  return (
    <>
      <PageHeader
        title={String(props.row['name'] ?? '')}
        eyebrow={valueText(Organization.fields.orgType, props.row['orgType'])}
        back={{ href: '/employers', label: t('employers.title') }}
        meta={
          <Show when={props.row.pending}>
            <StateChip state="saved" label={t('state.saved')} />
          </Show>
        }
        actions={
          <Show when={logsVisits(hall)}>
            <ButtonLink variant="primary" icon="plus" href={`/visits/new?employer=${props.row.id}`}>
              {t('visits.logHere')}
            </ButtonLink>
          </Show>
        }
      />
      <div class="stack">
        <div class="side-by-side">
          <EmployerCard row={props.row} />
          <Contacts employer={props.row} />
        </div>
        <Show when={maySee(Organization, hall, 'saltingScore')}>
          <Attitude row={props.row} />
        </Show>
        <Show when={seesVisits(hall)}>
          <VisitsThere employer={props.row.id} />
        </Show>
      </div>
    </>
  );
}

const cardFields = ['phone', 'email', 'address', 'city', 'state', 'zipCode', 'website'] as const;

function EmployerCard(props: { row: SeenRow }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [editing, setEditing] = createSignal(false);
  const mayChange = createMemo(() => mayEdit(Organization, hall, props.row, 'name'));
  const items = () =>
    cardFields
      .filter((name) => props.row[name] !== undefined)
      .map((name) => {
        const field: Field = Organization.fields[name];
        return { label: say(field.label), value: valueText(field, props.row[name]) };
      });
  const email = (): string => (typeof props.row['email'] === 'string' ? props.row['email'] : '');
  return (
    <Card
      title={t('employers.card')}
      actions={
        <Show when={mayChange()}>
          <Button icon="edit" onClick={() => setEditing(true)}>
            {t('employers.edit')}
          </Button>
        </Show>
      }
    >
      <Facts items={items()} />
      <div class="employer-links">
        <Show when={dialled(props.row['phone'])}>
          {(number) => (
            <ButtonLink icon="phone" href={`tel:${number()}`}>
              {t('employers.call', { name: String(props.row['name'] ?? '') })}
            </ButtonLink>
          )}
        </Show>
        <Show when={email()}>
          {(address) => (
            <ButtonLink icon="send" href={`mailto:${address()}`}>
              {address()}
            </ButtonLink>
          )}
        </Show>
        <ButtonLink variant="quiet" icon="history" href={`/history/${Organization.name}/${props.row.id}`}>
          {t('history.title')}
        </ButtonLink>
      </div>
      <FormDialog
        of={Organization}
        row={props.row}
        open={editing()}
        title={t('employers.edit')}
        onClose={() => setEditing(false)}
        onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
      />
    </Card>
  );
}

function VisitsThere(props: { employer: string }): JSX.Element {
  const hall = useHall();
  const known = createVisits(hall);
  const there = createMemo(() =>
    newestFirst((known()?.visits ?? []).filter((visit) => visit.organizationId === props.employer)),
  );
  const who = (id: string): string =>
    id === hall.seat.userId ? t('visits.you') : known()?.names.get(id) || t('visits.somebody');
  return (
    <Card
      title={t('employers.visits')}
      flush
      actions={
        <Show when={there().length > visitsShown}>
          <ButtonLink href={`/visits?whose=all&employer=${props.employer}`}>
            {t('employers.allVisits')}
          </ButtonLink>
        </Show>
      }
    >
      <Show when={known()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
        <Show
          when={there().length > 0}
          fallback={
            <EmptyRows
              of={[SaltingActivity.name]}
              picture="day"
              level={3}
              title={t('employers.noVisitsTitle')}
            >
              {t('employers.noVisitsText')}
            </EmptyRows>
          }
        >
          <RowList label={t('employers.visits')}>
            <For each={there().slice(0, visitsShown)}>
              {(visit) => <VisitRow visit={visit} who={who(visit.organizerId)} withDay hideEmployer />}
            </For>
          </RowList>
        </Show>
      </Show>
    </Card>
  );
}
