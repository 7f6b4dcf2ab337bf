/**
 * One of several as big buttons, each a thumb wide: native radios in a grid that breaks where the screen ends. For more
 * choices than Segmented can set side by side, or when they must be hit without looking.
 */
import { createUniqueId, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { SegmentedProps } from './segmented.tsx';
import './choice-grid.css';

export type ChoiceGridProps<Value extends string> = Omit<SegmentedProps<Value>, 'layout'> & {
  /** Given when an error summary must link here: the id of the first choice. */
  id?: string | undefined;
  /** The word shown after the legend when nothing need be chosen. */
  optional?: string | undefined;
  /** How many stand side by side on a phone. */
  across: 2 | 3;
};

export function ChoiceGrid<Value extends string>(props: ChoiceGridProps<Value>): JSX.Element {
  const name = createUniqueId();
  return (
    <fieldset
      class="choice-grid"
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
      <div class="choice-grid-options">
        <For each={props.options}>
          {(option, index) => (
            <label class="segment choice" data-tone={option.tone ?? 'ink'}>
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
