/**
 * entity(): the fact sheet of one kind of record. Data only. The engine reads it and never names an entity.
 *
 * The keys of `EntityFacts` are a closed list; one more needs a decision record.
 */
import type { Json } from '../values/json.ts';
import type { Words } from '../values/words.ts';
import type { Field } from './field.ts';
import { oncePer } from './once.ts';

/** A row as it travels: its id, its version (1, 2, 3 …) and its fields. An absent field is one the reader may not see. */
export interface Row {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: Json;
}

/** The values of a row's fields, without id and version. */
export type Values = Readonly<Record<string, Json>>;

export const allFields = 'all' as const;
/** `all` leaves out secret fields, and online-only ones wherever rows are replicated. */
export type FieldList = typeof allFields | readonly string[];

/** What one role may do with rows that lie in a scope of one kind. */
export interface Rights {
  readonly read?: FieldList;
  readonly create?: FieldList;
  readonly update?: FieldList;
  readonly delete?: boolean;
}

/** Role → kind of scope → rights. `anyone` is every signed-in person with a seat in the local. */
export type Access = Readonly<Record<string, Readonly<Record<string, Rights>>>>;

/** A rule over one row. `field` is who is blamed; `holds` is pure and at most three lines. */
export interface Rule {
  readonly field: string;
  readonly message: Words;
  readonly holds: (row: Values) => boolean;
}

export interface EntityFacts {
  /** Singular camelCase; also the name on the wire. */
  readonly name: string;
  /** Plural snake_case. */
  readonly table: string;
  readonly label: { readonly one: Words; readonly many: Words };
  readonly fields: Readonly<Record<string, Field>>;
  /** The natural key, when the row has one: its id is derived from these fields. */
  readonly identity?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly indexes?: readonly (readonly string[])[];
  /** Fields that only make sense as one and merge as one. */
  readonly together?: readonly (readonly string[])[];
  /** Of the live rows whose reference `within` is the same, one at most bears the flag: the last to be given it. */
  readonly sole?: readonly { readonly flag: string; readonly within: string }[];
  /** changes: people write rows. commands: only named commands do. engine: only the sync engine does. */
  readonly writes: 'changes' | 'commands' | 'engine';
  readonly access: Access;
  /** The scopes a row lies in, from its own columns alone: `training`, `cohort:<id>` … Pure. */
  readonly scopes: (row: Values & { readonly id: string }) => readonly string[];
  readonly rules?: readonly Rule[];
  /**
   * title: the fields that name a row. columns: the default table. order: the default sort, and how pages are clustered.
   * find: what a person types to find one; without it nobody looks for such a row by itself.
   */
  readonly show: {
    readonly find?: readonly string[];
    readonly title: readonly string[];
    readonly columns: readonly string[];
    readonly order: readonly string[];
  };
}

export type Entity<F extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>> =
  EntityFacts & {
    readonly fields: F;
  };

type Held<T> = T extends Field<infer Value> ? Value : never;

/** The TypeScript type of an entity's row, as its own page or command sees it. */
export type RowOf<E extends { readonly fields: Readonly<Record<string, Field>> }> = {
  readonly [K in keyof E['fields']]: Held<E['fields'][K]>;
} & { readonly id: string; readonly version: number };

export const entity = <const F extends Readonly<Record<string, Field>>>(
  facts: EntityFacts & { readonly fields: F },
): Entity<F> => facts;

/** All names to their fact sheets. Types are erased on purpose: the engine must not ask which entity it holds. */
export type Registry = ReadonlyMap<string, Entity>;

export const fieldEntries: (of: Entity) => readonly (readonly [string, Field])[] = oncePer((of) =>
  Object.entries(of.fields),
);

/** A field as a person may set it, or not. */
export const isSetByPerson = (field: Field): boolean => field.origin.by === 'person';

/** May this field be stored on a device at all? */
export const isReplicated = (field: Field): boolean =>
  field.guard !== 'onlineOnly' && field.guard !== 'secret';

/** Does opening one such record tell something personal? Then it leaves a READ in the audit, with or without signal. */
export const isPersonal: (of: Entity) => boolean = oncePer((of) =>
  fieldEntries(of).some(([, field]) => field.guard === 'sensitive' || field.guard === 'onlineOnly'),
);

/** Rights often stated in fact sheets. */
export const full: Rights = { read: allFields, create: allFields, update: allFields, delete: true };
export const keep: Rights = { read: allFields, create: allFields, update: allFields };
export const see: Rights = { read: allFields };
export const seeOnly = (...fields: readonly string[]): Rights => ({ read: fields });
