/**
 * The body of a sync request: its protocol first, then its schema. An app that is too old is told so by a stable code
 * before its body is judged by rules it cannot know.
 */
import * as v from 'valibot';
import { oldestProtocolTaken, protocolVersion } from '../../shared/sync/protocol.ts';
import { refuse } from '../access/refuse.ts';
import type { SeatedContext } from './asker.ts';

export type SyncBody<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly response: Response };

const Versioned = v.looseObject({ protocol: v.pipe(v.number(), v.integer()) });

const no = (response: Response): SyncBody<never> => ({ ok: false, response });

export async function readJson(c: SeatedContext): Promise<SyncBody<unknown>> {
  try {
    return { ok: true, value: await c.req.json() };
  } catch {
    return no(refuse(c, 400, 'bad_json', 'The body is not JSON.'));
  }
}

export async function readSyncBody<Schema extends v.GenericSchema>(
  c: SeatedContext,
  schema: Schema,
): Promise<SyncBody<v.InferOutput<Schema>>> {
  const body = await readJson(c);
  if (!body.ok) return body;
  const versioned = v.safeParse(Versioned, body.value);
  if (versioned.success) {
    const { protocol } = versioned.output;
    if (protocol < oldestProtocolTaken) return no(refuseOld(c));
    if (protocol > protocolVersion) return no(refuseNew(c));
  }
  const parsed = v.safeParse(schema, body.value);
  if (parsed.success) return { ok: true, value: parsed.output };
  const fields = parsed.issues
    .slice(0, 50)
    .map((issue) => ({ field: v.getDotPath(issue) ?? '', message: issue.message }));
  return no(refuse(c, 400, 'invalid', 'Some fields are missing or wrong.', { fields }));
}

/** The outbox is still taken; only what this app cannot understand any more is not sent to it. */
function refuseOld(c: SeatedContext): Response {
  const message = 'Update the app. Changes it still holds are taken all the same.';
  return c.json({ error: { code: 'app_too_old', message, minimum: oldestProtocolTaken } }, 409);
}

/** Nothing was taken and nothing is lost: a server that has been put back is older than the apps it served. */
export function refuseNew(c: SeatedContext): Response {
  const message = 'This server is older than the app. Nothing is lost; try again later.';
  return c.json({ error: { code: 'server_too_old', message, maximum: protocolVersion } }, 409);
}
