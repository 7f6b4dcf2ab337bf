/** The past of one record. It is read from the office and never stored; without signal only this device's part is shown. */
import { createEffect, createMemo, createSignal, on, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import { useParams } from '@solidjs/router';
import { registry } from '../../../shared/entities/index.ts';
import { auditRightsOf } from '../../../shared/access/audit-rights.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import { HistoryList } from '../../components/history-list.tsx';
import type { HistoryItem } from '../../components/history-list.tsx';
import { askAgain } from '../../components/ask-again.ts';
import { createLive } from '../../components/live.ts';
import { noteOpened } from '../../components/opened.ts';
import { NotFound } from '../../components/not-found.tsx';
import { isOnline } from '../../components/online.ts';
import { say } from '../../components/say.ts';
import { createTitleBook } from '../../components/titles.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { EmptyState } from '../../elements/empty-state.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

import { askHistory, ownUnsent } from './read-history.ts';

export default function HistoryPage(): JSX.Element {
  const params = useParams<{ entity: string; id: string }>();
  const of = (): Entity | undefined => registry.get(params.entity);
  return (
    <Show when={of()} fallback={<NotFound />} keyed>
      {(known) => <History of={known} id={params.id} />}
    </Show>
  );
}

type Answer = readonly HistoryItem[] | 'asking' | 'none';

function History(props: { of: Entity; id: string }): JSX.Element {
  const hall = useHall();
  const title = createLive(
    hall.rows,
    [untrack(() => props.of.name)],
    () => props.id,
    (id) => createTitleBook(hall.rows).of(props.of.name, id),
  );
  const goBack = (): void => history.back();
  return (
    <>
      <PageHeader
        title={t('history.title')}
        eyebrow={say(props.of.label.one)}
        lede={title()}
        actions={
          <Button icon="back" onClick={goBack}>
            {t('action.back')}
          </Button>
        }
      />
      <RecordHistory of={props.of} id={props.id} />
    </>
  );
}

/** The past itself, for this page and for a record that shows it among other things. */
export function RecordHistory(props: { of: Entity; id: string }): JSX.Element {
  const hall = useHall();
  const record = createLive(
    hall.rows,
    [untrack(() => props.of.name)],
    () => props.id,
    (id) => hall.rows.get(props.of.name, id),
  );
  const own = createLive(
    hall.rows,
    ['outbox'],
    () => props.id,
    (id) => ownUnsent(hall, props.of, id),
  );
  noteOpened(
    untrack(() => props.of),
    () => (record() ? props.id : undefined),
  );
  const [answer, setAnswer] = createSignal<Answer>('asking');
  let asked = 0;
  let told = 0;
  const ask = async (): Promise<void> => {
    asked += 1;
    const turn = asked;
    const found = await askHistory(hall, props.of, props.id).catch(() => undefined);
    if (turn !== asked) return;
    told = turn;
    setAnswer(found ?? 'none');
  };
  const version = createMemo(() => record()?.version);
  // Another id, a newer row, the signal's return: each makes the past worth asking for again.
  // The signal is a memo: asking is itself contact, and must not make us ask again.
  const online = createMemo(() => isOnline(hall));
  createEffect(on([() => props.id, version, online], () => void ask()));
  askAgain(
    hall,
    () => answer() === 'none',
    () => (asked > told ? undefined : void ask()),
  );
  const past = (): readonly HistoryItem[] | undefined => {
    const known = answer();
    return typeof known === 'string' ? undefined : known;
  };
  // A member has a history of nothing, and no log.
  const seesActivity = (): boolean => auditRightsOf(hall.holdings().map(({ role }) => role)).size > 0;
  return (
    <div class="stack">
      <Show when={seesActivity()}>
        <p>
          <ButtonLink icon="history" href={`/audit?entity=${props.of.name}&record=${props.id}`}>
            {t('audit.recent')}
          </ButtonLink>
        </p>
      </Show>
      <Show when={(own()?.length ?? 0) > 0}>
        <Card title={t('history.ownUnsent')}>
          <HistoryList items={own() ?? []} />
        </Card>
      </Show>
      <Show when={answer() === 'none'}>
        <Unreachable online={isOnline(hall)} onRetry={() => void ask()} />
      </Show>
      <Show when={answer() === 'asking'}>
        <Card flush>
          <SkeletonRows rows={4} label={t('app.loading')} />
        </Card>
      </Show>
      <Show when={past()}>
        {(items) => (
          <Show
            when={items().length > 0}
            fallback={
              <EmptyState picture="search" title={t('history.emptyTitle')}>
                {t('history.emptyText')}
              </EmptyState>
            }
          >
            <Card title={t('history.atOffice')} footer={t('history.foot')}>
              <HistoryList items={items()} />
            </Card>
          </Show>
        )}
      </Show>
    </div>
  );
}

function Unreachable(props: { online: boolean; onRetry: () => void }): JSX.Element {
  return (
    <Banner
      tone="ink"
      icon={props.online ? 'lock' : 'offline'}
      role="status"
      title={props.online ? t('history.notToldTitle') : t('history.offlineTitle')}
      actions={<Button onClick={() => props.onRetry()}>{t('action.retry')}</Button>}
    >
      {props.online ? t('history.notToldText') : t('history.offlineText')}
    </Banner>
  );
}
