/** How far a piece of work has come. One look per state everywhere, so that it is learnt once; icon and word always. */
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export type ItemState = 'draft' | 'saved' | 'sending' | 'sent' | 'needs_you' | 'set_aside';

const looks: Record<ItemState, { icon: IconName; tone: Tone }> = {
  draft: { icon: 'edit', tone: 'neutral' },
  saved: { icon: 'saved', tone: 'ink' },
  sending: { icon: 'sending', tone: 'ink' },
  sent: { icon: 'sent', tone: 'good' },
  needs_you: { icon: 'alert', tone: 'warn' },
  set_aside: { icon: 'aside', tone: 'bad' },
};

export function StateChip(props: { state: ItemState; label: string }): JSX.Element {
  return (
    <span class="chip" data-tone={looks[props.state].tone} data-state={props.state}>
      <Icon name={looks[props.state].icon} size="sm" />
      <span>{props.label}</span>
    </span>
  );
}
