/** A password with a way to see it. Pasting and password managers work; nothing here is a memory test. */
import { createSignal, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';

export type PasswordInputProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
  showLabel: string;
  concealLabel: string;
} & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'id' | 'value' | 'onInput' | 'type'>;

export function PasswordInput(props: PasswordInputProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, ['value', 'onValue', 'showLabel', 'concealLabel']);
  const [shown, setShown] = createSignal(false);
  return (
    <Field {...words}>
      {(control) => (
        <div class="field-with">
          <input
            autocomplete="current-password"
            spellcheck={false}
            autocapitalize="none"
            {...rest}
            type={shown() ? 'text' : 'password'}
            id={control.id}
            class="input"
            value={own.value}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            onInput={(event) => own.onValue(event.currentTarget.value)}
          />
          <Button aria-controls={control.id} onClick={() => setShown(!shown())}>
            {shown() ? own.concealLabel : own.showLabel}
          </Button>
        </div>
      )}
    </Field>
  );
}
