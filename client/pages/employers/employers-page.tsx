/** Employers by name, found while typing; a tap calls. What organizers think of them is shown to those who may know. */
import { createMemo, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { Organization } from '../../../shared/entities/organization.ts';
import { createAsked } from '../../components/asked.ts';
import { comingOf } from '../../components/coming.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLiveRows } from '../../components/live.ts';
import { NotFound } from '../../components/not-found.tsx';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Icon } from '../../elements/icon.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { addsEmployers, seesEmployers } from '../../organizing/rights.ts';
import { scoreTone } from '../../organizing/visit-looks.ts';
import { dialled, findEmployers } from './find-employers.ts';
import './employers.css';

const employersAtOnce = 60;
const fields = Organization.fields;

export default function EmployersPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={seesEmployers(hall)} fallback={<NotFound />}>
      <PageHeader title={t('employers.title')} meta={<DataAge />} actions={<NewEmployer />} />
      <Employers />
    </Show>
  );
}

function Employers(): JSX.Element {
  const hall = useHall();
  const [typed, setTyped] = createSignal('');
  const [kind, setKind] = createSignal('');
  const [limit, setLimit] = createSignal(employersAtOnce);
  const all = createLiveRows(hall.rows, [Organization.name], hall.holdings, () =>
    hall.rows.list(Organization.name),
  );
  const found = createMemo(() => findEmployers(all() ?? [], { typed: typed(), kind: kind() }));
  const kinds = () =>
    (fields.orgType.choices ?? []).map(({ value, label }) => ({ value, label: say(label) }));
  const isCounted = (): boolean => (all()?.length ?? 0) > 0 && !comingOf(hall, [Organization.name]);
  const narrow = (change: () => void): void => {
    setLimit(employersAtOnce);
    change();
  };
  return (
    <div class="stack">
      <div class="toolbar toolbar-wide">
        <TextInput
          label={t('employers.search')}
          hideLabel
          type="search"
          icon="search"
          placeholder={t('employers.search')}
          value={typed()}
          onValue={(text) => narrow(() => setTyped(text))}
          class="toolbar-search"
        />
        <SelectInput
          label={t('employers.kind')}
          hideLabel
          value={kind()}
          placeholder={t('employers.allKinds')}
          options={kinds()}
          onValue={(value) => narrow(() => setKind(value))}
        />
        <p class="muted figures" role="status">
          <Show when={isCounted()}>{t('employers.count', { count: found().length })}</Show>
        </p>
      </div>
      <Show when={all()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
        <Show when={found().length > 0} fallback={<NoEmployers none={all()?.length === 0} />}>
          <Card flush>
            <RowList label={t('employers.title')}>
              <Keyed each={found().slice(0, limit())} by={(row) => row.id}>
                {(row) => <EmployerRow row={row()} />}
              </Keyed>
            </RowList>
          </Card>
        </Show>
        <Show when={found().length > limit()}>
          <Button block onClick={() => setLimit((before) => before + employersAtOnce)}>
            {t('employers.more')}
          </Button>
        </Show>
      </Show>
    </div>
  );
}

function EmployerRow(props: { row: SeenRow }): JSX.Element {
  const name = (): string => String(props.row['name'] ?? '');
  const kind = (): string =>
    props.row['orgType'] === fields.orgType.initial ? '' : valueText(fields.orgType, props.row['orgType']);
  const score = (): string => String(props.row['saltingScore'] ?? '');
  return (
    <Row
      href={`/employers/${props.row.id}`}
      title={name()}
      detail={[kind(), String(props.row['city'] ?? '')].filter(Boolean).join(' · ')}
      trailing={
        <>
          <Show when={props.row.pending}>
            <StateChip state="saved" label={t('state.saved')} />
          </Show>
          <Show when={score()}>
            {(known) => <Chip tone={scoreTone(known())}>{valueText(fields.saltingScore, known())}</Chip>}
          </Show>
          <Show when={dialled(props.row['phone'])}>
            {(number) => (
              <a
                class="btn button-secondary button-icon"
                href={`tel:${number()}`}
                aria-label={t('employers.call', { name: name() })}
              >
                <Icon name="phone" />
              </a>
            )}
          </Show>
        </>
      }
    />
  );
}

function NoEmployers(props: { none: boolean }): JSX.Element {
  return (
    <EmptyRows of={[Organization.name]} picture="search" title={t('employers.noneTitle')}>
      {props.none ? t('employers.noneText') : t('employers.noMatch')}
    </EmptyRows>
  );
}

/** For those who may make one. */
function NewEmployer(): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [open, setOpen] = createAsked();
  return (
    <Show when={addsEmployers(hall)}>
      <Button icon="plus" onClick={() => setOpen(true)}>
        {t('employers.add')}
      </Button>
      <FormDialog
        of={Organization}
        open={open()}
        title={t('employers.add')}
        onClose={() => setOpen(false)}
        onSaved={(id) => {
          toasts.show({ text: t('state.saved'), icon: 'saved' });
          navigate(`/employers/${id}`);
        }}
      />
    </Show>
  );
}
