/** The office's day: what waits for this person, how attendance comes in, which devices still hold work. Loaded later. */
import { createMemo, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Device } from '../../../shared/entities/device.ts';
import { comingOf } from '../../components/coming.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { createNow } from '../../components/now.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { ProgressBar } from '../../elements/progress-bar.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import type { SeenRow } from '../../hall.ts';
import { useHall } from '../../hall.ts';
import { clockOf, dayOf, formatAgo } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import type { ClassCard } from '../../training/class-cards.ts';
import { cardEntities, createCardReader, markEntities } from '../../training/class-cards.ts';
import { ClassRow } from '../../training/class-row.tsx';
import { WaitingToday } from './waiting-today.tsx';

const dayMs = 24 * 60 * 60_000;

export default function OfficeToday(): JSX.Element {
  const now = createNow();
  const today = createMemo(() => dayOf(now()));
  return (
    <>
      <div class="side-by-side">
        <WaitingToday now={now} />
        <ClassesToday today={today()} now={now} />
      </div>
      <DevicesToday now={now} />
    </>
  );
}

function ClassesToday(props: { today: string; now: () => number }): JSX.Element {
  const hall = useHall();
  const cards = createLive(
    hall.rows,
    cardEntities,
    () => props.today,
    (today) => createCardReader(hall.rows).readDay(today),
  );
  const held = createMemo(() => (cards() ?? []).filter((card) => !card.isCancelled));
  const all = (): number => held().reduce((sum, card) => sum + card.counts.all, 0);
  const done = (): number => all() - held().reduce((sum, card) => sum + card.counts.unmarked, 0);
  const isAhead = (card: ClassCard): boolean => card.start > clockOf(props.now());
  return (
    <Card title={t('today.officeClasses')} flush>
      <Show when={cards()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
        {(known) => (
          <Show
            when={known().length > 0}
            fallback={
              <EmptyRows
                of={['classSession']}
                picture="day"
                level={3}
                title={t('today.officeNoneTitle')}
                actions={<ButtonLink href="/classes">{t('today.allClasses')}</ButtonLink>}
              >
                {t('today.officeNoneText')}
              </EmptyRows>
            }
          >
            <div class="sheet-pad">
              <Show when={!comingOf(hall, markEntities)} fallback={<StillCounting />}>
                <ProgressBar
                  label={t('today.attendance')}
                  value={done()}
                  max={Math.max(1, all())}
                  detail={t('classes.marked', { done: done(), all: all() })}
                />
              </Show>
            </div>
            <RowList label={t('today.officeClasses')}>
              <Keyed each={known()} by={(card) => card.id}>
                {(card) => <ClassRow card={card()} ahead={isAhead(card())} />}
              </Keyed>
            </RowList>
          </Show>
        )}
      </Show>
    </Card>
  );
}

const StillCounting = (): JSX.Element => (
  <p class="muted">
    {t('today.attendance')} · {t('coming.title')}
  </p>
);

function DevicesToday(props: { now: () => number }): JSX.Element {
  const hall = useHall();
  const holding = createLive(hall.rows, [Device.name, 'user'], hall.holdings, async () => {
    const rows = await hall.rows.list(Device.name, {
      where: (row) => Number(row['unsentCount'] ?? 0) > 0 && row['id'] !== hall.deviceId,
    });
    return Promise.all(rows.map(async (row) => ({ row, owner: await ownerOf(row) })));
  });
  const ownerOf = async (row: SeenRow): Promise<string> => {
    const user = await hall.rows.get('user', String(row['userId']));
    return user ? `${String(user['firstName'])} ${String(user['lastName'])}` : '';
  };
  const isOld = (row: SeenRow): boolean => {
    const oldest = Date.parse(String(row['oldestUnsentAt'] ?? ''));
    return !Number.isNaN(oldest) && props.now() - oldest > 7 * dayMs;
  };
  const heard = (row: SeenRow): string => {
    const at = Date.parse(String(row['lastContactAt'] ?? ''));
    return Number.isNaN(at) ? '' : t('today.heard', { when: formatAgo(at, props.now()) });
  };
  return (
    <Show when={hall.holdings().some((one) => one.scope === `review:${Device.name}`)}>
      <Card title={t('today.devices')} flush>
        <RowList label={t('today.devices')}>
          <For
            each={holding()}
            fallback={
              <Show
                when={comingOf(hall, [Device.name])}
                fallback={<Row title={t('today.devicesNone')} detail={t('today.devicesNoneText')} />}
              >
                <Row title={t('coming.title')} />
              </Show>
            }
          >
            {({ row, owner }) => (
              <Row
                href="/devices"
                title={owner || String(row['label'])}
                detail={[String(row['label']), heard(row)].filter(Boolean).join(' · ')}
                trailing={
                  <Chip tone={isOld(row) ? 'bad' : 'warn'} icon="saved">
                    {t('today.unsent', { count: Number(row['unsentCount']) })}
                  </Chip>
                }
              />
            )}
          </For>
        </RowList>
      </Card>
    </Show>
  );
}
