/** Reads a request's JSON body against a schema, and answers by itself, field by field, when it does not fit. */
import type { Context } from 'hono';
import * as v from 'valibot';
import { refuse } from './refuse.ts';

export type ReadBody<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly response: Response };

/** An empty body reads as `{}`, so that a schema of optional fields needs none. */
export async function readBody<Schema extends v.GenericSchema>(
  c: Context,
  schema: Schema,
): Promise<ReadBody<v.InferOutput<Schema>>> {
  const text = await c.req.text();
  let parsed: unknown;
  try {
    parsed = text === '' ? {} : JSON.parse(text);
  } catch {
    return { ok: false, response: refuse(c, 400, 'bad_json', 'The body is not JSON.') };
  }
  const result = v.safeParse(schema, parsed);
  if (result.success) return { ok: true, value: result.output };
  const fields = result.issues.map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message }));
  return { ok: false, response: refuse(c, 400, 'invalid', 'Some fields are missing or wrong.', { fields }) };
}
