/**
 * A command is a named deed that is not a plain edit. Its input is described by the same field facts as a row,
 * so that forms, validation and their sentences are the same. What it does is written by hand in `server/commands`.
 */
import type { Field } from '../entity/field.ts';
import type { Role } from '../access/roles.ts';
import type { Words } from '../values/words.ts';

export interface CommandFacts {
  /** What the person does, camelCase; also its name on the wire. */
  readonly name: string;
  readonly label: Words;
  readonly fields: Readonly<Record<string, Field>>;
  /** Who may ask. The command itself checks the row it is about. */
  readonly roles: readonly Role[];
  /** online: needs the server's order or clock, and says so before the tap. queued: waits in the outbox as an intention. */
  readonly when: 'online' | 'queued';
}

export type Command<F extends Readonly<Record<string, Field>> = Readonly<Record<string, Field>>> =
  CommandFacts & {
    readonly fields: F;
  };

type Held<T> = T extends Field<infer Value> ? Value : never;
export type InputOf<C extends { readonly fields: Readonly<Record<string, Field>> }> = {
  readonly [K in keyof C['fields']]: Held<C['fields'][K]>;
};

export const command = <const F extends Readonly<Record<string, Field>>>(
  facts: CommandFacts & { readonly fields: F },
): Command<F> => facts;
