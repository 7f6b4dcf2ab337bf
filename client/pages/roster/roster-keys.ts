/**
 * The keyboard on a roster: up and down go from student to student, left and right along the marks without choosing,
 * Space, Enter or the digits 1 to 5 mark. Arrow keys must not mark by themselves: every mark is kept in the history.
 */
import { markStates } from '../../training/marks.ts';
import type { MarkState } from '../../training/marks.ts';

export type KeyDeed =
  | { readonly kind: 'seat'; readonly step: 1 | -1 }
  | { readonly kind: 'option'; readonly step: 1 | -1 }
  | { readonly kind: 'mark'; readonly state: MarkState }
  | { readonly kind: 'choose' };

const steps: Readonly<Record<string, KeyDeed>> = {
  ArrowDown: { kind: 'seat', step: 1 },
  ArrowUp: { kind: 'seat', step: -1 },
  ArrowRight: { kind: 'option', step: 1 },
  ArrowLeft: { kind: 'option', step: -1 },
  Enter: { kind: 'choose' },
};

export function readRosterKey(key: string): KeyDeed | undefined {
  const state = /^[1-5]$/.test(key) ? markStates[Number(key) - 1] : undefined;
  return state ? { kind: 'mark', state } : steps[key];
}

const radiosOf = (seat: Element): HTMLInputElement[] => [
  ...seat.querySelectorAll<HTMLInputElement>('input[type="radio"]'),
];

/** Acts when a radio of a seat has the focus; other controls keep their keys. */
export function actOnRosterKey(
  event: KeyboardEvent,
  mark: (studentId: string, state: MarkState) => void,
): void {
  const radio = event.target;
  if (!(radio instanceof HTMLInputElement) || radio.type !== 'radio') return;
  const seat = radio.closest<HTMLElement>('[data-seat]');
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  const deed = hasModifier ? undefined : readRosterKey(event.key);
  if (!seat || !deed) return;
  event.preventDefault();
  if (deed.kind === 'mark') {
    mark(seat.dataset['seat'] ?? '', deed.state);
    focusMark(seat, deed.state);
  } else if (deed.kind === 'choose') radio.click();
  else if (deed.kind === 'option') focusOption(seat, radio, deed.step);
  else focusSeat(seat, deed.step);
}

/** The eye looks where the focus is: it goes along to the mark. */
function focusMark(seat: HTMLElement, state: MarkState): void {
  radiosOf(seat)
    .find((one) => one.value === state)
    ?.focus({ preventScroll: true });
}

function focusOption(seat: HTMLElement, radio: HTMLInputElement, step: 1 | -1): void {
  const radios = radiosOf(seat);
  radios[(radios.indexOf(radio) + step + radios.length) % radios.length]?.focus();
}

function focusSeat(seat: HTMLElement, step: 1 | -1): void {
  const seats = [...(seat.parentElement?.querySelectorAll<HTMLElement>('[data-seat]') ?? [])];
  const next = seats[seats.indexOf(seat) + step];
  if (!next) return;
  const radios = radiosOf(next);
  (radios.find((one) => one.checked) ?? radios[0])?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}
