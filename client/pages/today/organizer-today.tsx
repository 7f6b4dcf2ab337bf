/** An organizer's day, as far as this version goes: the members one may reach, and the way to them. */
import type { JSX } from 'solid-js';
import { createLive } from '../../components/live.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export function OrganizerToday(): JSX.Element {
  const hall = useHall();
  const reachable = createLive(
    hall.rows,
    ['member'],
    () => undefined,
    () => hall.rows.count('member'),
  );
  return (
    <Card title={t('today.members')}>
      <p class="big-number">{t('today.memberCount', { count: reachable() ?? 0 })}</p>
      <p class="muted">{t('today.memberText')}</p>
      <p class="mt-4">
        <ButtonLink variant="primary" icon="search" href="/members">
          {t('today.findMember')}
        </ButtonLink>
      </p>
    </Card>
  );
}
