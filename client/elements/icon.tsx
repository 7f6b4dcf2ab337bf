/** One icon. Decoration only: the word beside it, or the control's label, carries the meaning. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';
import { iconPaths } from './icon-paths.ts';
import type { IconName } from './icon-paths.ts';

export type { IconName };

export function Icon(props: {
  name: IconName;
  size?: 'sm' | 'md' | 'lg' | 'xl' | undefined;
  class?: string | undefined;
}): JSX.Element {
  return (
    <svg
      class={`icon ${props.class ?? ''}`}
      classList={{
        'icon-sm': props.size === 'sm',
        'icon-lg': props.size === 'lg',
        'icon-xl': props.size === 'xl',
      }}
      viewBox="0 0 24 24"
      aria-hidden="true"
    >
      <For each={iconPaths[props.name]}>{(path) => <path d={path} />}</For>
    </svg>
  );
}
