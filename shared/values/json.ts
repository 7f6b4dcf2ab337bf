/** Plain JSON values: all that travels, and all that a row may hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deep equality over JSON; a missing key and `null` are the same, as they are in a row. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  const a = left ?? null;
  const b = right ?? null;
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) return sameList(a, b);
  const one = a as JsonObject;
  const other = b as JsonObject;
  return (
    Object.keys(one).every((key) => sameJson(one[key], other[key])) &&
    Object.keys(other).every((key) => Object.hasOwn(one, key) || sameJson(null, other[key]))
  );
}

function sameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item: Json, index) => sameJson(item, b[index] as Json));
}
