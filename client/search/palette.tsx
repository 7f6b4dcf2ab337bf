/**
 * One box for everything: records on this device, places and deeds, with or without signal. The combobox pattern of the
 * ARIA guide in a modal dialog; on a phone it fills the screen.
 */
import { createEffect, createMemo, createUniqueId, Index, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { showWhileMounted } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { IconButton } from '../elements/icon-button.tsx';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { markParts } from './marks.ts';
import { Notes } from './palette-notes.tsx';
import { createPalette, moreAtOnce } from './palette-state.ts';
import type { PaletteProps } from './palette-state.ts';
import type { Group } from './results.ts';
import './palette.css';

export default function Palette(props: PaletteProps): JSX.Element {
  const listId = createUniqueId();
  const palette = createPalette(props);
  const optionId = (at: number): string => `${listId}-${at}`;
  let list: HTMLDivElement | undefined;
  // With the frame that is drawn anyway: asked at once, the page would be laid out twice for each key.
  createEffect(
    on(
      palette.at,
      (at) =>
        requestAnimationFrame(() =>
          list?.querySelector(`#${CSS.escape(optionId(at))}`)?.scrollIntoView({ block: 'nearest' }),
        ),
      { defer: true },
    ),
  );
  return (
    <dialog
      class="palette"
      aria-label={t('action.search')}
      ref={(element) => showWhileMounted(element)}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div class="palette-sheet">
        <div class="palette-head">
          <Icon name="search" />
          <input
            class="palette-input"
            type="text"
            role="combobox"
            autofocus
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            enterkeyhint="go"
            aria-label={t('search.label')}
            placeholder={t('search.placeholder')}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-expanded={palette.options().length > 0}
            aria-controls={listId}
            aria-activedescendant={palette.at() >= 0 ? optionId(palette.at()) : undefined}
            value={palette.typed()}
            onInput={(event) => palette.type(event.currentTarget.value)}
            onKeyDown={(event) => palette.press(event)}
          />
          <IconButton icon="close" label={t('action.close')} onClick={() => props.onClose()} />
        </div>
        <div
          id={listId}
          class="palette-list"
          role="listbox"
          aria-label={t('search.results')}
          aria-busy={palette.busy()}
          hidden={palette.options().length === 0}
          ref={(element) => (list = element)}
        >
          <Index each={palette.drawn()}>
            {(group, place) => (
              <Found
                group={group()}
                typed={palette.answered()}
                first={palette.firstOf(place)}
                at={palette.at()}
                optionId={optionId}
                onChoose={palette.choose}
              />
            )}
          </Index>
        </div>
        <Notes palette={palette} />
        <Keys />
      </div>
    </dialog>
  );
}

function Keys(): JSX.Element {
  return (
    <p class="palette-keys" aria-hidden="true">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {t('search.keyMove')}
      </span>
      <span>
        <kbd>↵</kbd> {t('action.open')}
      </span>
      <span>
        <kbd>Esc</kbd> {t('action.close')}
      </span>
    </p>
  );
}

/** One group of what was found. */
function Found(props: {
  group: Group;
  typed: string;
  /** The number of its first option among all. */
  first: number;
  at: number;
  optionId: (at: number) => string;
  onChoose: (at: number) => void;
}): JSX.Element {
  const labelId = createUniqueId();
  const hidden = (): number => props.group.total - props.group.results.length;
  return (
    <div class="palette-group" role="group" aria-labelledby={labelId}>
      <div class="palette-group-name" role="presentation" id={labelId}>
        {props.group.label}
        <Show when={hidden() > 0}>
          <span class="figures"> {formatNumber(props.group.total)}</span>
        </Show>
      </div>
      <Index each={props.group.results}>
        {(result, place) => (
          <OptionLine {...props} place={props.first + place}>
            <Icon name={result().icon} />
            <span class="palette-words">
              <span class="palette-title">
                <Marked text={result().title} typed={props.typed} />
              </span>
              {/* No callback: a line that goes at this very key would read a detail that is gone. */}
              <Show when={result().detail !== ''}>
                <span class="palette-detail figures">
                  <Marked text={result().detail} typed={props.typed} />
                </span>
              </Show>
            </span>
          </OptionLine>
        )}
      </Index>
      <Show when={hidden() > 0}>
        <OptionLine {...props} place={props.first + props.group.results.length}>
          <Icon name="down" />
          <span class="palette-words muted">
            {t('search.more', {
              shown: formatNumber(Math.min(moreAtOnce, hidden())),
              kind: props.group.label,
            })}
          </span>
        </OptionLine>
      </Show>
    </div>
  );
}

function OptionLine(props: {
  place: number;
  at: number;
  optionId: (at: number) => string;
  onChoose: (at: number) => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <div
      role="option"
      id={props.optionId(props.place)}
      class="palette-option"
      aria-selected={props.place === props.at}
      // The box keeps the focus: on a phone the keyboard stays where it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onChoose(props.place)}
    >
      {props.children}
    </div>
  );
}

function Marked(props: { text: string; typed: string }): JSX.Element {
  const parts = createMemo(() => markParts(props.text, props.typed));
  return (
    <Index each={parts()}>
      {(part) => (
        <Show when={part().isHit} fallback={part().text}>
          <mark>{part().text}</mark>
        </Show>
      )}
    </Index>
  );
}
