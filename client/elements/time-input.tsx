/** A time of day as 'HH:MM' on the 24-hour clock, with an optional button that fills in the present time. */
import { Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';

export type TimeInputProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
  nowLabel?: string | undefined;
  nowValue?: (() => string) | undefined;
} & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'id' | 'value' | 'onInput' | 'type'>;

export function TimeInput(props: TimeInputProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, [
    'value',
    'onValue',
    'nowLabel',
    'nowValue',
    'class',
  ]);
  return (
    <Field {...words} class={own.class}>
      {(control) => (
        <div class="field-with">
          <input
            {...rest}
            type="time"
            id={control.id}
            class="input field-short figures"
            value={own.value}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            onInput={(event) => own.onValue(event.currentTarget.value.slice(0, 5))}
          />
          <Show when={own.nowValue}>
            {(nowValue) => (
              <Button icon="clock" onClick={() => own.onValue(nowValue()())}>
                {own.nowLabel}
              </Button>
            )}
          </Show>
        </div>
      )}
    </Field>
  );
}
