/**
 * Answers of the write path as HTTP. A refusal keeps its code and its fields; what the status adds is only what
 * programs expect of one.
 */
import type { Answer } from '../../shared/sync/protocol.ts';
import type { Refusal } from '../../shared/values/refusal.ts';
import { refusalSentence } from '../../shared/values/refusal-words.ts';
import { isUuid, uuidV7 } from '../../shared/values/uuid.ts';
import { refuse } from '../access/refuse.ts';
import type { SeatedContext } from './asker.ts';

/** Whether the person could read the row: only then may a refusal differ from "no such record". */
export type IsWithinReach = () => Promise<boolean>;

const hidden = (c: SeatedContext): Response =>
  refuse(c, 404, 'not_found', 'There is no such record, or it is not within your reach.');

const statusOf: Readonly<Record<Refusal['code'], 400 | 403 | 404 | 409 | 413 | 422>> = {
  invalid: 422,
  not_allowed: 403,
  set_aside: 404,
  row_deleted: 404,
  parent_refused: 422,
  unknown_entity: 404,
  unknown_command: 404,
  command_only: 403,
  command_refused: 409,
  duplicate: 409,
  device_forked: 409,
  too_large: 413,
  app_too_old: 409,
  not_accepted: 422,
  // Only a device says this, of itself.
  not_stored: 422,
};

/** Undefined when the answer is a success. */
export async function refusedAnswer(
  c: SeatedContext,
  answer: Answer,
  isWithinReach: IsWithinReach,
): Promise<Response | undefined> {
  const outcome = answer.outcome === 'repeated' ? (answer.first ?? 'applied') : answer.outcome;
  if (outcome === 'conflict') {
    const message = 'Somebody else changed the same fields. Their value stands; both people are asked.';
    const { row, record } = answer;
    return c.json({ error: { code: 'conflict', message }, row, record }, 409);
  }
  if (outcome !== 'refused') return undefined;
  const refusal = answer.refusal ?? { code: 'not_accepted' as const };
  const status = statusOf[refusal.code];
  const isHidden = refusal.code === 'not_allowed' && !(await isWithinReach());
  if (isHidden || refusal.code === 'set_aside' || refusal.code === 'row_deleted') return hidden(c);
  return c.json({ error: { ...refusal, message: refusalSentence(refusal, 'en') } }, status);
}

export type ChangeId =
  { readonly ok: true; readonly id: string } | { readonly ok: false; readonly response: Response };

/** The caller's key is the change's id, so that a repeat over REST is a repeat like any other. */
export function readChangeId(c: SeatedContext, now: number): ChangeId {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return { ok: true, id: uuidV7(now, crypto.getRandomValues(new Uint8Array(10))) };
  const id = key.trim().toLowerCase();
  if (isUuid(id)) return { ok: true, id };
  const response = refuse(c, 400, 'invalid', 'Idempotency-Key must be a UUID.');
  return { ok: false, response };
}
