/** The mark: a hall's gable over a U, and the lamp that says someone is in. public/icons/mark.svg is the same drawing. */
import type { JSX } from 'solid-js';

export function Mark(props: { class?: string | undefined }): JSX.Element {
  return (
    <svg class={`mark ${props.class ?? ''}`} viewBox="0 0 64 64" aria-hidden="true">
      <path class="mark-line" d="M9 31L32 11l23 20" />
      <path class="mark-line" d="M17 34v9a9 9 0 0 0 9 9h12a9 9 0 0 0 9-9v-9" />
      <circle class="mark-lamp" cx="32" cy="34" r="6" />
    </svg>
  );
}
