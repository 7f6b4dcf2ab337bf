/** Who did what, when and on which device, across records. Read from the office and never stored, hence it needs signal. */
import { createEffect, createMemo, createSignal, Match, on, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { useSearchParams } from '@solidjs/router';
import { askAgain } from '../../components/ask-again.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { HistoryList } from '../../components/history-list.tsx';
import type { HistoryItem } from '../../components/history-list.tsx';
import { liveRoles } from '../../components/live-roles.ts';
import { NotFound } from '../../components/not-found.tsx';
import { isOnline } from '../../components/online.ts';
import { saveFile } from '../../components/save-file.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { dayOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { auditRightsOf } from '../../../shared/access/audit-rights.ts';
import { AuditFilters } from './audit-filters.tsx';
import { askAudit, askAuditFile } from './read-audit.ts';
import type { AuditFilter } from './read-audit.ts';
import './audit.css';

/** The log is the office's: no row that is still on its way to this device belongs to it. */
const noRows: readonly string[] = [];

export default function AuditPage(): JSX.Element {
  const hall = useHall();
  const rights = createMemo(() => auditRightsOf(liveRoles(hall)));
  return (
    <Show when={rights().size > 0} fallback={<NotFound />}>
      <Audit
        exports={rights().has('export')}
        seesOthers={rights().has('view_all') || rights().has('view_members')}
      />
    </Show>
  );
}

type Params = Partial<Record<keyof AuditFilter, string>>;
type Answer = 'asking' | 'none' | 'told';

function createLog() {
  const hall = useHall();
  const [params, setParams] = useSearchParams<Params>();
  const one = (name: keyof AuditFilter): string => {
    const value = params[name];
    return typeof value === 'string' ? value : '';
  };
  const filter = (): AuditFilter => ({
    person: one('person'),
    entity: one('entity'),
    record: one('record'),
    action: one('action'),
    from: one('from'),
    to: one('to'),
    devices: one('devices'),
  });
  const [items, setItems] = createSignal<readonly HistoryItem[]>([]);
  const [next, setNext] = createSignal<number | null>(null);
  const [answer, setAnswer] = createSignal<Answer>('asking');
  const [busy, setBusy] = createSignal(false);
  let asked = 0;
  const ask = async (olderThan: number | null): Promise<void> => {
    asked += 1;
    const turn = asked;
    setBusy(true);
    const page = await askAudit(hall, filter(), olderThan).catch(() => undefined);
    // Meanwhile something else was asked: its answer counts.
    if (turn !== asked) return;
    setBusy(false);
    if (page) {
      setItems((before) => (olderThan === null ? page.items : [...before, ...page.items]));
      setNext(page.next);
    }
    setAnswer(page ? 'told' : 'none');
  };
  // The signal is a memo: asking is itself contact, and must not make us ask again.
  const online = createMemo(() => isOnline(hall));
  createEffect(on([() => JSON.stringify(filter()), online], () => void ask(null)));
  askAgain(
    hall,
    () => answer() === 'none',
    () => (busy() ? undefined : void ask(null)),
  );
  return {
    filter,
    setFilter: (some: Partial<AuditFilter>): void =>
      setParams(
        Object.fromEntries(Object.entries(some).map(([name, value]) => [name, value === '' ? null : value])),
        { replace: true },
      ),
    items,
    next,
    answer,
    busy,
    askAgain: () => void ask(null),
    askMore: () => void ask(next()),
  };
}

function Audit(props: { exports: boolean; seesOthers: boolean }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const log = createLog();
  const [saving, setSaving] = createSignal(false);
  const saveLog = async (): Promise<void> => {
    setSaving(true);
    const text = await askAuditFile(hall, log.filter()).catch(() => undefined);
    setSaving(false);
    if (text === undefined) toasts.show({ text: t('audit.notSaved'), tone: 'warn' });
    else saveFile(`audit-${dayOf(Date.now())}.csv`, 'text/csv', text);
  };
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        meta={<DataAge />}
        lede={props.seesOthers ? t('audit.lede') : t('audit.ledeOwn')}
        actions={
          <Show when={props.exports}>
            <Button
              icon="download"
              busy={saving()}
              aria-disabled={isOnline(hall) ? undefined : 'true'}
              onClick={() => void saveLog()}
            >
              {t('audit.save')}
            </Button>
          </Show>
        }
      />
      <div class="stack">
        <AuditFilters filter={log.filter()} seesOthers={props.seesOthers} onFilter={log.setFilter} />
        <Switch>
          <Match when={log.answer() === 'asking'}>
            <Card flush>
              <SkeletonRows rows={6} label={t('app.loading')} />
            </Card>
          </Match>
          <Match when={log.answer() === 'none'}>
            <NotTold online={isOnline(hall)} onRetry={log.askAgain} />
          </Match>
          <Match when={log.items().length === 0}>
            <EmptyRows of={noRows} picture="search" title={t('audit.emptyTitle')}>
              {t('audit.emptyText')}
            </EmptyRows>
          </Match>
          <Match when={log.items().length > 0}>
            <Card title={t('audit.entries')} footer={t('history.foot')}>
              <HistoryList items={log.items()} label={t('audit.title')} />
              <Show when={log.next() !== null}>
                <Button block busy={log.busy()} onClick={log.askMore}>
                  {t('audit.older')}
                </Button>
              </Show>
            </Card>
          </Match>
        </Switch>
      </div>
    </>
  );
}

function NotTold(props: { online: boolean; onRetry: () => void }): JSX.Element {
  return (
    <Banner
      tone="ink"
      icon={props.online ? 'alert' : 'offline'}
      role="status"
      title={props.online ? t('audit.failedTitle') : t('audit.offlineTitle')}
      actions={<Button onClick={() => props.onRetry()}>{t('action.retry')}</Button>}
    >
      {props.online ? t('audit.failedText') : t('audit.offlineText')}
    </Banner>
  );
}
