/** A calendar day as 'YYYY-MM-DD', with the platform's own picker and typing. */
import { splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';

export type DateInputProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
} & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'id' | 'value' | 'onInput' | 'type'>;

export function DateInput(props: DateInputProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, ['value', 'onValue', 'class']);
  return (
    <Field {...words} class={own.class}>
      {(control) => (
        <input
          {...rest}
          type="date"
          id={control.id}
          class="input field-short figures"
          value={own.value}
          aria-describedby={control.describedBy}
          aria-invalid={control.invalid ? 'true' : undefined}
          onInput={(event) => own.onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
