/**
 * Why a change was not accepted: data, never an exception. Closed lists, so that every code has a sentence
 * and a next step in both languages (`shared/values/refusal-words.ts`), the same on device and server.
 */
import * as v from 'valibot';

export const problemCodes = [
  'required',
  'unknown',
  'wrong_type',
  'too_long',
  'control_characters',
  'not_a_choice',
  'not_a_day',
  'not_a_time',
  'not_a_moment',
  'not_an_email',
  'not_a_phone',
  'out_of_range',
  'not_whole',
  'not_found',
  'set_by_server',
  'not_yours',
  'taken',
  'rule',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What is wrong with one field. `limit` says the number that was passed; `message` is a rule's own sentence. */
export const FieldProblem = v.object({
  field: v.string(),
  problem: v.picklist(problemCodes),
  limit: v.optional(v.union([v.number(), v.string()])),
  message: v.optional(v.object({ en: v.string(), es: v.string() })),
});
export type FieldProblem = v.InferOutput<typeof FieldProblem>;

export const refusalCodes = [
  'invalid',
  'not_allowed',
  'set_aside',
  'row_deleted',
  'parent_refused',
  'unknown_entity',
  'unknown_command',
  'command_only',
  'command_refused',
  'duplicate',
  'device_forked',
  'too_large',
  'app_too_old',
  'not_accepted',
  'not_stored',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why a command was not done (`detail` of `command_refused`). */
export const commandReasons = [
  'already_decided',
  'breaks_rule',
  'by_hand_only',
  'last_administrator',
  'holds_already',
  'own_session',
  'no_session',
  'changed_meanwhile',
] as const;
export type CommandReason = (typeof commandReasons)[number];

/** Why the device could not keep what was typed (`detail` of `not_stored`); said by the device alone. */
export const storageReasons = ['full', 'lost', 'newer'] as const;
export type StorageReason = (typeof storageReasons)[number];

/**
 * `not_allowed` is also the answer for "no such row": existence must not leak.
 * `set_aside` means: kept for the office to review, because the row is no longer within the author's reach.
 */
export const Refusal = v.object({
  code: v.picklist(refusalCodes),
  fields: v.optional(v.array(FieldProblem)),
  /** `parent_refused`: the id of the refused change; `unknown_entity`: the name; `command_refused` and `not_stored`: one of their reasons. */
  detail: v.optional(v.string()),
  limit: v.optional(v.number()),
});
export type Refusal = v.InferOutput<typeof Refusal>;

export const refuse = (code: RefusalCode, more: Omit<Refusal, 'code'> = {}): Refusal => ({ code, ...more });

export const refuseCommand = (detail: CommandReason): Refusal => refuse('command_refused', { detail });
