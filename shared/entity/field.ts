/**
 * Field kinds: the closed list of what a row may hold, and the facts each field states about itself.
 * Everything else (types, validation, columns, forms, redaction, merge) is derived from these facts.
 *
 * A thirteenth kind needs a decision record. Behaviour (hooks, conditions, formulas) is refused here for ever.
 */
import type { Json } from '../values/json.ts';
import type { Words } from '../values/words.ts';

export const fieldKinds = [
  'text',
  'date',
  'clockTime',
  'instant',
  'integer',
  'decimal',
  'cents',
  'flag',
  'choice',
  'reference',
  'references',
  'json',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/**
 * plain: as it is. sensitive: redacted, masked, kept out of exports. onlineOnly: sensitive and never replicated.
 * secret: never leaves the server and never enters the audit.
 */
export type Guard = 'plain' | 'sensitive' | 'onlineOnly' | 'secret';

/** ask: the server keeps its value and both people see both. latest: the later mark stands. server: never merged in. */
export type MergePolicy = 'ask' | 'latest' | 'server';

/**
 * Who gives the field its value. `series`: the server's next human number (`YYYY-NNNN`), given once.
 * `author`: the person who makes the row, for good. `copy` follows a reference; `gather` collects from the rows that point here.
 */
export type Origin =
  | { readonly by: 'person' }
  | { readonly by: 'server' }
  | { readonly by: 'author' }
  | { readonly by: 'series'; readonly digits: number }
  | { readonly by: 'copy'; readonly through: string; readonly take: readonly string[] }
  | { readonly by: 'gather'; readonly entity: string; readonly through: string; readonly take: string };

export type TextFormat = 'plain' | 'email' | 'phone';

export interface Choice {
  readonly value: string;
  readonly label: Words;
  /** Fields that this choice empties: an absent student has no arrival time. */
  readonly clears?: readonly string[];
}

export interface Field<T = unknown> {
  readonly kind: FieldKind;
  readonly label: Words;
  readonly optional: boolean;
  readonly guard: Guard;
  readonly merge: MergePolicy;
  readonly origin: Origin;
  readonly initial?: Json;
  /** text: most characters (code points). */
  readonly max?: number;
  /** integer, decimal, cents: smallest and largest value. */
  readonly least?: number;
  readonly most?: number;
  /** decimal: digits after the point. */
  readonly places?: number;
  readonly multiline?: boolean;
  readonly format?: TextFormat;
  readonly choices?: readonly Choice[];
  /** reference, references: the entity's name. */
  readonly target?: string;
  /** Carries the TypeScript type; never present at run time. */
  readonly holds?: T | undefined;
}

interface Options {
  readonly guard?: Guard;
  readonly merge?: MergePolicy;
  readonly initial?: Json;
}

const make = <T>(kind: FieldKind, label: Words, more: Partial<Field<T>>): Field<T> => ({
  kind,
  label,
  optional: false,
  guard: 'plain',
  merge: 'ask',
  origin: { by: 'person' },
  ...more,
});

interface TextOptions extends Options {
  readonly max: number;
  readonly multiline?: boolean;
  readonly format?: TextFormat;
}
interface NumberOptions extends Options {
  readonly least?: number;
  readonly most?: number;
}

export const text = (label: Words, options: TextOptions): Field<string> => make('text', label, options);
export const date = (label: Words, options: Options = {}): Field<string> => make('date', label, options);
export const clockTime = (label: Words, options: Options = {}): Field<string> =>
  make('clockTime', label, options);
export const instant = (label: Words, options: Options = {}): Field<string> =>
  make('instant', label, options);
export const integer = (label: Words, options: NumberOptions = {}): Field<number> =>
  make('integer', label, options);
/** Money: whole cents, never a fraction. */
export const cents = (label: Words, options: NumberOptions = {}): Field<number> =>
  make('cents', label, options);
export const flag = (label: Words, options: Options = {}): Field<boolean> => make('flag', label, options);
export const json = (label: Words, options: Options = {}): Field<Json> => make('json', label, options);
export const decimal = (label: Words, options: NumberOptions & { readonly places: number }): Field<number> =>
  make('decimal', label, options);

export const reference = (target: string, label: Words, options: Options = {}): Field<string> =>
  make('reference', label, { ...options, target });
export const references = (target: string, label: Words, options: Options = {}): Field<readonly string[]> =>
  make('references', label, { ...options, target });

/** `values` maps each stored word to its label; the stored words are the closed list. */
export const choice = <const C extends Readonly<Record<string, Words | Omit<Choice, 'value'>>>>(
  label: Words,
  values: C,
  options: Options = {},
): Field<Extract<keyof C, string>> =>
  make('choice', label, {
    ...options,
    choices: Object.entries(values).map(([value, said]) =>
      'label' in said ? { value, ...said } : { value, label: said },
    ),
  });

export const optional = <T>(field: Field<T>): Field<T | null> =>
  ({ ...field, optional: true }) as Field<T | null>;
/** The server alone gives this value; a device that sends one is refused. */
export const serverKept = <T>(field: Field<T>): Field<T> => ({
  ...field,
  origin: { by: 'server' },
  merge: 'server',
});
/** The seat of the person who makes the row; given once. */
export const author = (label: Words): Field<string> => ({
  ...reference('user', label),
  origin: { by: 'author' },
  merge: 'server',
});
/** A human number of the form `2026-0001`, from a series of its own for each local and year. */
export const numbered = (label: Words, digits: number): Field<string | null> => ({
  ...make<string | null>('text', label, { max: 20 }),
  optional: true,
  merge: 'server',
  origin: { by: 'series', digits },
});
/** Copied from the row that `through` points at; several source fields are joined with a space. */
export const copied = <T>(field: Field<T>, through: string, take: string | readonly string[]): Field<T> => ({
  ...field,
  merge: 'server',
  origin: { by: 'copy', through, take: typeof take === 'string' ? [take] : take },
});
/** The distinct values of `take` over the live rows of `entity` whose field `through` points at this row. */
export const gathered = (
  field: Field<readonly string[]>,
  from: { readonly entity: string; readonly through: string; readonly take: string },
): Field<readonly string[]> => ({
  ...field,
  merge: 'server',
  initial: [],
  origin: { by: 'gather', ...from },
});
