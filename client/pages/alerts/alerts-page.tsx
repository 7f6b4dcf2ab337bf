/** What administrators were alarmed about: unseen first, each with the way into the log; then who has seen which. */
import { createMemo, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { AcknowledgeAlert } from '../../../shared/commands/index.ts';
import { Alert } from '../../../shared/entities/alert.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { isOnline } from '../../components/online.ts';
import { createCommandRunner } from '../../components/run-command.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Icon } from '../../elements/icon.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { createAlerts, isUnseen, mindsAlerts } from './live-alerts.ts';
import type { SeenAlert } from './live-alerts.ts';

export default function AlertsPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={mindsAlerts(hall.holdings())} fallback={<NotFound />}>
      <Alerts />
    </Show>
  );
}

function Alerts(): JSX.Element {
  const hall = useHall();
  const alerts = createAlerts(hall);
  const runner = createCommandRunner(hall, useToasts());
  const unseen = createMemo(() => (alerts() ?? []).filter(isUnseen));
  const seen = createMemo(() => (alerts() ?? []).filter((alert) => !isUnseen(alert)));
  return (
    <>
      <PageHeader title={t('alerts.title')} lede={t('alerts.lede')} meta={<DataAge />} />
      <Show when={alerts()} fallback={<SkeletonRows rows={4} label={t('app.loading')} />}>
        {(known) => (
          <Show
            when={known().length > 0}
            fallback={
              <EmptyRows of={[Alert.name]} picture="day" title={t('alerts.noneTitle')}>
                {t('alerts.noneText')}
              </EmptyRows>
            }
          >
            <div class="stack">
              <Card title={t('alerts.unseen')} flush>
                <RowList label={t('alerts.unseen')}>
                  <For
                    each={unseen()}
                    fallback={<Row title={t('alerts.allSeen')} detail={t('alerts.noneText')} />}
                  >
                    {(alert) => (
                      <AlertRow alert={alert}>
                        <Button
                          busy={runner.busy() === alert.id}
                          aria-disabled={isOnline(hall) ? undefined : 'true'}
                          onClick={() =>
                            void runner.run(AcknowledgeAlert.name, { alertId: alert.id }, alert.id)
                          }
                        >
                          {t('alerts.markSeen')}
                        </Button>
                      </AlertRow>
                    )}
                  </For>
                </RowList>
              </Card>
              <Show when={seen().length > 0}>
                <Card title={t('alerts.seen')} flush>
                  <RowList label={t('alerts.seen')}>
                    <For each={seen()}>{(alert) => <AlertRow alert={alert} />}</For>
                  </RowList>
                </Card>
              </Show>
            </div>
          </Show>
        )}
      </Show>
    </>
  );
}

function AlertRow(props: { alert: SeenAlert; children?: JSX.Element }): JSX.Element {
  return (
    <Row
      leading={<Icon name={isUnseen(props.alert) ? 'alert' : 'check'} />}
      title={props.alert.title}
      detail={
        <>
          {props.alert.when}
          <Show when={props.alert.seenAt}>
            {(at) => <> · {t('alerts.seenBy', { name: props.alert.seenBy, when: formatDateTime(at()) })}</>}
          </Show>
          <div class="card-deeds">
            <ButtonLink icon="history" href={props.alert.log}>
              {t('alerts.look')}
            </ButtonLink>
            {props.children}
          </div>
        </>
      }
    />
  );
}
