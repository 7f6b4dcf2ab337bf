/**
 * The log: one JSON line an event, on standard output, with the request's id. It never holds personal data: no bodies,
 * no queries, no names or addresses, of an error only what says where and which kind. That is kept by what is logged
 * here, and a second time by redaction.
 */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { RequestEnvironment } from './access/variables.ts';
import type { LogLevel } from './environment.ts';
import type { Counters } from './metrics.ts';

export type Log = Logger;

const redactedKeys = [
  'email',
  'password',
  'firstName',
  'lastName',
  'name',
  'phone',
  'address',
  'body',
  'headers',
  'authorization',
  'cookie',
  'token',
];

export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redactedKeys.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack: string[];
}

/** Postgres and the JSON parser quote what they choke on; quoted text and the value lists of a detail are left out. */
export function describeError(error: unknown): LoggedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'Something was thrown that is no error.', stack: [] };
  const { code, constraint_name: constraint } = error as { code?: unknown; constraint_name?: unknown };
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('at ')),
  };
}

function withoutValues(message: string): string {
  return message
    .slice(0, 500)
    .replaceAll(/: "[\s\S]*"/g, ': "…"')
    .replaceAll(/\(([^()]*)\)=\([^()]*\)/g, '($1)=(…)')
    .replaceAll(/\S+@\S+/g, '…@…');
}

/** One line for each request, and its part of the counters. The route's pattern stands for the path. */
export function logRequests(log: Log, counters?: Counters): MiddlewareHandler<RequestEnvironment> {
  return createMiddleware<RequestEnvironment>(async (c, next) => {
    const began = performance.now();
    await next();
    const milliseconds = Math.round(performance.now() - began);
    const status = c.res.status;
    const route = routePath(c, -1);
    counters?.add('http_requests_total', { method: c.req.method, status: `${Math.floor(status / 100)}xx` });
    counters?.add('http_request_milliseconds_total', {}, milliseconds);
    const line = { requestId: c.var.requestId, method: c.req.method, route, status, milliseconds };
    if (c.error !== undefined) log.error({ ...line, err: c.error }, 'request failed');
    else if (status >= 500) log.error(line, 'request failed');
    else log.info(line, 'request');
  });
}
