/** One change (or one gesture over many records) in the words of its author: what, since when, how it stands, what to do. */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { StateChip } from '../elements/state-chip.tsx';
import { TimeAgo } from '../elements/time-ago.tsx';
import type { Tone } from '../elements/tone.ts';
import type { ItemState } from '../hall.ts';
import { formatAgo, formatDateTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import type { ChangeWords } from './describe-change.ts';

export interface ChangeCardProps {
  words: readonly ChangeWords[];
  /** When the gesture was made, milliseconds. */
  at: number;
  now: () => number;
  state: ItemState;
  stateLabel: string;
  /** Size, tries and the like. */
  facts?: readonly string[] | undefined;
  /** What is wrong and what to do next, in a sentence. */
  problem?: string | undefined;
  age?: Tone | undefined;
  children?: JSX.Element;
}

export function ChangeCard(props: ChangeCardProps): JSX.Element {
  const one = (): ChangeWords | undefined => props.words[0];
  return (
    <li class="change" data-tone={props.age ?? 'neutral'} data-aged={props.age ? '' : undefined}>
      <div class="change-head">
        <p class="change-title">
          <span class="change-what">{one()?.what}</span>
          <Show when={props.words.length === 1}>
            <span class="change-about">{one()?.about}</span>
          </Show>
        </p>
        <StateChip state={props.state} label={props.stateLabel} />
      </div>
      <Show when={props.words.length > 1}>
        <details class="change-more">
          <summary>{t('change.many', { count: props.words.length })}</summary>
          <ul>
            <For each={props.words}>{(words) => <li>{words.about}</li>}</For>
          </ul>
        </details>
      </Show>
      <p class="change-facts muted">
        <TimeAgo at={props.at} now={props.now} format={formatAgo} title={formatDateTime} />
        <For each={props.facts ?? []}>{(fact) => <span>{fact}</span>}</For>
      </p>
      <Show when={props.problem}>
        <p class="change-problem">{props.problem}</p>
      </Show>
      <Show when={props.children}>
        <div class="card-deeds">{props.children}</div>
      </Show>
    </li>
  );
}
