/** One line of text. Pass `type`, `inputmode`, `autocomplete`, `enterkeyhint` as on a native input. */
import { Show, splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';

export type TextInputProps = FieldWords & {
  value: string;
  onValue: (value: string) => void;
  icon?: IconName | undefined;
} & Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'id' | 'value' | 'onInput'>;

export function TextInput(props: TextInputProps): JSX.Element {
  const [words, own, rest] = splitProps(props, fieldKeys, ['value', 'onValue', 'icon', 'class']);
  return (
    <Field {...words} class={own.class}>
      {(control) => (
        <div class="field-with">
          <Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>
          <input
            type="text"
            {...rest}
            id={control.id}
            class="input"
            value={own.value}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            onInput={(event) => own.onValue(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  );
}
