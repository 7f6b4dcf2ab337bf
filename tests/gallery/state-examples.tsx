/** States, banners, tables, progress: how things stand. */
import { createSignal, For } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../../client/elements/banner.tsx';
import { Button } from '../../client/elements/button.tsx';
import { Card } from '../../client/elements/card.tsx';
import { Chip } from '../../client/elements/chip.tsx';
import { DataTable } from '../../client/elements/data-table.tsx';
import { EmptyState } from '../../client/elements/empty-state.tsx';
import { Facts } from '../../client/elements/facts.tsx';
import { iconPaths } from '../../client/elements/icon-paths.ts';
import type { IconName } from '../../client/elements/icon-paths.ts';
import { Icon } from '../../client/elements/icon.tsx';
import { ProgressBar } from '../../client/elements/progress-bar.tsx';
import { SkeletonRows } from '../../client/elements/skeleton.tsx';
import { StateChip } from '../../client/elements/state-chip.tsx';
import { Tabs } from '../../client/elements/tabs.tsx';
import { t } from '../../client/i18n/t.ts';

const states = ['draft', 'saved', 'sending', 'sent', 'needs_you', 'set_aside'] as const;
const tones = ['neutral', 'ink', 'good', 'warn', 'bad'] as const;
const rows = [
  { id: '1', name: 'Alvarez, Miguel', card: '4120188', status: 'Active', hours: 1240 },
  { id: '2', name: 'Brown, Keisha', card: '4120311', status: 'Suspended', hours: 86 },
  { id: '3', name: 'Nguyen, Thao', card: '4120007', status: 'Active', hours: 7015 },
];

export function StateExamples(): JSX.Element {
  const [tab, setTab] = createSignal('unsent');
  const [sort, setSort] = createSignal({ by: 'name', descending: false });
  const sortBy = (by: string): unknown =>
    setSort((now) => ({ by, descending: now.by === by && !now.descending }));
  return (
    <>
      <Card title="States">
        <div class="flex flex-wrap gap-2">
          <For each={states}>{(state) => <StateChip state={state} label={t(`state.${state}`)} />}</For>
        </div>
        <div class="mt-4 flex flex-wrap gap-2">
          <For each={tones}>{(tone) => <Chip tone={tone}>{tone}</Chip>}</For>
        </div>
        <div class="mt-4 grid gap-3">
          <For each={tones}>
            {(tone) => (
              <Banner tone={tone} title={`A ${tone} banner`} actions={<Button size="sm">Look at it</Button>}>
                The roster was marked by two people. The later mark stands; both are in the history.
              </Banner>
            )}
          </For>
        </div>
      </Card>
      <Tabs
        label="Work on this device"
        tabs={[
          { id: 'unsent', label: 'Unsent', count: 3 },
          { id: 'needs', label: 'Needs you', count: 1 },
          { id: 'sent', label: 'Sent' },
        ]}
        active={tab()}
        onSelect={setTab}
      >
        <DataTable
          caption="Members"
          columns={[
            { id: 'name', label: 'Name', cell: (row) => row.name, sortable: true, rowHeader: true },
            { id: 'card', label: 'Card', cell: (row) => row.card, narrow: 'hide' },
            {
              id: 'status',
              label: 'Standing',
              cell: (row) => <Chip tone={row.status === 'Active' ? 'good' : 'warn'}>{row.status}</Chip>,
              sortable: true,
            },
            { id: 'hours', label: 'Hours', cell: (row) => row.hours, align: 'end', sortable: true },
          ]}
          rows={rows}
          rowKey={(row) => row.id}
          sort={sort()}
          onSort={sortBy}
          onOpen={() => undefined}
        />
      </Tabs>
      <div class="grid gap-6 desk:grid-cols-2">
        <Card title="Facts">
          <Facts
            items={[
              { label: 'Device', value: 'Classroom tablet 2' },
              { label: 'Marked', value: 'Mar 4, 2026, 9:04 AM' },
              { label: 'Before', value: 'Absent' },
              { label: 'After', value: 'Late, arrived 9:02 AM' },
            ]}
          />
          <div class="mt-5 grid gap-4">
            <ProgressBar label="First download" value={1200} max={30000} detail="1,200 of 30,000 rows" />
            <ProgressBar label="Sending" />
          </div>
        </Card>
        <Card title="Nothing waits" flush>
          <EmptyState picture="sent" title="All sent" level={3}>
            What you save without signal waits here until it reaches the office.
          </EmptyState>
          <SkeletonRows rows={2} label="Loading" />
        </Card>
      </div>
      <Card title="Pictures and icons">
        <div class="flex flex-wrap justify-center">
          <For each={['roster', 'search', 'lock', 'device'] as const}>
            {(picture) => <EmptyState picture={picture} title={picture} level={3} />}
          </For>
        </div>
        <div class="grid grid-cols-4 gap-3 sm:grid-cols-8">
          <For each={Object.keys(iconPaths) as IconName[]}>
            {(name) => (
              <div class="grid justify-items-center gap-1 text-xs">
                <Icon name={name} size="lg" />
                {name}
              </div>
            )}
          </For>
        </div>
      </Card>
    </>
  );
}
