/** What is saved on this device and has not reached the office, oldest first. */
import { createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { ChangeCard } from '../../components/change-card.tsx';
import { describeChange } from '../../components/describe-change.ts';
import { discardLater } from '../../components/discards.ts';
import { ageTone, groupItems } from '../../components/group-items.ts';
import type { ItemGroup } from '../../components/group-items.ts';
import { useKeeper } from '../../components/keeper.ts';
import { createLive } from '../../components/live.ts';
import { saveFile } from '../../components/save-file.ts';
import { createTitleBook } from '../../components/titles.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { ConfirmDialog } from '../../elements/confirm-dialog.tsx';
import { EmptyState } from '../../elements/empty-state.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import type { OutboxItem } from '../../hall.ts';
import { useHall } from '../../hall.ts';
import { dayOf, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export function WaitingTab(props: {
  items: readonly OutboxItem[] | undefined;
  now: () => number;
}): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [asked, setAsked] = createSignal<ItemGroup>();
  const groups = createLive(
    hall.rows,
    [],
    () => props.items,
    async (items) => {
      const book = createTitleBook(hall.rows);
      const found = groupItems(items ?? []);
      return Promise.all(
        found.map(async (group) => ({
          group,
          words: await Promise.all(group.items.map((item) => describeChange(hall.rows, item, book))),
        })),
      );
    },
  );
  const discard = (): void => {
    const group = asked();
    setAsked(undefined);
    if (group)
      discardLater(
        hall,
        toasts,
        group.items.map((item) => item.changeId),
      );
  };
  return (
    <Show
      when={props.items !== undefined && groups()}
      fallback={<SkeletonRows rows={4} label={t('app.loading')} />}
    >
      {(known) => (
        <Show when={known().length > 0} fallback={<AllSent />}>
          <ol class="changes" aria-label={t('unsent.waiting')}>
            <Keyed each={known()} by={({ group }) => group.id}>
              {(one) => (
                <ChangeCard
                  words={one().words}
                  at={one().group.at}
                  now={props.now}
                  state={one().group.state}
                  stateLabel={t(`state.${one().group.state}`)}
                  age={ageTone(one().group.at, props.now())}
                  facts={factsOf(one().group)}
                  problem={errorText(one().group)}
                >
                  <Button size="sm" icon="sending" onClick={() => hall.sync.now()}>
                    {t('unsent.tryNow')}
                  </Button>
                  <Button size="sm" variant="quiet" icon="trash" onClick={() => setAsked(one().group)}>
                    {t('action.discard')}
                  </Button>
                </ChangeCard>
              )}
            </Keyed>
          </ol>
          <ExportButton />
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
      )}
    </Show>
  );
}

function factsOf(group: ItemGroup): readonly string[] {
  const kilobytes = Math.max(0.1, Math.round(group.bytes / 102.4) / 10);
  return [
    t('unsent.size', { size: formatNumber(kilobytes) }),
    // Tries are known to the tab that made them, until it is reloaded: none known is not none made.
    ...(group.tries > 0 ? [t('unsent.tries', { count: group.tries })] : []),
  ];
}

/** The engine speaks to engineers; people are told what it means for them. */
function errorText(group: ItemGroup): string | undefined {
  if (group.lastError === undefined) return undefined;
  return /not connected|another network|TimeoutError|TypeError|no answer|AbortError/.test(group.lastError)
    ? t('unsent.errorAway')
    : t('unsent.errorOther', { error: group.lastError });
}

function ExportButton(): JSX.Element {
  const keeper = useKeeper();
  const toasts = useToasts();
  const exportAll = async (): Promise<void> => {
    const sealed = await keeper.sealedCopies();
    if (sealed.length === 0) return void toasts.show({ tone: 'warn', text: t('unsent.exportNone') });
    const file = { unionhall: 'sealed work', version: 1, sealed };
    saveFile(`unionhall-${dayOf(Date.now())}.sealed.json`, 'application/json', JSON.stringify(file, null, 1));
  };
  return (
    <div class="card-deeds mt-4">
      <Button icon="download" onClick={() => void exportAll()}>
        {t('action.export')}
      </Button>
      <p class="muted">{t('unsent.exportText')}</p>
    </div>
  );
}

function AllSent(): JSX.Element {
  return (
    <EmptyState picture="sent" title={t('unsent.noneTitle')}>
      {t('unsent.noneText')}
    </EmptyState>
  );
}
