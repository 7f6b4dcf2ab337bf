/** The person's work today, first: what that is depends on the roles held at this moment. Nobody meets a dead end. */
import { createMemo, lazy, Show, Suspense } from 'solid-js';
import type { JSX } from 'solid-js';
import { DataAge } from '../../components/data-age.tsx';
import { isOffice, liveRoles } from '../../components/live-roles.ts';
import { createNow } from '../../components/now.ts';
import { EmptyState } from '../../elements/empty-state.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { dayOf, formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { laterPage, organizing } from '../../routes.tsx';
import { FirstDownload } from './first-download.tsx';
import { TeachingToday } from './teaching-today.tsx';

/** Each role loads its own part; who teaches needs it with the first signal of the day. */
const MemberToday = lazy(() => import('./member-today.tsx'));
const OfficeToday = laterPage(() => import('./office-today.tsx'));
const OrganizerToday = organizing('OrganizerToday');

export default function TodayPage(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const today = createMemo(() => dayOf(now()));
  const held = createMemo(() => liveRoles(hall));
  return (
    <>
      <PageHeader
        title={t('nav.today')}
        eyebrow={formatDay(today(), 'weekday')}
        lede={t('today.hello', { name: hall.seat.firstName })}
        meta={<DataAge />}
      />
      <div class="stack">
        <FirstDownload />
        <Show when={held().includes('instructor')}>
          <TeachingToday today={today()} now={now} />
        </Show>
        <Suspense fallback={<SkeletonRows rows={6} label={t('app.loading')} />}>
          <Show when={isOffice(held())}>
            <OfficeToday />
          </Show>
          <Show when={held().includes('organizer')}>
            <OrganizerToday />
          </Show>
          <Show when={held().includes('member')}>
            <MemberToday />
          </Show>
        </Suspense>
        <Show when={held().length === 0}>
          <EmptyState picture="lock" title={t('today.noRoleTitle')}>
            {t('today.noRoleText')}
          </EmptyState>
        </Show>
      </div>
    </>
  );
}
