/**
 * One request and what came of it. An answer is the server's only with its protocol header and in its shape; a hotel
 * portal's HTML 200 is the same as no answer at all.
 */
import * as v from 'valibot';
import { protocolHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import type { HallSession } from './session.ts';

/**
 * denied: sign in. outdated: the app is too old. too_large, rejected: this request will never be taken as it is.
 * away: nobody answered who could be the server.
 */
export interface Failure {
  readonly kind: 'denied' | 'outdated' | 'too_large' | 'rejected' | 'away';
  readonly reason: string;
  /** The talk had begun or took too long. */
  readonly isCut?: boolean;
  readonly retryAfterMs?: number | undefined;
}

export type Reply<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

const failure = (kind: Failure['kind'], reason: string = kind): Failure => ({ kind, reason });
const away = (reason: string): Failure => failure('away', reason);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'no answer');

const Trouble = v.object({ error: v.object({ code: v.string() }) });
/** Time-out and too many requests. */
const busyStatuses = [408, 429];
const signInCodes = ['sign_in_needed', 'session_ended', 'no_seat', 'local_needed'];

async function codeOf(response: Response): Promise<string | undefined> {
  try {
    return v.parse(Trouble, await response.json()).error.code;
  } catch {
    return undefined;
  }
}

function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds, 300) * 1000 : undefined;
}

/** Everything but a good answer. */
async function failureOf(response: Response): Promise<Failure> {
  const { status } = response;
  const code = await codeOf(response);
  if (status === 413) return failure('too_large');
  if (!response.headers.has(protocolHeader) && code === undefined) return away(`not connected (${status})`);
  if (status === 401 || signInCodes.includes(code ?? '')) return failure('denied');
  if (status === 426 || code === 'app_too_old') return failure('outdated');
  if (status >= 500 || busyStatuses.includes(status))
    return { ...away(`server busy (${status})`), retryAfterMs: retryAfter(response) };
  return failure('rejected', `not taken (${status})`);
}

export interface Ask {
  /** Makes it a POST. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
}

/** A response that is the server's, with its body still to be read. */
export async function request(session: HallSession, path: string, ask: Ask): Promise<Reply<Response>> {
  const hasBody = ask.body !== undefined;
  let response: Response;
  try {
    response = await session.fetch(path, {
      method: hasBody ? 'POST' : 'GET',
      headers: {
        [protocolHeader]: String(protocolVersion),
        ...(hasBody && { 'content-type': 'application/json' }),
      },
      body: JSON.stringify(ask.body),
      signal: ask.signal,
      cache: 'no-store',
    });
  } catch (error) {
    return { ...away(nameOf(error)), isCut: ask.signal.aborted };
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

/**
 * What a stream brings, piece by piece; each piece is heard. Rejects when patience has ended, and lets go of the stream
 * in any case.
 */
export async function* piecesOf(
  stream: ReadableStream<Uint8Array>,
  { signal, heard }: Patience,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const stop = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', stop);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      heard();
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await reader.cancel().catch(() => undefined);
  }
}

export interface Patience {
  readonly signal: AbortSignal;
  /** Begins the wait anew. */
  heard(): void;
  end(): void;
}

/** A signal that fires when the outer one does, or when nothing was heard for so long. */
export function impatience(outer: AbortSignal, quietMs: number): Patience {
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
