/**
 * One request and what came of it. An answer is the server's only with its protocol header and in its shape; a hotel
 * portal's HTML 200 is the same as no answer at all.
 */
import * as v from 'valibot';
import { protocolHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import type { HallSession } from './session.ts';

/**
 * denied: sign in. outdated: the app is too old. too_large, rejected: this request will never be taken as it is.
 * away: nobody answered who could be the server; `isCut` when the talk had begun or took too long.
 */
export type Failure =
  | { readonly kind: 'denied' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'rejected'; readonly status: number }
  | {
      readonly kind: 'away';
      readonly reason: string;
      readonly isCut?: boolean;
      readonly retryAfterMs?: number;
    };

export type Reply<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

const away = (reason: string): Failure & { readonly kind: 'away' } => ({ kind: 'away', reason });

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'no answer');

const Trouble = v.object({ error: v.object({ code: v.string() }) });
/** Time-out and too many requests. */
const busyStatuses = [408, 429];
const signInCodes = ['sign_in_needed', 'session_ended', 'no_seat', 'local_needed'];

async function codeOf(response: Response): Promise<string | undefined> {
  try {
    const parsed = v.safeParse(Trouble, await response.json());
    return parsed.success ? parsed.output.error.code : undefined;
  } catch {
    return undefined;
  }
}

function retryAfter(response: Response): { readonly retryAfterMs?: number } {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.min(seconds, 300) * 1000 } : {};
}

/** Everything but a good answer. */
async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const code = await codeOf(response);
  if (status === 413) return { kind: 'too_large' };
  if (!response.headers.has(protocolHeader) && code === undefined) return away(`not connected (${status})`);
  if (status === 401 || signInCodes.includes(code ?? '')) return { kind: 'denied' };
  if (status === 426 || code === 'app_too_old') return { kind: 'outdated' };
  if (status >= 500 || busyStatuses.includes(status))
    return { ...away(`server busy (${status})`), ...retryAfter(response) };
  return { kind: 'rejected', status };
}

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A response that is the server's, with its body still to be read. */
export async function request(session: HallSession, path: string, ask: Ask): Promise<Reply<Response>> {
  let response: Response;
  try {
    response = await session.fetch(path, {
      method: ask.method ?? (ask.body === undefined ? 'GET' : 'POST'),
      headers: {
        [protocolHeader]: String(protocolVersion),
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      ...(ask.signal ? { signal: ask.signal } : {}),
      cache: 'no-store',
    });
  } catch (error) {
    return { ...away(nameOf(error)), isCut: ask.signal?.aborted === true };
  }
  if (!response.ok) return failureOf(response);
  if (!response.headers.has(protocolHeader)) return away('another network answered');
  return { kind: 'ok', value: response };
}

/** A JSON answer in the shape that was expected. */
export async function requestJson<S extends v.GenericSchema>(
  session: HallSession,
  path: string,
  schema: S,
  ask: Ask,
): Promise<Reply<v.InferOutput<S>>> {
  const reply = await request(session, path, ask);
  if (reply.kind !== 'ok') return reply;
  try {
    const parsed = v.safeParse(schema, await reply.value.json());
    return parsed.success ? { kind: 'ok', value: parsed.output } : away('an answer in another shape');
  } catch (error) {
    return { ...away(nameOf(error)), isCut: true };
  }
}

/** A signal that fires when the outer one does, or when nothing was heard for so long. `heard` begins the wait anew. */
export function impatience(
  outer: AbortSignal,
  quietMs: number,
): { readonly signal: AbortSignal; heard(): void; end(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(outer.reason);
  if (outer.aborted) stop();
  outer.addEventListener('abort', stop);
  const give = (): void => controller.abort(new DOMException('Nothing was heard in time.', 'TimeoutError'));
  let timer = setTimeout(give, quietMs);
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(give, quietMs);
    },
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', stop);
    },
  };
}
