/** Every element inside the real shell, with invented people. */
import { createSignal } from 'solid-js';
import type { JSX } from 'solid-js';
import { PageHeader } from '../../client/elements/page-header.tsx';
import { Chip } from '../../client/elements/chip.tsx';
import { Button } from '../../client/elements/button.tsx';
import { Menu } from '../../client/elements/menu.tsx';
import { TimeAgo } from '../../client/elements/time-ago.tsx';
import { createToasts } from '../../client/elements/toasts.ts';
import { formatAgo, formatDateTime } from '../../client/i18n/format.ts';
import { AppShell } from '../../client/shell/app-shell.tsx';
import type { NavItem } from '../../client/shell/nav.ts';
import type { SyncPill } from '../../client/shell/sync-words.ts';
import { FormExamples } from './form-examples.tsx';
import { OverlayExamples } from './overlay-examples.tsx';
import { StateExamples } from './state-examples.tsx';
import { RosterExample, TodayExample } from './today-example.tsx';

const nav: NavItem[] = [
  { href: '/', label: 'nav.today', icon: 'today', bar: true, shortcut: 't' },
  { href: '/classes', label: 'nav.classes', icon: 'class', bar: true, shortcut: 'c' },
  { href: '/unsent', label: 'nav.unsent', icon: 'send', bar: true, count: () => 3, shortcut: 'u' },
  { href: '/review', label: 'nav.review', icon: 'review', bar: true, group: 'office', shortcut: 'r' },
  { href: '/members', label: 'nav.members', icon: 'people', group: 'office', shortcut: 'm' },
  { href: '/device', label: 'nav.device', icon: 'device', bar: true, group: 'device', shortcut: 'd' },
];

const hour = 3_600_000;
const now = (): number => Date.UTC(2026, 2, 4, 18, 40);
const pills: Record<string, SyncPill> = {
  online: { state: 'online', unsent: 0, needsYou: 0 },
  offline: { state: 'offline', unsent: 3, needsYou: 0, oldestUnsentAt: now() - hour },
  sending: { state: 'sending', unsent: 5, needsYou: 0 },
  attention: { state: 'attention', unsent: 2, needsYou: 2 },
  old: { state: 'offline', unsent: 4, needsYou: 0, oldestUnsentAt: now() - 80 * hour },
};

export function Gallery(): JSX.Element {
  const toasts = createToasts();
  const [path, setPath] = createSignal('/');
  const asked = new URLSearchParams(location.search).get('sync') ?? 'offline';
  return (
    <AppShell
      onSearch={() => undefined}
      localName="Riverbend Building Trades, Local 412"
      sync={pills[asked] ?? { state: 'online', unsent: 0, needsYou: 0 }}
      nav={nav}
      path={path()}
      now={now}
      person={{ name: 'Rosa Delgado', role: 'Instructor' }}
      onNavigate={setPath}
      toasts={toasts}
    >
      <PageHeader
        eyebrow="Wednesday, March 4"
        title="Today"
        lede="Two classes, one of them now."
        meta={
          <>
            <Chip icon="clock">
              <TimeAgo at={now() - hour / 3} now={now} format={formatAgo} title={formatDateTime} />
            </Chip>
            <span>as of 7:10 AM</span>
          </>
        }
        actions={
          <>
            <Button icon="print">Print</Button>
            <Menu
              label="More"
              items={[
                { label: 'Class history', icon: 'history', onSelect: () => toasts.show({ text: 'History' }) },
                { label: 'Save as file', icon: 'download', href: '#file' },
                { label: 'Cancel this class', icon: 'trash', danger: true, onSelect: () => undefined },
              ]}
            />
          </>
        }
      />
      <div class="grid gap-6">
        <TodayExample />
        <RosterExample />
        <StateExamples />
        <FormExamples />
        <OverlayExamples toasts={toasts} />
      </div>
    </AppShell>
  );
}
