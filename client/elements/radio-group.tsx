/** Native radios as labels with icon and word: what a strip and a grid of choices have in common. Arrow keys come free. */
import { createUniqueId, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  icon?: IconName | undefined;
  tone?: Tone | undefined;
}

export interface RadioGroupProps<Value extends string> {
  legend: string;
  hideLegend?: boolean | undefined;
  /** Undefined: nobody has chosen yet, which is a state of its own. */
  value: Value | undefined;
  options: readonly Choice<Value>[];
  onValue: (value: Value) => void;
  disabled?: boolean | undefined;
  error?: string | undefined;
  /** Given when an error summary must link here: the id of the first choice. */
  id?: string | undefined;
  /** The word shown after the legend when nothing need be chosen. */
  optional?: string | undefined;
}

/** How it is drawn. */
interface Drawn {
  look: 'segmented' | 'choice-grid';
  layout?: string | undefined;
  across?: number | undefined;
  choiceClass: string;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value> & Drawn): JSX.Element {
  const name = createUniqueId();
  return (
    <fieldset
      class={props.look}
      data-layout={props.layout}
      data-across={props.across}
      disabled={props.disabled}
      aria-describedby={props.error ? `${name}-error` : undefined}
    >
      <legend class="segmented-legend" classList={{ 'visually-hidden': props.hideLegend === true }}>
        {props.legend}
        <Show when={props.optional}>{(word) => <span class="field-optional"> ({word()})</span>}</Show>
      </legend>
      <Show when={props.error}>
        <p class="field-error" id={`${name}-error`}>
          <Icon name="alert" size="sm" />
          <span>{props.error}</span>
        </p>
      </Show>
      <div class={`${props.look}-options`}>
        <For each={props.options}>
          {(option, index) => (
            <label class={props.choiceClass} data-tone={option.tone ?? 'ink'}>
              <input
                type="radio"
                class="visually-hidden"
                id={index() === 0 ? props.id : undefined}
                name={name}
                value={option.value}
                checked={props.value === option.value}
                onChange={() => props.onValue(option.value)}
              />
              <Show when={option.icon}>{(icon) => <Icon name={icon()} />}</Show>
              <span>{option.label}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
