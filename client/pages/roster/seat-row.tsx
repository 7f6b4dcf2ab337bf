/**
 * One student on the roster: the name, five marks, the times and the note that belong to the mark, and how far it has got.
 * A tap shows at once; what is said to be saved is said by the store.
 */
import { createEffect, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { createDraft } from '../../components/draft.ts';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Segmented } from '../../elements/segmented.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { TextArea } from '../../elements/text-area.tsx';
import { TimeInput } from '../../elements/time-input.tsx';
import { clockOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { markLooks, markStates } from '../../training/marks.ts';
import type { MarkState } from '../../training/marks.ts';
import type { Seat } from './seats.ts';

export interface SeatRowProps {
  seat: Seat;
  disabled: boolean;
  /** The history is read from the office: without signal that is said before the tap. */
  online: boolean;
  onMark: (seat: Seat, state: MarkState) => Promise<void>;
  onTime: (seat: Seat, name: 'arrivalTime' | 'departureTime', clock: string) => Promise<void>;
  onNotes: (seat: Seat, notes: string) => Promise<void>;
}

export const markLabel = (state: MarkState): string => t(`attendance.${state}`);

export function SeatRow(props: SeatRowProps): JSX.Element {
  const [tapped, setTapped] = createSignal<MarkState>();
  const [noting, setNoting] = createSignal(false);
  createEffect(() => {
    if (props.seat.status === tapped()) setTapped(undefined);
  });
  const shown = (): MarkState | undefined => tapped() ?? props.seat.status;
  const mark = (state: MarkState): void => {
    setTapped(state);
    // When it could not be saved, the mark that stands comes back.
    props.onMark(props.seat, state).catch(() => setTapped(undefined));
  };
  return (
    <li class="seat" data-seat={props.seat.id} data-marked={shown()}>
      <div class="seat-name">
        <p class="seat-words">
          <span class="seat-title">{props.seat.name || t('roster.unnamed')}</span>
          <Show when={props.seat.number}>
            <span class="seat-number figures">{props.seat.number}</span>
          </Show>
        </p>
        <p class="seat-state">
          <Show when={props.seat.state}>
            {(state) => <StateChip state={state()} label={t(`state.${state()}`)} />}
          </Show>
        </p>
      </div>
      <div class="seat-marks">
        <Segmented
          legend={t('roster.markOf', { name: props.seat.name || t('roster.unnamed') })}
          hideLegend
          value={shown()}
          disabled={props.disabled}
          options={markStates.map((state) => ({
            value: state,
            label: markLabel(state),
            ...markLooks[state],
          }))}
          onValue={mark}
        />
      </div>
      <div class="seat-times">
        <Show when={props.seat.status === 'late' || props.seat.arrivalTime !== ''}>
          <SeatTime {...props} name="arrivalTime" label={t('roster.arrived')} />
        </Show>
        <Show when={props.seat.status === 'left_early'}>
          <SeatTime {...props} name="departureTime" label={t('roster.left')} />
        </Show>
      </div>
      <div class="seat-deeds">
        <Button
          variant="quiet"
          size="sm"
          icon="note"
          aria-expanded={noting()}
          title={props.seat.notes === '' ? t('roster.addNote') : t('roster.note')}
          aria-label={t('roster.noteFor', { name: props.seat.name })}
          onClick={() => setNoting(!noting())}
        >
          {props.seat.notes === '' ? t('roster.addNote') : t('roster.note')}
        </Button>
        <Show when={props.seat.markId}>
          {(id) => (
            <ButtonLink
              variant="quiet"
              size="sm"
              icon="history"
              href={`/history/attendance/${id()}`}
              title={props.online ? t('roster.history') : t('roster.historyOffline')}
              aria-label={t('roster.historyOf', { name: props.seat.name })}
            >
              {props.online ? t('roster.history') : t('roster.historyOffline')}
            </ButtonLink>
          )}
        </Show>
      </div>
      <Show when={noting()}>
        <SeatNote {...props} />
      </Show>
      <Show when={!noting() && props.seat.notes !== ''}>
        <p class="seat-note-text">{props.seat.notes}</p>
      </Show>
    </li>
  );
}

function SeatTime(
  props: SeatRowProps & { name: 'arrivalTime' | 'departureTime'; label: string },
): JSX.Element {
  const draft = createDraft(
    () => props.seat[props.name],
    (clock) => void props.onTime(props.seat, props.name, clock).catch(() => undefined),
  );
  return (
    <TimeInput
      label={props.label}
      class="seat-time"
      value={draft.text()}
      onValue={draft.type}
      onBlur={draft.flush}
      disabled={props.disabled}
      nowLabel={t('action.now')}
      nowValue={() => clockOf(Date.now())}
    />
  );
}

function SeatNote(props: SeatRowProps): JSX.Element {
  const draft = createDraft(
    () => props.seat.notes,
    (notes) => void props.onNotes(props.seat, notes).catch(() => undefined),
  );
  return (
    <div class="seat-note">
      <TextArea
        label={t('roster.noteFor', { name: props.seat.name })}
        hint={props.seat.markId === undefined ? t('roster.noteNeedsMark') : t('roster.noteHint')}
        value={draft.text()}
        onValue={draft.type}
        onBlur={draft.flush}
        maxlength={2000}
        rows={2}
        disabled={props.disabled || props.seat.markId === undefined}
      />
    </div>
  );
}
