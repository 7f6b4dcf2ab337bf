/**
 * From what arrived to changes, each on its own: one that is broken is answered by its id and blocks no other.
 * Older apps' changes are lifted first. Depth and breadth are measured before any schema walks in.
 */
import * as v from 'valibot';
import type { Change } from '../../shared/sync/requests.ts';
import { limits, oldestProtocolTaken } from '../../shared/sync/protocol.ts';
import { Change as ChangeSchema } from '../../shared/sync/requests.ts';
import { liftChange } from '../../shared/sync/versions.ts';
import { isJsonObject } from '../../shared/values/json.ts';
import type { FieldProblem, Refusal } from '../../shared/values/refusal.ts';
import { refuse } from '../../shared/values/refusal.ts';
import { isUuid } from '../../shared/values/uuid.ts';
import type { Head } from './receipts.ts';
import { storableText } from './storable.ts';

export type Parsed =
  | { readonly kind: 'sound'; readonly change: Change; readonly head: Head }
  | {
      readonly kind: 'broken';
      readonly refusal: Refusal;
      /** Absent when not even the id can be read: then there is nothing to keep a receipt for. */
      readonly head?: Head;
      readonly raw: unknown;
    };

export function parseChanges(raw: readonly unknown[], protocol: number): readonly Parsed[] {
  // A protocol of minus a billion must not be lifted a billion times.
  const version = Number.isInteger(protocol) ? Math.max(protocol, oldestProtocolTaken) : oldestProtocolTaken;
  return raw.map((one) => parseChange(one, version));
}

function parseChange(raw: unknown, protocol: number): Parsed {
  const lifted = liftChange(raw, protocol);
  const head = headOf(lifted);
  const broken = (refusal: Refusal): Parsed => ({
    kind: 'broken',
    refusal,
    raw: lifted,
    ...(head ? { head } : {}),
  });
  if (isDeeperThan(lifted, limits.jsonDepth)) return broken(refuse('too_large', { limit: limits.jsonDepth }));
  if (fieldCount(lifted) > limits.fieldsPerChange)
    return broken(refuse('too_large', { limit: limits.fieldsPerChange }));
  const result = v.safeParse(ChangeSchema, lifted);
  if (!result.success) return broken(refuse('invalid', { fields: result.issues.map(toProblem) }));
  const change = result.output;
  if (change.sequence > Number.MAX_SAFE_INTEGER)
    return broken(refuse('invalid', { fields: [{ field: 'sequence', problem: 'out_of_range' }] }));
  return { kind: 'sound', change, head: headOfChange(change) };
}

export function headOfChange(change: Change): Head {
  const { id, sequence, entity, row, group } = change;
  const withdrawn = change.op === 'withdraw' ? change.input?.['change'] : undefined;
  const withdraws = typeof withdrawn === 'string' && isUuid(withdrawn) ? { withdraws: withdrawn } : {};
  return { id, sequence, entity: storableText(entity, 60), row, group, ...withdraws };
}

function headOf(raw: unknown): Head | undefined {
  if (!isJsonObject(raw)) return undefined;
  const { id, sequence, entity, row, group } = raw;
  if (typeof id !== 'string' || !isUuid(id)) return undefined;
  const isNumber = typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0;
  return {
    id,
    sequence: isNumber ? sequence : null,
    entity: typeof entity === 'string' ? storableText(entity, 60) : '',
    row: typeof row === 'string' && isUuid(row) ? row : null,
    group: typeof group === 'string' && isUuid(group) ? group : undefined,
  };
}

function toProblem(issue: v.BaseIssue<unknown>): FieldProblem {
  const field = storableText(v.getDotPath(issue) ?? '', 120);
  if (issue.received === 'undefined') return { field, problem: 'required' };
  return { field, problem: issue.expected === 'never' ? 'unknown' : 'wrong_type' };
}

/** Walks with a list of its own: a stack would end where the attack begins. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth += 1) {
    const inside: object[] = [];
    for (const container of level)
      for (const part of Object.values(container) as unknown[]) {
        if (depth === most) return true;
        if (isContainer(part)) inside.push(part);
      }
    level = inside;
  }
  return false;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

function fieldCount(raw: unknown): number {
  if (!isJsonObject(raw)) return 0;
  const parts = [raw['set'], raw['base'], raw['input']];
  return Math.max(...parts.map((part) => (isJsonObject(part) ? Object.keys(part).length : 0)));
}
