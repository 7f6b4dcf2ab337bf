/**
 * One of a few, all in sight: native radios drawn as one strip. Arrow keys move, a tap chooses, forms and
 * screen readers know it. `value` undefined means nobody has chosen yet, which is a state of its own.
 */
import { createUniqueId, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export interface Segment<Value extends string> {
  value: Value;
  label: string;
  icon?: IconName | undefined;
  tone?: Tone | undefined;
}

export interface SegmentedProps<Value extends string> {
  legend: string;
  hideLegend?: boolean | undefined;
  value: Value | undefined;
  options: readonly Segment<Value>[];
  onValue: (value: Value) => void;
  disabled?: boolean | undefined;
  error?: string | undefined;
  /** Given when an error summary must link here: the id of the first choice. */
  id?: string | undefined;
  /** The word shown after the legend when nothing need be chosen. */
  optional?: string | undefined;
  /** stacked: icon over word, for attendance. inline: icon beside word. */
  layout?: 'stacked' | 'inline' | undefined;
  /** A grid instead of a strip: how many stand side by side on a phone (ChoiceGrid). */
  across?: 2 | 3 | undefined;
}

export function Segmented<Value extends string>(props: SegmentedProps<Value>): JSX.Element {
  const name = createUniqueId();
  const look = (): string => (props.across ? 'choice-grid' : 'segmented');
  return (
    <fieldset
      class={look()}
      data-layout={props.across ? undefined : (props.layout ?? 'stacked')}
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
      <div class={`${look()}-options`}>
        <For each={props.options}>
          {(option, index) => (
            <label class={props.across ? 'segment choice' : 'segment'} data-tone={option.tone ?? 'ink'}>
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
