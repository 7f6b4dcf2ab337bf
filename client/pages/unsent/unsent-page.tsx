/** All of a person's work that is on its way: what waits, what needs them, what the office has. Always one tap away. */
import { createMemo, Match, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { useSearchParams } from '@solidjs/router';
import { discarding } from '../../components/discards.ts';
import { createLive } from '../../components/live.ts';
import { createNow } from '../../components/now.ts';
import { concerning, countOf, createOpenWork, openWorkEntities } from '../../components/open-work.ts';
import { DataAge } from '../../components/data-age.tsx';
import { Button } from '../../elements/button.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { Tabs } from '../../elements/tabs.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { looseItems, NeedsTab } from './needs-tab.tsx';
import { SentTab } from './sent-tab.tsx';
import { WaitingTab } from './waiting-tab.tsx';

const tabIds = ['waiting', 'needs', 'sent'] as const;
type TabId = (typeof tabIds)[number];
const isTab = (value: unknown): value is TabId => (tabIds as readonly unknown[]).includes(value);

export default function UnsentPage(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const [params, setParams] = useSearchParams<{ tab: string }>();
  const none = (): undefined => undefined;
  const unsent = createLive(hall.rows, ['outbox'], none, () => hall.rows.unsent());
  const needs = createLive(hall.rows, ['outbox', ...openWorkEntities], none, () => hall.rows.needsYou());
  const openWork = createOpenWork(hall);
  const work = createMemo(() => {
    const known = openWork();
    return known && concerning(known, hall.seat.userId);
  });
  const waiting = createMemo(() => unsent()?.filter((item) => !discarding().has(item.changeId)));
  const loose = createMemo(() => {
    const items = needs()?.filter((item) => !discarding().has(item.changeId));
    const known = work();
    return items && known && looseItems(items, known);
  });
  const needCount = (): number => countOf(work()) + (loose()?.length ?? 0);
  const chosen = (): TabId => {
    if (isTab(params.tab)) return params.tab;
    return needCount() > 0 && (waiting()?.length ?? 0) === 0 ? 'needs' : 'waiting';
  };
  return (
    <>
      <PageHeader
        title={t('unsent.title')}
        lede={t('unsent.lede')}
        meta={<DataAge />}
        actions={
          <Button icon="sending" onClick={() => hall.sync.now()}>
            {t('unsent.tryNow')}
          </Button>
        }
      />
      <Tabs
        label={t('unsent.title')}
        active={chosen()}
        onSelect={(tab) => setParams({ tab }, { replace: true })}
        tabs={[
          { id: 'waiting', label: t('unsent.waiting'), count: waiting()?.length },
          { id: 'needs', label: t('unsent.needs'), count: needCount() },
          { id: 'sent', label: t('unsent.sent') },
        ]}
      >
        <Switch>
          <Match when={chosen() === 'waiting'}>
            <WaitingTab items={waiting()} now={now} />
          </Match>
          <Match when={chosen() === 'needs'}>
            <NeedsTab items={loose()} work={work()} now={now} />
          </Match>
          <Match when={chosen() === 'sent'}>
            <SentTab now={now} />
          </Match>
        </Switch>
      </Tabs>
    </>
  );
}
