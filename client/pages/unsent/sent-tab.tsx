/** What the office has taken, latest first: said only after its answer. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { ChangeCard } from '../../components/change-card.tsx';
import { describeChange } from '../../components/describe-change.ts';
import { groupItems } from '../../components/group-items.ts';
import { createLive } from '../../components/live.ts';
import { createTitleBook } from '../../components/titles.ts';
import { EmptyState } from '../../elements/empty-state.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import type { OutboxItem } from '../../hall.ts';
import { dayOf, formatDateTime, formatTime } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

const mostShown = 100;

export function SentTab(props: { now: () => number }): JSX.Element {
  const hall = useHall();
  const groups = createLive(
    hall.rows,
    ['outbox'],
    () => undefined,
    async () => {
      const book = createTitleBook(hall.rows);
      const found = groupItems(await hall.rows.sent(mostShown));
      return Promise.all(
        found.map(async (group) => ({
          group,
          words: await Promise.all(group.items.map((item) => describeChange(hall.rows, item, book))),
        })),
      );
    },
  );
  const sentText = (item: OutboxItem | undefined): string => {
    const at = item?.sentAt;
    if (at === undefined) return t('state.sent');
    return t('state.sentAt', {
      time: dayOf(at) === dayOf(props.now()) ? formatTime(at) : formatDateTime(at),
    });
  };
  return (
    <Show when={groups()} fallback={<SkeletonRows rows={4} label={t('app.loading')} />}>
      {(known) => (
        <Show
          when={known().length > 0}
          fallback={
            <EmptyState picture="sent" title={t('unsent.sentNoneTitle')}>
              {t('unsent.sentNoneText')}
            </EmptyState>
          }
        >
          <ol class="changes" aria-label={t('unsent.sent')}>
            <Keyed each={known()} by={({ group }) => group.id}>
              {(one) => (
                <ChangeCard
                  words={one().words}
                  at={one().group.at}
                  now={props.now}
                  state={one().group.state}
                  stateLabel={sentText(one().group.items[0])}
                  facts={one().group.items[0]?.outcome === 'merged' ? [t('unsent.merged')] : []}
                />
              )}
            </Keyed>
          </ol>
        </Show>
      )}
    </Show>
  );
}
