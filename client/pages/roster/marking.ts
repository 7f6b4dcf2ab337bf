/**
 * The deeds of a roster. Each is saved on this device before anything is said; a gesture over many students is one
 * transaction and can be undone as one.
 */
import type { Values } from '../../../shared/entity/entity.ts';
import { fieldsWith } from '../../../shared/access/can.ts';
import { Attendance } from '../../../shared/entities/attendance.ts';
import { refusalSentence } from '../../../shared/values/refusal-words.ts';
import { offerUndo } from '../../components/take-back.ts';
import type { Toasts } from '../../elements/toasts.ts';
import type { Gesture, Hall, Written } from '../../hall.ts';
import { clockOf } from '../../i18n/format.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';
import { markFor, withTime } from '../../training/marks.ts';
import type { MarkState } from '../../training/marks.ts';
import type { Seat } from './seats.ts';

/** What was tapped does not stand. The person has been told why. */
class NotSaved extends Error {}

/** Each rejects when nothing was saved, after the person was told. */
export interface Marking {
  mark(seat: Seat, state: MarkState): Promise<void>;
  setTime(seat: Seat, name: 'arrivalTime' | 'departureTime', clock: string): Promise<void>;
  setNotes(seat: Seat, notes: string): Promise<void>;
  /** Marks those who have no mark yet; says so and offers to undo it. */
  markAllPresent(seats: readonly Seat[]): Promise<void>;
}

export function createMarking(hall: Hall, sessionId: () => string, toasts: Toasts): Marking {
  const gestureFor = (seat: Seat, set: Values, group?: string): Gesture => ({
    entity: Attendance.name,
    ...(group === undefined ? {} : { group }),
    ...(seat.markId === undefined
      ? { op: 'create', set: { sessionId: sessionId(), studentId: seat.id, ...set } }
      : { op: 'update', row: seat.markId, set }),
  });
  const write = async (seat: Seat, set: Values): Promise<void> => {
    const written = await hall.rows.write(gestureFor(seat, set));
    tell(written, toasts);
    // Whoever showed the tap already must take it back.
    if (!written.ok) throw new NotSaved();
  };
  return {
    mark: (seat, state) => write(seat, markFor(state, seat, clockOf(Date.now()))),
    setTime: (seat, name, clock) => write(seat, withTime(seat, name, clock)),
    setNotes: (seat, notes) => write(seat, { notes: notes.trim() === '' ? null : notes }),
    async markAllPresent(seats) {
      const unmarked = seats.filter((seat) => seat.status === undefined);
      if (unmarked.length === 0) return;
      const group = crypto.randomUUID();
      const written = await hall.rows.writeAll(
        unmarked.map((seat) => gestureFor(seat, markFor('present', seat, ''), group)),
      );
      const failed = written.find((one) => !one.ok);
      if (failed) return tell(failed, toasts);
      noteSave();
      await offerUndo(
        hall,
        toasts,
        { text: t('roster.allMarked', { count: unmarked.length }), tone: 'good' },
        written.flatMap((one) => (one.ok ? [{ of: Attendance, op: 'create', ...one, before: {} }] : [])),
      );
    },
  };
}

function tell(written: Written, toasts: Toasts): void {
  if (written.ok) noteSave();
  else toasts.show({ tone: 'bad', text: refusalSentence(written.refusal, locale()) });
}

/** May this person mark the students of a cohort at all? */
export const mayMark = (hall: Hall, cohortId: string): boolean =>
  fieldsWith(Attendance, hall.holdings(), 'create', ['training', `cohort:${cohortId}`])?.has('status') ??
  false;
