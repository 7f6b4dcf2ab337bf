/**
 * What every request passes before any route sees it.
 *
 * 1. It gets an id, answered in `x-request-id`, and every answer gets the security headers.
 * 2. A request that changes something and could have been sent by another site's page is refused.
 * 3. A body is JSON, at most 1 MB, not compressed, at most 32 levels deep: checked before it is parsed.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isLoopbackName, readSessionCookie } from './cookies.ts';
import { exceedsDepth } from './json-depth.ts';
import { refuse } from './refuse.ts';
import type { RequestEnvironment } from './variables.ts';

export interface GuardSettings {
  readonly publicUrl: string;
  readonly trustProxy: number;
}

export const maxBodyBytes = 1_048_576;
export const maxJsonDepth = 32;

type Guard = MiddlewareHandler<RequestEnvironment>;

/** In this order: `for (const guard of requestGuards(settings)) app.use('*', guard)`. */
export function requestGuards(settings: GuardSettings): Guard[] {
  return [requestId(settings), securityHeaders(settings), sameOriginOnly(settings), limitBody(), jsonOnly()];
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function requestId(settings: GuardSettings): Guard {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    // A proxy of our own may have numbered the request already; a stranger may not.
    const given = settings.trustProxy > 0 ? c.req.header('x-request-id') : undefined;
    const id = given !== undefined && uuidPattern.test(given) ? given : crypto.randomUUID();
    c.set('requestId', id);
    await next();
    c.res.headers.set('x-request-id', id);
  });
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

function securityHeaders({ publicUrl }: GuardSettings): Guard {
  const fixed: Record<string, string> = {
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(publicUrl.startsWith('https:')
      ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }
      : {}),
  };
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(fixed)) c.res.headers.set(name, value);
    if (c.req.path.startsWith('/api/')) c.res.headers.set('Cache-Control', 'no-store');
  });
}

function changesSomething(c: Context): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(c.req.method);
}

/**
 * Browsers say where a request comes from; both ways of saying it are asked when both are there. A request that says
 * neither is no browser's: it may pass as long as it carries no cookie of ours, which only a browser would add by itself.
 */
function sameOriginOnly(settings: GuardSettings): Guard {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    if (!changesSomething(c) || mayChange(c, settings)) return next();
    return refuse(c, 403, 'forbidden_origin', `Changes are only taken from ${settings.publicUrl}.`);
  });
}

function mayChange(c: Context, settings: GuardSettings): boolean {
  const origin = c.req.header('origin');
  const site = c.req.header('sec-fetch-site');
  if (origin !== undefined && !isOwnOrigin(origin, settings.publicUrl)) return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin !== undefined || site !== undefined) return true;
  return (['access', 'refresh'] as const).every((name) => readSessionCookie(c, settings, name) === undefined);
}

/** On one's own machine `localhost` and `127.0.0.1` are the same place. */
export function isOwnOrigin(origin: string, publicUrl: string): boolean {
  if (origin === publicUrl) return true;
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  const own = new URL(publicUrl);
  return (
    isLoopbackName(asked.hostname) &&
    isLoopbackName(own.hostname) &&
    asked.protocol === own.protocol &&
    asked.port === own.port
  );
}

function limitBody(): Guard {
  const tooLarge = (c: Context): Response =>
    refuse(c, 413, 'too_large', `A request may have at most ${maxBodyBytes} bytes: send it in parts.`, {
      limit: maxBodyBytes,
    });
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const { raw } = c.req;
    if (raw.method === 'GET' || raw.method === 'HEAD') return next();
    const announced = raw.headers.get('content-length');
    if (announced !== null && !raw.headers.has('transfer-encoding'))
      return Number(announced) > maxBodyBytes ? tooLarge(c) : next();
    // Looked at last: asking the adaptor's request for it makes a second request with a stream, which costs more than the rest.
    if (!raw.body) return next();
    const body = await readAtMost(raw.body, maxBodyBytes);
    if (!body) return tooLarge(c);
    // By its address: Node takes the adaptor's own request for none (hono's bodyLimit ends there in a 500).
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, signal: raw.signal, body });
    return next();
  });
}

/** Undefined when there is more. */
async function readAtMost(
  stream: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function jsonOnly(): Guard {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    if (!changesSomething(c)) return next();
    const refusal = await refuseBody(c);
    return refusal ?? next();
  });
}

async function refuseBody(c: Context): Promise<Response | undefined> {
  const encoding = c.req.header('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    return refuse(c, 415, 'unsupported_encoding', 'Send the body without compression.');
  }
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) return undefined;
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(c.req.header('content-type') ?? '')) {
    return refuse(c, 415, 'unsupported_type', 'Send the body as application/json.');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // For all who read the body: from the bytes Hono would decode it anew each time, through a response and its stream.
    Object.assign(c.req.bodyCache, { text: Promise.resolve(text) });
    if (!exceedsDepth(text, maxJsonDepth)) return undefined;
  } catch {
    return refuse(c, 400, 'bad_json', 'The body is not UTF-8.');
  }
  return refuse(c, 400, 'too_deep', `The body nests deeper than ${maxJsonDepth} levels.`, {
    limit: maxJsonDepth,
  });
}
