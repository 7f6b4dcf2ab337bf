/**
 * One box for everything: records on this device, places and deeds, with or without signal. The combobox pattern of the
 * ARIA guide in a modal dialog; on a phone it fills the screen.
 */
import { createEffect, createMemo, createSignal, createUniqueId, Index, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { useKeeper } from '../components/keeper.ts';
import { showWhileMounted } from '../elements/dialog.tsx';
import { Icon } from '../elements/icon.tsx';
import { IconButton } from '../elements/icon-button.tsx';
import { useHall } from '../hall.ts';
import { formatNumber } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { shownItems } from '../shell/nav.ts';
import type { NavItem } from '../shell/nav.ts';
import { markParts } from './marks.ts';
import { Notes } from './palette-notes.tsx';
import { createResults } from './results.ts';
import type { Group, Result } from './results.ts';
import './palette.css';

/** Of a group at first, and how many more each time they are asked for. */
const usualLimit = 5;
const moreAtOnce = 20;

export interface PaletteProps {
  nav: readonly NavItem[];
  onClose: () => void;
}

interface Option {
  readonly group: Group;
  /** Undefined: shows more of the group. */
  readonly result: Result | undefined;
}

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
          <Index each={palette.groups()}>
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

const noneChosen = { of: '', at: -1 };
const noLimits = { of: '', by: new Map<string, number>() };

function createPalette(props: PaletteProps) {
  const hall = useHall();
  const [typed, setTyped] = createSignal('');
  const wanted = createMemo(() => typed().trim());
  // Both belong to the answer that they were chosen in, and go with it.
  const [chosen, setChosen] = createSignal(noneChosen);
  const [limits, setLimits] = createSignal(noLimits);
  const limitOf = (group: string, query: string): number =>
    (limits().of === query ? limits().by.get(group) : undefined) ?? usualLimit;
  const results = createResults({
    hall,
    keeper: useKeeper(),
    navigate: useNavigate(),
    places: createMemo(() => shownItems(props.nav)),
    typed: wanted,
    limitOf,
  });
  const at = (): number => {
    const of = results.answered();
    return chosen().of === of ? chosen().at : of === '' ? -1 : 0;
  };
  createEffect(
    on(results.answered, () => {
      setChosen(noneChosen);
      setLimits(noLimits);
    }),
  );
  const setAt = (place: number): void => void setChosen({ of: results.answered(), at: place });
  const optionsOf = (group: Group): readonly Option[] => [
    ...group.results.map((result) => ({ group, result })),
    ...(group.total > group.results.length ? [{ group, result: undefined }] : []),
  ];
  const options = createMemo(() => results.groups().flatMap(optionsOf));
  const firstOf = (place: number): number =>
    results
      .groups()
      .slice(0, place)
      .reduce((sum, group) => sum + optionsOf(group).length, 0);
  const choose = (place: number): void => {
    const option = options()[place];
    if (!option) return;
    const { group, result } = option;
    if (!result) {
      setAt(place);
      const of = results.answered();
      const before = limits().of === of ? limits().by : [];
      setLimits({ of, by: new Map(before).set(group.id, group.results.length + moreAtOnce) });
      return;
    }
    // Closed first: the focus goes back to the page before the next one takes it.
    props.onClose();
    result.open();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
    // Faster than the search: these keys mean what was typed, not what was found for less of it.
    if (step !== 0 || event.key === 'Enter') results.settle();
    const count = options().length;
    if (step !== 0 && count > 0) setAt((Math.max(atNow(), step > 0 ? -1 : 0) + step + count) % count);
    else if (event.key === 'Enter') choose(atNow());
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) props.onClose();
    else return;
    event.preventDefault();
  };
  // Fewer are found than before: the mark stays on one that is there.
  const atNow = (): number => Math.min(at(), options().length - 1);
  const busy = (): boolean => wanted() !== results.answered();
  return { ...results, typed, type: setTyped, busy, at: atNow, options, firstOf, choose, press };
}
