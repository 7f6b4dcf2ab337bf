/**
 * What a device sent, in a form that can be kept: for the records of refused and set-aside work, whose content has
 * passed no check or not every one. Postgres stores neither NUL nor half a surrogate pair in JSON.
 */
import type { Entity } from '../../shared/entity/entity.ts';
import { isReplicated } from '../../shared/entity/entity.ts';
import { mostJsonCharacters } from '../../shared/entity/check.ts';
import { limits } from '../../shared/sync/protocol.ts';
import type { Json, JsonObject } from '../../shared/values/json.ts';
import { isJsonObject } from '../../shared/values/json.ts';

const nul = String.fromCharCode(0);

export function storableText(text: string, most: number): string {
  // Nearly every text is short and sound, and each change of a batch comes by here.
  if (text.length <= most && text.isWellFormed() && !text.includes(nul)) return text;
  return [...text.replaceAll(nul, '\ufffd').toWellFormed()].slice(0, most).join('');
}

function storable(value: unknown, depth: number): Json {
  if (typeof value === 'string') return storableText(value, mostJsonCharacters);
  // What nests deeper than a change may is cut there; it was refused for that.
  if (depth > limits.jsonDepth) return null;
  if (Array.isArray(value)) return value.map((part) => storable(part, depth + 1));
  if (!isJsonObject(value)) return typeof value === 'number' || typeof value === 'boolean' ? value : null;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, part]) => [storableText(key, 200), storable(part, depth + 1)]),
  );
}

/** The change as it may be kept; one that is too large is kept by its head only. */
export function storableChange(change: unknown): JsonObject {
  const kept = storable(change, 0);
  if (!isJsonObject(kept)) return {};
  if (JSON.stringify(kept).length <= mostJsonCharacters) return kept;
  const { id = null, entity = null, row = null, op = null, at = null } = kept;
  return { id, entity, row, op, at, tooLarge: true };
}

export interface Split {
  readonly kept: JsonObject;
  /** Values of fields that no device may hold; they stay on the server, in the receipt. */
  readonly held: JsonObject;
}

/** Records are replicated, so values that may not be leave them. */
export function withoutOnlineOnly(of: Entity | undefined, values: JsonObject): Split {
  const stays = (name: string): boolean => {
    const field = of && Object.hasOwn(of.fields, name) ? of.fields[name] : undefined;
    return field !== undefined && !isReplicated(field);
  };
  const entries = Object.entries(values);
  return {
    kept: Object.fromEntries(entries.filter(([name]) => !stays(name))),
    held: Object.fromEntries(entries.filter(([name]) => stays(name))),
  };
}
