/** One of a list, as the platform's own picker. For five or fewer choices prefer Segmented. */
import { For, Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
}

export type SelectInputProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
  options: readonly Option[];
  /** Shown for the empty value; without it the first option stands chosen. */
  placeholder?: string | undefined;
} & Omit<JSX.SelectHTMLAttributes<HTMLSelectElement>, 'id' | 'value' | 'onChange'>;

export function SelectInput(props: SelectInputProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, [
    'value',
    'onValue',
    'options',
    'placeholder',
    'class',
  ]);
  return (
    <Field {...words} class={own.class}>
      {(control) => (
        <select
          {...rest}
          id={control.id}
          class="select"
          aria-describedby={control.describedBy}
          aria-invalid={control.invalid ? 'true' : undefined}
          onChange={(event) => own.onValue(event.currentTarget.value)}
        >
          <Show when={own.placeholder !== undefined}>
            <option value="" selected={own.value === ''}>
              {own.placeholder}
            </option>
          </Show>
          <For each={own.options}>
            {(option) => (
              <option value={option.value} selected={option.value === own.value}>
                {option.label}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  );
}
