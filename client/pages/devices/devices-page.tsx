/** Every device of the local, those that worry first: what it still holds, when it was heard, how its clock goes. */
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Device } from '../../../shared/entities/device.ts';
import { User } from '../../../shared/entities/user.ts';
import { titleOf } from '../../../shared/entity/row.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { NotFound } from '../../components/not-found.tsx';
import { createNow } from '../../components/now.ts';
import { Chip } from '../../elements/chip.tsx';
import { DataTable } from '../../elements/data-table.tsx';
import type { Column } from '../../elements/data-table.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { TimeAgo } from '../../elements/time-ago.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatAgo, formatBytes, formatDateTime, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { appVersion } from '../../version.ts';
import { DeviceDialog, DeviceMenu, mayReachDevices, NeedsSignal } from './device-deeds.tsx';
import type { Asking } from './device-deeds.tsx';
import { byWorry, isGrave, worriesOf } from './device-worries.ts';
import type { Worry } from './device-worries.ts';

export default function DevicesPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={hall.holdings().some((one) => one.scope === 'review:device')} fallback={<NotFound />}>
      <Devices />
    </Show>
  );
}

const worryWords = {
  leftWithWork: 'devices.leftWithWork',
  unsentLong: 'devices.unsentLong',
  clock: 'devices.clockWrong',
  silent: 'devices.silent',
  unsent: 'devices.unsentNow',
  oldApp: 'devices.oldApp',
} as const satisfies Record<Worry, string>;

/** Whose device it is, as far as this device knows. */
function createNames(): (row: SeenRow) => string {
  const { rows } = useHall();
  const names = createLive(
    rows,
    [User.name],
    () => undefined,
    async () => new Map((await rows.list(User.name)).map((row) => [row.id, titleOf(User, row)])),
  );
  return (row) => names()?.get(String(row['userId'])) ?? '';
}

function Devices(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const devices = createLive(
    hall.rows,
    [Device.name],
    () => undefined,
    () => hall.rows.list(Device.name),
  );
  const [asking, setAsking] = createSignal<Asking>();
  const personOf = createNames();
  const sorted = createMemo(() => byWorry(devices() ?? [], now(), appVersion));
  const worrying = (): number =>
    sorted().filter((one) => worriesOf(one, now(), appVersion).length > 0).length;
  const ago = (value: unknown): JSX.Element => (
    <Show when={typeof value === 'string' && Date.parse(value)} fallback={t('devices.never')} keyed>
      {(at) => <TimeAgo at={at} now={now} format={formatAgo} title={formatDateTime} />}
    </Show>
  );
  const ask = (deed: Asking['deed'], device: SeenRow): void =>
    void setAsking({ deed, device, person: personOf(device) });
  const deeds: Column<SeenRow> = {
    id: 'deeds',
    get label() {
      return t('devices.deeds');
    },
    control: (row) => <DeviceMenu device={row()} onAsk={(deed) => ask(deed, row())} />,
  };
  // Rights are told anew with every contact; only where they differ are the columns others.
  const mayReach = createMemo(() => mayReachDevices(hall));
  const columns = createMemo((): readonly Column<SeenRow>[] => [
    { id: 'label', label: t('devices.name'), rowHeader: true, cell: (row) => String(row['label']) },
    ...(mayReach() ? [deeds] : []),
    { id: 'person', label: t('devices.person'), cell: personOf },
    { id: 'worries', label: t('devices.worries'), cell: (row) => <Worries row={row} now={now()} /> },
    { id: 'contact', label: t('devices.contact'), cell: (row) => ago(row['lastContactAt']) },
    {
      id: 'unsent',
      label: t('devices.unsent'),
      align: 'end',
      cell: (row) => formatNumber(Number(row['unsentCount'] ?? 0)),
    },
    {
      id: 'since',
      label: t('devices.unsentSince'),
      cell: (row) => <Show when={Number(row['unsentCount'] ?? 0) > 0}>{ago(row['oldestUnsentAt'])}</Show>,
    },
    { id: 'again', label: t('devices.again'), cell: (row) => <Again row={row} now={now()} /> },
    { id: 'clock', label: t('devices.clock'), align: 'end', cell: (row) => clockText(row) },
    { id: 'app', label: t('devices.app'), cell: (row) => String(row['appVersion'] ?? '—') },
    {
      id: 'storage',
      label: t('devices.storage'),
      align: 'end',
      cell: (row) =>
        row['storageUsedMb'] === null
          ? '—'
          : formatBytes(Number(row['storageUsedMb'] ?? 0) * bytesInMegabyte),
    },
  ]);
  return (
    <>
      <PageHeader title={t('devices.title')} lede={t('devices.lede')} meta={<DataAge />} />
      <Show when={devices()} fallback={<SkeletonRows rows={6} label={t('app.loading')} />}>
        <div class="stack">
          <NeedsSignal />
          <p class="muted" role="status">
            {worrying() > 0 ? t('devices.worrying', { count: worrying() }) : t('devices.allWell')}
          </p>
          <DataTable
            caption={t('devices.title')}
            hideCaption
            columns={columns()}
            rows={sorted()}
            rowKey={(row) => row.id}
            empty={
              <EmptyRows of={[Device.name]} picture="search" title={t('devices.noneTitle')}>
                {t('devices.noneText')}
              </EmptyRows>
            }
          />
        </div>
      </Show>
      <Show when={asking()} keyed>
        {(one) => <DeviceDialog asking={one} onClose={() => setAsking(undefined)} />}
      </Show>
    </>
  );
}

/** As the devices count it (client/sync/contact.ts). */
const bytesInMegabyte = 1_048_576;

/** When the office asked a device to fetch everything again, and whether it did. */
function Again(props: { row: SeenRow; now: number }): JSX.Element {
  const ago = (name: string): string => formatAgo(Date.parse(String(props.row[name])), props.now);
  return (
    <Show when={props.row['resyncAskedAt']}>
      <span>{t('devices.againAsked', { ago: ago('resyncAskedAt') })}</span>{' '}
      <Show when={props.row['resyncDoneAt']}>
        <Chip tone="good" icon="check">
          {t('devices.againDone', { ago: ago('resyncDoneAt') })}
        </Chip>
      </Show>
    </Show>
  );
}

/** Seconds; ahead of the office with a plus. The server counts the other way round: what to add to the device's clock. */
function clockText(row: SeenRow): string {
  const seconds = Math.round(-Number(row['clockOffsetMs'] ?? 0) / 1000);
  if (seconds === 0) return t('devices.clockRight');
  const sign = seconds > 0 ? '+' : '−';
  return t('devices.seconds', { seconds: `${sign}${formatNumber(Math.abs(seconds))}` });
}

function Worries(props: { row: SeenRow; now: number }): JSX.Element {
  const worries = (): readonly Worry[] => worriesOf(props.row, props.now, appVersion);
  return (
    <span class="office-cluster">
      <For each={worries()}>
        {(worry) => (
          <Chip tone={isGrave(worry) ? 'bad' : 'warn'} icon="alert">
            {t(worryWords[worry])}
          </Chip>
        )}
      </For>
      <Show when={typeof props.row['endedAt'] === 'string'}>
        <Chip>{t('devices.ended')}</Chip>
      </Show>
    </span>
  );
}
