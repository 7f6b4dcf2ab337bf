/** What waits for this person: two values for one field, work that was refused, work that was set aside. */
import { createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { ChangeCard } from '../../components/change-card.tsx';
import type { ChangeWords } from '../../components/describe-change.ts';
import { describeChange } from '../../components/describe-change.ts';
import { discardLater } from '../../components/discards.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import type { OpenWork } from '../../components/open-work.ts';
import { countOf, openWorkEntities } from '../../components/open-work.ts';
import { ConflictList } from '../../components/conflict-list.tsx';
import { RefusalList } from '../../components/refusal-list.tsx';
import { SetAsideList } from '../../components/set-aside-list.tsx';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { ConfirmDialog } from '../../elements/confirm-dialog.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import type { OutboxItem } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { refusalSentence } from '../../../shared/values/refusal-words.ts';

/** Items for which this device holds no record that tells more: refused before they left, or the record is yet to come. */
export function looseItems(items: readonly OutboxItem[], work: OpenWork): readonly OutboxItem[] {
  const told = new Set(
    [...work.conflicts, ...work.refusals, ...work.setAsides].flatMap((row) => [
      row.id,
      String(row['changeId']),
    ]),
  );
  return items.filter((item) => !told.has(item.changeId) && !told.has(item.record ?? ''));
}

export function NeedsTab(props: {
  items: readonly OutboxItem[] | undefined;
  work: OpenWork | undefined;
  now: () => number;
}): JSX.Element {
  return (
    <Show when={props.work && props.items} fallback={<SkeletonRows rows={4} label={t('app.loading')} />}>
      <Show when={countOf(props.work) + (props.items?.length ?? 0) > 0} fallback={<NothingNeeded />}>
        <div class="stack">
          <ConflictList rows={props.work?.conflicts ?? []} level={2} />
          <LooseList items={props.items ?? []} now={props.now} />
          <RefusalList rows={props.work?.refusals ?? []} now={props.now} own />
          <SetAsideList rows={props.work?.setAsides ?? []} now={props.now} own />
        </div>
      </Show>
    </Show>
  );
}

const problemOf = (item: OutboxItem): string | undefined =>
  item.refusal && refusalSentence(item.refusal, locale());

function LooseList(props: { items: readonly OutboxItem[]; now: () => number }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [asked, setAsked] = createSignal<OutboxItem>();
  const shown = createLive(
    hall.rows,
    [],
    () => props.items,
    (items) =>
      Promise.all(
        items.map(async (item): Promise<{ item: OutboxItem; words: ChangeWords }> => ({
          item,
          words: await describeChange(hall.rows, item),
        })),
      ),
  );
  const discard = (): void => {
    const item = asked();
    setAsked(undefined);
    if (item) discardLater(hall, toasts, [item.changeId]);
  };
  return (
    <Show when={(shown()?.length ?? 0) > 0}>
      <ul class="changes" aria-label={t('unsent.needs')}>
        <Keyed each={shown()} by={({ item }) => item.changeId}>
          {(one) => (
            <ChangeCard
              words={[one().words]}
              at={one().item.at}
              now={props.now}
              state={one().item.state}
              stateLabel={t(`state.${one().item.state}`)}
              problem={problemOf(one().item)}
            >
              <Button size="sm" variant="quiet" icon="trash" onClick={() => setAsked(one().item)}>
                {t('action.discard')}
              </Button>
            </ChangeCard>
          )}
        </Keyed>
      </ul>
      <ConfirmDialog
        open={asked() !== undefined}
        title={t('unsent.discardTitle')}
        confirmLabel={t('action.discard')}
        cancelLabel={t('action.cancel')}
        closeLabel={t('action.close')}
        danger
        onConfirm={discard}
        onCancel={() => setAsked(undefined)}
      >
        <p>{t('unsent.discardText')}</p>
      </ConfirmDialog>
    </Show>
  );
}

function NothingNeeded(): JSX.Element {
  return (
    <EmptyRows of={openWorkEntities} picture="sent" title={t('unsent.needsNoneTitle')}>
      {t('unsent.needsNoneText')}
    </EmptyRows>
  );
}
