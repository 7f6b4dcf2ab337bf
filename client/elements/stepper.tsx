/**
 * A small whole number set with the thumb: less, the number itself (which can be typed), more. What is typed is taken when
 * the box is left, so that nothing jumps while a number is half there. What the caller refuses springs back.
 */
import { splitProps } from 'solid-js';
import type { JSX } from 'solid-js';
import { Field, fieldKeys } from './field.tsx';
import type { FieldWords } from './field.tsx';
import { Icon } from './icon.tsx';
import './stepper.css';

export type StepperProps = FieldWords & {
  value: number;
  onValue: (value: number) => void;
  lessLabel: string;
  moreLabel: string;
};

export function Stepper(props: StepperProps): JSX.Element {
  const [words, own] = splitProps(props, fieldKeys);
  const take = (input: HTMLInputElement): void => {
    const digits = input.value.replace(/\D/g, '');
    own.onValue(digits === '' ? 0 : Number(digits));
    input.value = String(own.value);
  };
  return (
    <Field {...words} class="stepper-field">
      {(control) => (
        <div class="stepper">
          <button
            type="button"
            class="btn button-secondary"
            aria-label={own.lessLabel}
            onClick={() => own.onValue(own.value - 1)}
          >
            <Icon name="minus" />
          </button>
          <input
            id={control.id}
            class="input figures"
            type="text"
            inputmode="numeric"
            autocomplete="off"
            value={String(own.value)}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => take(event.currentTarget)}
          />
          <button
            type="button"
            class="btn button-secondary"
            aria-label={own.moreLabel}
            onClick={() => own.onValue(own.value + 1)}
          >
            <Icon name="plus" />
          </button>
        </div>
      )}
    </Field>
  );
}
