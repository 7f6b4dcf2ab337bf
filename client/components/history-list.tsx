/**
 * What happened to one record, newest first: who, what, when on the device and on the server, from which device, and each
 * field before and after, in the words of the form. Draws; the page reads.
 */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from '../elements/icon.tsx';
import { StateChip } from '../elements/state-chip.tsx';
import type { ItemState } from '../hall.ts';
import { formatDateTime } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';

export interface HistoryField {
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export interface HistoryItem {
  readonly id: string;
  readonly who: string;
  readonly deed: string;
  /** Milliseconds. Undefined while the office has not answered. */
  readonly serverAt: number | undefined;
  readonly deviceAt: number | undefined;
  readonly device: string;
  readonly fields: readonly HistoryField[];
  /** An earlier mark that arrived when a later one already stood. */
  readonly superseded: boolean;
  /** The record, where the list is not one record's. */
  readonly about: { readonly text: string; readonly href: string | undefined } | undefined;
  /** Why it was corrected, in the words of whoever did. */
  readonly reason: string | undefined;
  /** Set for this device's own work that has not reached the office. */
  readonly state: ItemState | undefined;
}

export function HistoryList(props: {
  items: readonly HistoryItem[];
  label?: string | undefined;
}): JSX.Element {
  return (
    <ol class="history" aria-label={props.label ?? t('history.title')}>
      <For each={props.items}>{(item) => <HistoryEntry item={item} />}</For>
    </ol>
  );
}

function HistoryEntry(props: { item: HistoryItem }): JSX.Element {
  return (
    <li class="history-entry" data-superseded={props.item.superseded ? '' : undefined}>
      <p class="history-head">
        <span class="history-who">{props.item.who}</span> <span class="history-deed">{props.item.deed}</span>
        <Show when={props.item.about}>
          {(about) => (
            <>
              {' '}
              <Show when={about().href} fallback={<span>{about().text}</span>}>
                {(href) => <a href={href()}>{about().text}</a>}
              </Show>
            </>
          )}
        </Show>
        <Show when={props.item.state}>
          {(state) => <StateChip state={state()} label={t(`state.${state()}`)} />}
        </Show>
      </p>
      <Show when={props.item.superseded}>
        <p class="history-superseded">
          <Icon name="info" size="sm" /> {t('history.superseded')}
        </p>
      </Show>
      <Show when={props.item.reason}>
        {(reason) => <p class="history-reason">{t('correct.because', { reason: reason() })}</p>}
      </Show>
      <Show when={props.item.fields.length > 0}>
        <dl class="history-fields">
          <For each={props.item.fields}>{(field) => <FieldChange field={field} />}</For>
        </dl>
      </Show>
      <p class="history-when muted">
        <Show when={props.item.deviceAt}>
          {(at) => (
            <span>
              {t('history.onDevice')} <time datetime={iso(at())}>{formatDateTime(at())}</time>
            </span>
          )}
        </Show>
        <Show when={props.item.serverAt} fallback={<span>{t('history.notThere')}</span>}>
          {(at) => (
            <span>
              {t('history.onServer')} <time datetime={iso(at())}>{formatDateTime(at())}</time>
            </span>
          )}
        </Show>
        <Show when={props.item.device}>
          <span>
            <Icon name="device" size="sm" /> {props.item.device}
          </span>
        </Show>
      </p>
    </li>
  );
}

const iso = (at: number): string => new Date(at).toISOString();

function FieldChange(props: { field: HistoryField }): JSX.Element {
  return (
    <div class="history-field">
      <dt>{props.field.label}</dt>
      <dd>
        <del>
          <span class="visually-hidden">{t('history.before')} </span>
          {props.field.before}
        </del>
        <Icon name="forward" size="sm" />
        <ins>
          <span class="visually-hidden">{t('history.after')} </span>
          {props.field.after}
        </ins>
      </dd>
    </div>
  );
}
