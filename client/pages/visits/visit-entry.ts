/**
 * One visit being entered or corrected: what is in the form, what is wrong with it, and saving it on this device.
 * While something is typed and not saved the app is not updated under it.
 */
import { batch, createEffect, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import { createStore } from 'solid-js/store';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import type { Field } from '../../../shared/entity/field.ts';
import { problemSentence } from '../../../shared/values/refusal-words.ts';
import type { FieldProblem, Refusal } from '../../../shared/values/refusal.ts';
import type { Hall, Written } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { noteSave } from '../../install.ts';
import { holdUpdates } from '../../update.ts';
import { isSame, touchedSet, wholeSet, withCards, withContacted } from './visit-values.ts';
import type { VisitValues } from './visit-values.ts';

type Saved = Extract<Written, { ok: true }>;

export interface VisitEntry {
  readonly values: VisitValues;
  readonly set: (change: Partial<VisitValues>) => void;
  readonly setContacted: (wanted: number) => void;
  readonly setCards: (wanted: number) => void;
  /** The last step met the rule that ties the two counts together. */
  readonly wasHeld: Accessor<boolean>;
  readonly isDirty: Accessor<boolean>;
  readonly errors: Accessor<readonly { readonly field: string; readonly message: string }[]>;
  readonly errorOf: (field: string) => string | undefined;
  /** What is wrong with the whole. */
  readonly refusal: Accessor<Refusal | undefined>;
  readonly busy: Accessor<boolean>;
  readonly save: () => Promise<void>;
}

export interface EntryOptions {
  readonly hall: Hall;
  /** What the form would hold if nobody had typed. */
  readonly start: VisitValues;
  /** What it holds: a draft. */
  readonly shown?: VisitValues | undefined;
  /** The visit that is corrected; left out for a new one. */
  readonly row?: string | undefined;
  readonly onSaved: (written: Saved | undefined) => void;
}

const sentence = (problem: FieldProblem): string => {
  const fields: Readonly<Record<string, Field>> = SaltingActivity.fields;
  const label = fields[problem.field]?.label ?? { en: problem.field, es: problem.field };
  return problemSentence(problem, label, locale());
};

export function createVisitEntry({ hall, start, shown, row, onSaved }: EntryOptions): VisitEntry {
  const [values, setValues] = createStore<VisitValues>({ ...(shown ?? start) });
  const [wasHeld, setWasHeld] = createSignal(false);
  const [problems, setProblems] = createSignal<readonly FieldProblem[]>([]);
  const [refusal, setRefusal] = createSignal<Refusal>();
  const [busy, setBusy] = createSignal(false);
  const isDirty = createMemo(() => !isSame(values, start));
  holdWhile(isDirty);

  const setCounts = (counts: ReturnType<typeof withCards>, held: boolean): void =>
    batch(() => {
      setValues(counts);
      setWasHeld(held);
    });
  const setContacted = (wanted: number): void =>
    setCounts(withContacted(values, wanted), wanted >= 0 && wanted < values.cardsSigned);
  const setCards = (wanted: number): void =>
    setCounts(withCards(values, wanted), wanted > values.workersContacted);

  const write = (): Promise<Written> =>
    row === undefined
      ? hall.rows.write({ entity: SaltingActivity.name, op: 'create', set: wholeSet(values) })
      : hall.rows.write({ entity: SaltingActivity.name, op: 'update', row, set: touchedSet(values, start) });
  const save = async (): Promise<void> => {
    if (busy()) return;
    if (row !== undefined && !isDirty()) return onSaved(undefined);
    setBusy(true);
    const written = await write().finally(() => setBusy(false));
    if (written.ok) {
      noteSave();
      return onSaved(written);
    }
    batch(() => {
      setProblems(written.problems);
      setRefusal(written.problems.length === 0 ? written.refusal : undefined);
    });
  };
  const errors = () => problems().map((one) => ({ field: one.field, message: sentence(one) }));
  return {
    values,
    set: (change) => setValues(change),
    setContacted,
    setCards,
    wasHeld,
    isDirty,
    errors,
    errorOf: (field) => errors().find((one) => one.field === field)?.message,
    refusal,
    busy,
    save,
  };
}

function holdWhile(isDirty: Accessor<boolean>): void {
  let release: (() => void) | undefined;
  const letGo = (): void => {
    release?.();
    release = undefined;
  };
  createEffect(() => {
    if (isDirty()) release ??= holdUpdates();
    else letGo();
  });
  onCleanup(letGo);
}
