/** The roster on paper: the mark and a line to sign on for each student. Seen only in print. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';
import { formatClock } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { markLabel } from './seat-row.tsx';
import type { Seat } from './seats.ts';

export function SignInSheet(props: { seats: readonly Seat[] }): JSX.Element {
  const times = (seat: Seat): string =>
    [seat.arrivalTime, seat.departureTime]
      .filter((clock) => clock !== '')
      .map(formatClock)
      .join(' – ');
  return (
    <div class="print-only">
      <table class="ledger sign-in-sheet">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t('roster.student')}</th>
            <th scope="col">{t('roster.number')}</th>
            <th scope="col">{t('roster.mark')}</th>
            <th scope="col">{t('roster.times')}</th>
            <th scope="col">{t('roster.signature')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.seats}>
            {(seat, index) => (
              <tr>
                <td>{index() + 1}</td>
                <th scope="row">{seat.name}</th>
                <td>{seat.number}</td>
                <td>{seat.status ? markLabel(seat.status) : ''}</td>
                <td>{times(seat)}</td>
                <td class="sign-line" />
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p class="sign-foot">{t('roster.instructorSignature')}</p>
    </div>
  );
}
