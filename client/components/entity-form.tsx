/**
 * The form of any entity, drawn from its facts and from what the person's roles allow. Only touched fields are sent.
 * Errors stand at the top and beside their fields in the same words; what was typed stays; updates wait while it is dirty.
 */
import {
  batch,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  For,
  onCleanup,
  Show,
  untrack,
} from 'solid-js';
import type { JSX } from 'solid-js';
import { createStore } from 'solid-js/store';
import { fieldsWith, scopesOf } from '../../shared/access/can.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { isReplicated, isSetByPerson } from '../../shared/entity/entity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { Json } from '../../shared/values/json.ts';
import { problemSentence, refusalSentence } from '../../shared/values/refusal-words.ts';
import type { FieldProblem } from '../../shared/values/refusal.ts';
import { Banner } from '../elements/banner.tsx';
import { Button } from '../elements/button.tsx';
import { ErrorSummary } from '../elements/error-summary.tsx';
import { useHall } from '../hall.ts';
import type { Hall, SeenRow } from '../hall.ts';
import { locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { noteSave } from '../install.ts';
import { holdUpdates } from '../update.ts';
import { FieldInput } from './field-input.tsx';
import { meantValue, shownValue } from './field-values.ts';
import { valueText } from './value-text.ts';

export interface EntityFormProps {
  of: Entity;
  /** Left out for a new record. */
  row?: SeenRow | undefined;
  /** What a new record starts with, besides the facts' own initial values. */
  start?: Values | undefined;
  /** What a new record has in any case, and the form does not ask: whose it is. */
  fixed?: Values | undefined;
  /** Only these fields are asked, in this order. What `start` says of others goes along with a new record. */
  only?: readonly string[] | undefined;
  /** The fields that may be filled in, where something else than the ordinary right to edit says so. */
  writable?: readonly string[] | undefined;
  /** Brings what was touched to where it belongs, instead of saving it on this device. */
  send?: FormSend | undefined;
  /** What was typed here before and not saved; the form opens with it. */
  begun?: Begun | undefined;
  /** Hears what is typed and not saved, for whoever keeps it; undefined when there is nothing. */
  onTyped?: ((typed: Begun | undefined) => void) | undefined;
  onSaved: (rowId: string, saved?: SavedChange) => void;
  onCancel: () => void;
  onDirty?: ((dirty: boolean) => void) | undefined;
}

/** How a form about a record that is there is sent, and what it asks beside the record's own fields. */
export interface FormSend {
  readonly asks: { readonly name: string; readonly field: Field; readonly hint: string };
  readonly label: string;
  /** `said`: the answer to what was asked. The sentence is for a refusal that names no field of the form. */
  readonly run: (
    set: Values,
    said: Json,
  ) => Promise<
    | { readonly ok: true }
    | { readonly ok: false; readonly problems: readonly FieldProblem[]; readonly sentence: string }
  >;
}

/** What the touched fields were made to say, and what they had said: so that what came meanwhile is still told. */
export interface Begun {
  readonly typed: Values;
  readonly before: Values;
}

/** What was saved, for whoever offers to take it back. */
export interface SavedChange {
  readonly changeId: string;
  /** What the touched fields said before. */
  readonly before: Values;
}

/** The fields this person may fill in, in the order of the fact sheet. */
export function writableFields(of: Entity, hall: Hall, row: SeenRow | undefined): readonly string[] {
  const holdings = hall.holdings();
  const allowed = row
    ? fieldsWith(of, holdings, 'update', scopesOf(of, row))
    : fieldsWith(
        of,
        holdings,
        'create',
        holdings.map((holding) => holding.scope),
      );
  return drawnFields(of, allowed, row);
}

/** Of these fields, those that a form on a device can ask. */
export function drawnFields(
  of: Entity,
  allowed: ReadonlySet<string> | undefined,
  row: SeenRow | undefined,
): readonly string[] {
  const drawn = new Set(['references', 'json', 'instant']);
  return Object.entries(of.fields)
    .filter(([name, field]) => allowed?.has(name) && isSetByPerson(field) && !drawn.has(field.kind))
    .filter(([name, field]) => isReplicated(field) && !(row && of.identity?.includes(name)))
    .map(([name]) => name);
}

export function EntityForm(props: EntityFormProps): JSX.Element {
  const form = createForm(props);
  return (
    <form
      novalidate
      class="form-grid"
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <ErrorSummary title={t('error.title')} errors={form.errors()} />
      <Show when={form.refused()}>
        {(sentence) => (
          <Banner tone="bad" role="alert">
            {sentence()}
          </Banner>
        )}
      </Show>
      <For each={form.asked}>
        {(name) => (
          <Show when={form.fieldOf(name)}>
            {(field) => (
              <FieldInput
                field={field()}
                id={form.idOf(name)}
                value={form.shown[name] ?? null}
                error={form.errorOf(name)}
                hint={form.hintOf(name)}
                onValue={(value) => form.set(name, value)}
              />
            )}
          </Show>
        )}
      </For>
      <div class="form-actions">
        <Button type="submit" variant="primary" busy={form.busy()}>
          {props.send?.label ?? t('action.save')}
        </Button>
        <Button onClick={() => props.onCancel()}>{t('action.cancel')}</Button>
      </div>
    </form>
  );
}

function createForm(props: EntityFormProps) {
  const hall = useHall();
  const formId = createUniqueId();
  // What may be written is settled when the form opens; it does not change under the fingers.
  const names = untrack(() => {
    const writable = (props.writable ?? writableFields(props.of, hall, props.row)).filter(
      (name) => !(name in (props.fixed ?? {})),
    );
    return props.only?.filter((name) => writable.includes(name)) ?? writable;
  });
  const extra = untrack(() => props.send?.asks);
  const asked = extra ? [...names, extra.name] : names;
  const fieldOf = (name: string): Field | undefined =>
    name === extra?.name ? extra.field : props.of.fields[name];
  const [started, setStarted] = createStore<Record<string, Json>>(opening(props, names, 'before'));
  const [shown, setShown] = createStore<Record<string, Json>>(opening(props, names, 'typed'));
  const [problems, setProblems] = createSignal<readonly FieldProblem[]>([]);
  const [refused, setRefused] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const isDirty = (): boolean => asked.some((name) => !sameJson(shown[name], started[name]));
  holdWhile(isDirty, (dirty) => props.onDirty?.(dirty));
  createEffect(() => {
    const touched = names.filter((name) => !sameJson(shown[name], started[name]));
    const part = (of: Readonly<Record<string, Json>>): Values =>
      Object.fromEntries(touched.map((name) => [name, of[name] ?? null]));
    props.onTyped?.(touched.length > 0 ? { typed: part(shown), before: part(started) } : undefined);
  });

  // Somebody else's change arrives in what is not touched; beside what is touched it is only told.
  const fresh = createMemo(() => startValues(props, names));
  createEffect(() => {
    for (const name of names.filter((one) => !sameJson(fresh()[one], started[one])))
      if (sameJson(shown[name], started[name]))
        batch(() => (setStarted(name, fresh()[name] ?? null), setShown(name, fresh()[name] ?? null)));
  });
  const meanwhile = (name: string): string | undefined => {
    const field = props.of.fields[name];
    if (!field || !props.row || sameJson(fresh()[name], started[name])) return undefined;
    return t('form.meanwhile', { value: valueText(field, props.row[name]) });
  };
  const hintOf = (name: string): string | undefined => (name === extra?.name ? extra.hint : meanwhile(name));

  const idOf = (name: string): string => `${formId}-${name}`;
  const sentence = (problem: FieldProblem): string => {
    const field = fieldOf(problem.field);
    const label = field?.label ?? { en: problem.field, es: problem.field };
    return problemSentence(problem, label, locale());
  };
  const errorOf = (name: string): string | undefined => {
    const problem = problems().find((one) => one.field === name);
    return problem && sentence(problem);
  };
  const errors = () =>
    problems().map((problem) => ({ fieldId: idOf(problem.field), message: sentence(problem) }));

  const save = async (): Promise<void> => {
    if (busy()) return;
    const set = meantSet(props, names, shown, started);
    if (props.send) return sendAway(props.send, set);
    if (props.row && Object.keys(set).length === 0) return props.onSaved(props.row.id);
    const before = Object.fromEntries(Object.keys(set).map((name) => [name, props.row?.[name] ?? null]));
    setBusy(true);
    const written = await writeRow(hall, props, set).finally(() => setBusy(false));
    if (written.ok) {
      noteSave();
      return props.onSaved(written.rowId, { changeId: written.changeId, before });
    }
    batch(() => {
      setProblems(written.problems);
      setRefused(written.problems.length === 0 ? refusalSentence(written.refusal, locale()) : undefined);
    });
  };
  const sendAway = async (send: FormSend, set: Values): Promise<void> => {
    setBusy(true);
    const said = meantValue(send.asks.field, shown[send.asks.name] ?? null);
    const sent = await send.run(set, said).finally(() => setBusy(false));
    if (sent.ok) return props.onSaved(props.row?.id ?? '');
    batch(() => {
      setProblems(sent.problems);
      setRefused(sent.problems.length === 0 ? sent.sentence : undefined);
    });
  };
  const set = (name: string, value: Json): void => setShown(name, value);
  return { asked, fieldOf, shown, set, hintOf, idOf, errorOf, errors, refused, busy, save };
}

const writeRow = (hall: Hall, props: EntityFormProps, set: Values) =>
  hall.rows.write({
    entity: props.of.name,
    op: props.row ? 'update' : 'create',
    ...(props.row ? { row: props.row.id } : {}),
    set: props.row ? set : { ...props.fixed, ...set },
  });

function startValues(props: EntityFormProps, names: readonly string[]): Readonly<Record<string, Json>> {
  const from = (name: string): Json =>
    props.row ? (props.row[name] ?? null) : (props.start?.[name] ?? props.of.fields[name]?.initial ?? null);
  return Object.fromEntries(
    names.map((name) => {
      const field = props.of.fields[name];
      return [name, field ? shownValue(field, from(name)) : null];
    }),
  );
}

/** The row's values, with what was begun on top: as it was typed, or as it had stood then. */
const opening = (props: EntityFormProps, names: readonly string[], as: keyof Begun): Record<string, Json> =>
  untrack(() => {
    const begun = Object.entries(props.begun?.[as] ?? {}).filter(([name]) => names.includes(name));
    return { ...startValues(props, names), ...Object.fromEntries(begun) };
  });

/** For a record that exists: what was touched. For a new one: all that is not empty. */
function meantSet(
  props: EntityFormProps,
  names: readonly string[],
  shown: Readonly<Record<string, Json>>,
  started: Readonly<Record<string, Json>>,
): Values {
  const wanted = names.filter((name) =>
    props.row ? !sameJson(shown[name], started[name]) : (shown[name] ?? null) !== null,
  );
  const meant = Object.fromEntries(
    wanted.map((name) => {
      const field = props.of.fields[name];
      return [name, field ? meantValue(field, shown[name] ?? null) : null];
    }),
  );
  const unasked = Object.entries(props.start ?? {}).filter(([name]) => !names.includes(name));
  return props.row || !props.only ? meant : { ...Object.fromEntries(unasked), ...meant };
}

function holdWhile(isDirty: () => boolean, tell: (dirty: boolean) => void): void {
  let release: (() => void) | undefined;
  createEffect(() => {
    tell(isDirty());
    if (isDirty()) release ??= holdUpdates();
    else {
      release?.();
      release = undefined;
    }
  });
  onCleanup(() => release?.());
}
