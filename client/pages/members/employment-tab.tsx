/** Where a member works and worked. Current employments are on this device; past ones are read from the office. */
import { createEffect, createMemo, createSignal, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { fieldsWith } from '../../../shared/access/can.ts';
import { MemberEmployment } from '../../../shared/entities/member-employment.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import { writableFields } from '../../components/entity-form.tsx';
import { CorrectWithReason } from '../../components/correct-with-reason.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLive } from '../../components/live.ts';
import { isOnline } from '../../components/online.ts';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { sortJobs } from './jobs.ts';
import type { Job } from './jobs.ts';

const of: Entity = MemberEmployment;
const asked = ['organizationId', 'jobTitle', 'startDate', 'endDate', 'hourlyRate'] as const;
const mostPast = 50;

type Past = readonly Job[] | 'asking' | 'none';

const text = (job: Job, name: string): string => {
  const value = job[name];
  return typeof value === 'string' ? value : '';
};
const placeOf = (job: Job): string => text(job, 'organizationName') || t('value.unknownRecord');

export function EmploymentTab(props: { memberId: string }): JSX.Element {
  const hall = useHall();
  const jobs = createJobs(() => props.memberId);
  const [open, setOpen] = createSignal<{ row: SeenRow | undefined }>();
  const mayAdd = (): boolean =>
    fieldsWith(
      of,
      hall.holdings(),
      'create',
      hall.holdings().map((one) => one.scope),
    ) !== undefined;
  const current = (): readonly Job[] => jobs.sorted().current;
  return (
    <div class="stack">
      <Show when={current().length > 1}>
        <Banner tone="warn" title={t('member.jobTwoTitle')}>
          {t('member.jobTwoText')}
        </Banner>
      </Show>
      <Card
        title={say(of.label.many)}
        actions={
          <Show when={mayAdd()}>
            <Button size="sm" icon="plus" onClick={() => setOpen({ row: undefined })}>
              {t('member.jobAdd')}
            </Button>
          </Show>
        }
      >
        <Show
          when={current().length > 0}
          fallback={
            <EmptyRows of={[of.name]} picture="search" title={t('member.jobNone')} level={3}>
              {t('member.jobNoneText')}
            </EmptyRows>
          }
        >
          <Jobs
            jobs={current()}
            label={t('member.jobNow')}
            onEdit={(row) => setOpen({ row })}
            held={jobs.held()}
          />
        </Show>
      </Card>
      {/* A member reads the ended ones on the device itself; those of the office are asked for. */}
      <PastJobs jobs={jobs} onEdit={(row) => setOpen({ row })} />
      <Show when={open()} keyed>
        {(what) => (
          <JobDialog
            memberId={props.memberId}
            row={what.row}
            current={current()}
            onClose={() => setOpen(undefined)}
          />
        )}
      </Show>
    </div>
  );
}

function createJobs(memberId: () => string) {
  const hall = useHall();
  const held = createLive(hall.rows, [of.name], memberId, (id) => hall.rows.list(of.name, { prefix: [id] }));
  const [past, setPast] = createSignal<Past>('asking');
  let turn = 0;
  const ask = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const query = new URLSearchParams({
      'filter[memberId]': memberId(),
      // Nobody ended a job before this day, and an empty end is no day.
      'filter[endDate][gte]': '1900-01-01',
      sort: '-endDate',
      'page[size]': String(mostPast),
    });
    const answer = await hall.sync
      .ask<{ rows: readonly Job[] }>(`/api/v1/member-employments?${query.toString()}`)
      .catch(() => undefined);
    if (mine === turn) setPast(answer?.rows ?? 'none');
  };
  const online = createMemo(() => isOnline(hall));
  // Another member, the signal's return, an employment that ended and left this device.
  const heldIds = createMemo(() =>
    (held() ?? []).map((row) => `${row.id}${row.version}${String(row.pending)}`).join(),
  );
  createEffect(on(memberId, () => void setPast('asking'), { defer: true }));
  createEffect(on([memberId, online, heldIds], () => void ask()));
  const told = (): readonly Job[] => {
    const known = past();
    return typeof known === 'string' ? [] : known;
  };
  return { held, past, ask, sorted: createMemo(() => sortJobs(held() ?? [], told())) };
}

function PastJobs(props: {
  jobs: ReturnType<typeof createJobs>;
  onEdit: (row: SeenRow) => void;
}): JSX.Element {
  const hall = useHall();
  const ended = (): readonly Job[] => props.jobs.sorted().ended;
  return (
    <Card title={t('member.past')}>
      <Show when={props.jobs.past() === 'none'}>
        <Banner
          tone="ink"
          icon={isOnline(hall) ? 'info' : 'offline'}
          role="status"
          title={t('member.pastOfflineTitle')}
          actions={<Button onClick={() => void props.jobs.ask()}>{t('action.retry')}</Button>}
        >
          {t('member.pastOfflineText')}
        </Banner>
      </Show>
      <Show when={props.jobs.past() === 'asking'}>
        <SkeletonRows rows={2} label={t('app.loading')} />
      </Show>
      <Show when={ended().length > 0}>
        <Jobs
          jobs={ended()}
          label={t('member.past')}
          onEdit={props.onEdit}
          held={props.jobs.held()}
          onCorrected={() => void props.jobs.ask()}
        />
      </Show>
      <Show when={ended().length === 0 && typeof props.jobs.past() !== 'string'}>
        <p class="muted">{t('member.pastNone')}</p>
      </Show>
      <Show when={ended().length >= mostPast}>
        <p class="muted mt-2">{t('member.pastMore', { count: mostPast })}</p>
      </Show>
    </Card>
  );
}

function Jobs(props: {
  jobs: readonly Job[];
  label: string;
  held: readonly SeenRow[] | undefined;
  onEdit: (row: SeenRow) => void;
  /** Given for ended ones, which are on no device and are corrected at the office. */
  onCorrected?: (() => void) | undefined;
}): JSX.Element {
  const hall = useHall();
  const editable = (job: Job): SeenRow | undefined => {
    const row = props.held?.find((one) => one.id === job.id);
    return row && writableFields(of, hall, row).length > 0 ? row : undefined;
  };
  return (
    <ol class="timeline" aria-label={props.label}>
      <Keyed each={props.jobs} by={(job) => job.id}>
        {(job) => (
          <li data-current={job()['endDate'] ? undefined : ''}>
            <p class="strong">
              {placeOf(job())}{' '}
              <Show when={!job()['endDate']}>
                <Chip tone="good">{t('member.jobNow')}</Chip>
              </Show>{' '}
              <Show when={props.held?.some((one) => one.id === job().id && one.pending)}>
                <StateChip state="saved" label={t('state.saved')} />
              </Show>
            </p>
            <p class="muted figures">{linesOf(job()).join(' · ')}</p>
            <Show when={editable(job())} fallback={<CorrectJob job={job()} onAnswer={props.onCorrected} />}>
              {(row) => (
                <div class="card-deeds">
                  <Button
                    size="sm"
                    icon="edit"
                    aria-label={t('member.jobEdit', { place: placeOf(job()) })}
                    onClick={() => props.onEdit(row())}
                  >
                    {t('action.edit')}
                  </Button>
                </div>
              )}
            </Show>
          </li>
        )}
      </Keyed>
    </ol>
  );
}

function CorrectJob(props: { job: Job; onAnswer: (() => void) | undefined }): JSX.Element {
  const row = (): SeenRow => ({ version: 0, ...props.job, pending: false });
  return (
    <Show when={props.onAnswer}>
      <div class="card-deeds">
        <CorrectWithReason
          of={of}
          row={row()}
          name={placeOf(props.job)}
          only={asked}
          size="sm"
          onAnswer={props.onAnswer}
        />
      </div>
    </Show>
  );
}

function linesOf(job: Job): readonly string[] {
  const start = formatDay(text(job, 'startDate'), 'long');
  const end = text(job, 'endDate');
  const rate = job['hourlyRate'];
  return [
    end ? t('member.jobTime', { start, end: formatDay(end, 'long') }) : t('member.jobSince', { day: start }),
    text(job, 'jobTitle'),
    typeof rate === 'number'
      ? `${say(MemberEmployment.fields.hourlyRate.label)} ${valueText(MemberEmployment.fields.hourlyRate, rate)}`
      : '',
  ].filter(Boolean);
}

function JobDialog(props: {
  memberId: string;
  row: SeenRow | undefined;
  current: readonly Job[];
  onClose: () => void;
}): JSX.Element {
  const toasts = useToasts();
  const others = (): readonly Job[] => props.current.filter((job) => job.id !== props.row?.id);
  return (
    <FormDialog
      of={of}
      row={props.row}
      start={{ memberId: props.memberId }}
      only={asked}
      open
      title={props.row ? t('member.jobEdit', { place: placeOf(props.row) }) : t('member.jobAdd')}
      onClose={props.onClose}
      onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
    >
      <Show when={others()[0]}>
        {(other) => (
          <div class="mb-4">
            <Banner tone="warn" title={t('member.jobOneTitle', { place: placeOf(other()) })}>
              {t('member.jobOneText')}
            </Banner>
          </div>
        )}
      </Show>
    </FormDialog>
  );
}
