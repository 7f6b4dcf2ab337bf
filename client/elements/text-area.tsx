/** Several lines of text; grows with what is written. `counter` is the caller's sentence ("120 of 2,000"). */
import { Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';

export type TextAreaProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
  counter?: string | undefined;
} & Omit<JSX.TextareaHTMLAttributes<HTMLTextAreaElement>, 'id' | 'value' | 'onInput'>;

export function TextArea(props: TextAreaProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, ['value', 'onValue', 'counter', 'class']);
  return (
    <Field {...words} class={own.class}>
      {(control) => (
        <>
          <textarea
            rows={3}
            {...rest}
            id={control.id}
            class="textarea"
            value={own.value}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            onInput={(event) => own.onValue(event.currentTarget.value)}
          />
          <Show when={own.counter}>
            <p class="field-counter">{own.counter}</p>
          </Show>
        </>
      )}
    </Field>
  );
}
