/** How long ago something was, kept fresh by the caller's clock; the exact moment on hover and in the markup. */
import type { JSX } from 'solid-js';

export interface TimeAgoProps {
  at: number;
  now: () => number;
  format: (at: number, now: number) => string;
  title?: ((at: number) => string) | undefined;
}

export function TimeAgo(props: TimeAgoProps): JSX.Element {
  return (
    <time datetime={new Date(props.at).toISOString()} title={props.title?.(props.at)}>
      {props.format(props.at, props.now())}
    </time>
  );
}
