/** A small stamped tag: a word, with or without an icon, in one of five tones. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export function Chip(props: {
  tone?: Tone | undefined;
  icon?: IconName | undefined;
  children: JSX.Element;
}): JSX.Element {
  return (
    <span class="chip" data-tone={props.tone ?? 'neutral'}>
      <Show when={props.icon}>{(name) => <Icon name={name()} size="sm" />}</Show>
      <span>{props.children}</span>
    </span>
  );
}
