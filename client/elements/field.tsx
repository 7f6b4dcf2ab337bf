/**
 * Label, hint and error around one control, wired for screen readers.
 * The error stands between label and control, where the eye and the virtual keyboard leave it visible.
 */
import { createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export interface FieldWords {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** The word shown after the label of a field that may stay empty. */
  optional?: string | undefined;
  /** Give one when an error summary must link here. */
  id?: string | undefined;
  hideLabel?: boolean | undefined;
}

export const fieldKeys = ['label', 'hint', 'error', 'optional', 'id', 'hideLabel'] as const;

/** What the control inside must carry. */
export interface FieldControl {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
}

export function Field(
  props: FieldWords & { class?: string | undefined; children: (control: FieldControl) => JSX.Element },
): JSX.Element {
  const fallbackId = createUniqueId();
  const control: FieldControl = {
    get id() {
      return props.id ?? fallbackId;
    },
    get describedBy() {
      const ids = [props.hint && `${this.id}-hint`, props.error && `${this.id}-error`].filter(Boolean);
      return ids.length > 0 ? ids.join(' ') : undefined;
    },
    get invalid() {
      return Boolean(props.error);
    },
  };
  return (
    <div class={`field ${props.class ?? ''}`} classList={{ 'field-wrong': control.invalid }}>
      <label class="field-label" classList={{ 'visually-hidden': props.hideLabel === true }} for={control.id}>
        {props.label}
        <Show when={props.optional}>{(word) => <span class="field-optional"> ({word()})</span>}</Show>
      </label>
      <Show when={props.hint}>
        <p class="field-hint" id={`${control.id}-hint`}>
          {props.hint}
        </p>
      </Show>
      <Show when={props.error}>
        <p class="field-error" id={`${control.id}-error`}>
          <Icon name="alert" size="sm" />
          <span>{props.error}</span>
        </p>
      </Show>
      {props.children(control)}
    </div>
  );
}
