/**
 * Finds a record on this device by typing part of its name: the combobox pattern of the ARIA guide.
 * Arrow keys move, Enter takes, Escape closes; what stands in the box when it is left is the record that is held.
 */
import { createEffect, createMemo, createSignal, createUniqueId, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { fold } from '../../shared/entity/row.ts';
import { Field } from '../elements/field.tsx';
import type { FieldWords } from '../elements/field.tsx';
import { Icon } from '../elements/icon.tsx';
import { useHall } from '../hall.ts';
import { t } from '../i18n/t.ts';
import { live } from '../store/live.ts';
import { comingOf } from './coming.ts';
import { createTitleBook } from './titles.ts';

const mostOffered = 12;

interface Offer {
  readonly id: string;
  readonly title: string;
  /** What tells two of the same name apart. */
  readonly detail: string;
}

export interface ReferencePickerProps extends FieldWords {
  target: string;
  /** Id of the chosen row, '' for none. */
  value: string;
  onValue: (id: string) => void;
  disabled?: boolean | undefined;
}

export function ReferencePicker(props: ReferencePickerProps): JSX.Element {
  const hall = useHall();
  const listId = createUniqueId();
  const picker = createPicker(props);
  const optionId = (index: number): string => `${listId}-${index}`;
  return (
    <Field
      label={props.label}
      hint={props.hint}
      error={props.error}
      optional={props.optional}
      id={props.id}
      class="picker"
    >
      {(control) => (
        <div class="picker-box">
          <input
            id={control.id}
            class="input"
            type="text"
            role="combobox"
            autocomplete="off"
            disabled={props.disabled}
            placeholder={t('form.search')}
            aria-expanded={picker.open()}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={picker.open() && picker.at() >= 0 ? optionId(picker.at()) : undefined}
            aria-describedby={control.describedBy}
            aria-invalid={control.invalid ? 'true' : undefined}
            value={picker.typed() ?? picker.title()}
            onInput={(event) => picker.type(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            onClick={() => picker.show()}
            onKeyDown={(event) => picker.press(event)}
            onBlur={() => picker.leave()}
          />
          <Icon name="search" size="sm" />
          <ul id={listId} role="listbox" class="picker-list" aria-label={props.label} hidden={!picker.open()}>
            <For
              each={picker.offers()}
              fallback={
                <li role="option" aria-selected="false" aria-disabled="true" class="picker-none">
                  {t(comingOf(hall, [props.target]) ? 'coming.title' : 'form.noMatch')}
                </li>
              }
            >
              {(offer, index) => (
                <li
                  role="option"
                  id={optionId(index())}
                  class="picker-option"
                  aria-selected={index() === picker.at()}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => picker.take(offer)}
                >
                  <span>
                    {offer.title} <span class="muted figures">{offer.detail}</span>
                  </span>
                  <Show when={offer.id === props.value}>
                    <Icon name="check" size="sm" />
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </div>
      )}
    </Field>
  );
}

/** The first of the table's plain columns that is not already in the name: a number, a code. */
function detailOf(of: Entity, row: Values): string {
  const name = of.show.columns.find((one) => of.fields[one]?.kind === 'text' && !of.show.title.includes(one));
  const value = name === undefined ? null : row[name];
  return typeof value === 'string' ? value : '';
}

interface Asked {
  readonly target: string;
  readonly revision: number;
}

const isSame = (one: Asked | undefined, other: Asked | undefined): boolean =>
  one?.target === other?.target && one?.revision === other?.revision;

/** Every row of the target by name: read when the list is wanted, and again when rows came or went since. */
function createOffers(props: ReferencePickerProps, wanted: () => boolean): () => readonly Offer[] {
  const hall = useHall();
  const read = async (target: string | undefined): Promise<readonly Offer[]> => {
    const of = target === undefined ? undefined : registry.get(target);
    if (!of) return [];
    const book = createTitleBook(hall.rows);
    const rows = await hall.rows.list(of.name);
    const named = await Promise.all(
      rows.map(async (row) => ({ id: row.id, title: await book.ofRow(of, row), detail: detailOf(of, row) })),
    );
    return named.filter((one) => one.title !== '');
  };
  // A closed list stays as it is, however much moves.
  const asked = createMemo<Asked | undefined>(
    (before) => (wanted() ? { target: props.target, revision: hall.rows.revision(props.target)() } : before),
    undefined,
    { equals: isSame },
  );
  return live(asked, (now) => read(now?.target), []);
}

function createPicker(props: ReferencePickerProps) {
  const hall = useHall();
  const [title, setTitle] = createSignal('');
  const [typed, setTyped] = createSignal<string>();
  const [open, setOpen] = createSignal(false);
  const [at, setAt] = createSignal(-1);
  const all = createOffers(props, open);
  let wanted = '';
  createEffect(() => {
    wanted = props.value;
    const id = wanted;
    if (id === '') return void setTitle('');
    void createTitleBook(hall.rows)
      .of(props.target, id)
      .then((found) => id === wanted && setTitle(found));
  });
  const offers = createMemo(() => {
    const parts = fold(typed() ?? '')
      .split(/\s+/)
      .filter(Boolean);
    return all()
      .filter((offer) => parts.every((part) => fold(`${offer.title} ${offer.detail}`).includes(part)))
      .slice(0, mostOffered);
  });
  const show = (): void => void setOpen(true);
  const close = (): void => {
    setOpen(false);
    setTyped(undefined);
    setAt(-1);
  };
  const take = (offer: Offer): void => {
    props.onValue(offer.id);
    setTitle(offer.title);
    close();
  };
  const type = (text: string): void => {
    setTyped(text);
    setAt(text === '' ? -1 : 0);
    show();
  };
  const leave = (): void => {
    // An emptied box means "none"; a half typed name leaves the record that was held.
    if (typed()?.trim() === '') props.onValue('');
    close();
  };
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const offer = offers()[at()];
    if (step !== 0) {
      show();
      setAt((now) => Math.max(0, Math.min(offers().length - 1, now + step)));
    } else if (event.key === 'Enter' && open() && offer) take(offer);
    else if (event.key === 'Escape' && open()) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { title, typed, open, at, offers, show, take, type, leave, press };
}
