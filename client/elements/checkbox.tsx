/** A yes or no. The whole line is the target. */
import { createUniqueId, Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';

export type CheckboxProps = {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  id?: string | undefined;
  checked: boolean;
  onChecked: (checked: boolean) => void;
} & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'id' | 'checked' | 'onChange' | 'type'>;

export function Checkbox(props: CheckboxProps): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'hint', 'error', 'id', 'checked', 'onChecked', 'class']);
  const fallbackId = createUniqueId();
  const id = (): string => own.id ?? fallbackId;
  const describedBy = (): string | undefined =>
    [own.hint && `${id()}-hint`, own.error && `${id()}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field" classList={{ 'field-wrong': Boolean(own.error) }}>
      <Show when={own.error}>
        <p class="field-error" id={`${id()}-error`}>
          <Icon name="alert" size="sm" />
          <span>{own.error}</span>
        </p>
      </Show>
      <label class="check" for={id()}>
        <input
          {...rest}
          type="checkbox"
          id={id()}
          class="checkbox"
          checked={own.checked}
          aria-describedby={describedBy()}
          aria-invalid={own.error ? 'true' : undefined}
          onChange={(event) => own.onChecked(event.currentTarget.checked)}
        />
        <span class="check-text">{own.label}</span>
      </label>
      <Show when={own.hint}>
        <p class="field-hint" id={`${id()}-hint`}>
          {own.hint}
        </p>
      </Show>
    </div>
  );
}
