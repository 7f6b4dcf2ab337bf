/** For a person with seats in several locals: which one now? */
import { For, onMount } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../../elements/button.tsx';
import { EmptyState } from '../../elements/empty-state.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import type { Seat } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { PlainShell } from '../../shell/plain-shell.tsx';

export function SeatChoicePage(props: {
  seats: readonly Seat[];
  onChoose: (seat: Seat) => void;
  onSignOut: () => void;
}): JSX.Element {
  onMount(() => (document.title = `${t('signIn.chooseSeat')} · ${t('app.name')}`));
  return (
    <PlainShell>
      <h1 class="page-title">{t('signIn.chooseSeat')}</h1>
      <p class="muted mb-4">{t('signIn.chooseSeatText')}</p>
      <RowList label={t('signIn.chooseSeat')}>
        <For
          each={props.seats}
          fallback={
            <li>
              <EmptyState picture="lock" title={t('signIn.noSeatTitle')}>
                {t('signIn.noSeat')}
              </EmptyState>
            </li>
          }
        >
          {(seat) => (
            <Row
              title={seat.localName}
              detail={`${seat.firstName} ${seat.lastName}`}
              onOpen={() => props.onChoose(seat)}
            />
          )}
        </For>
      </RowList>
      <div class="mt-6">
        <Button variant="quiet" icon="sign-out" onClick={() => props.onSignOut()}>
          {t('action.signOut')}
        </Button>
      </div>
    </PlainShell>
  );
}
