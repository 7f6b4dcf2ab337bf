/** The one shape of a refused request: `{error: {code, message, …}}`. Codes are stable; messages are for people. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface RefusalDetails {
  readonly retryAfterSeconds?: number;
  readonly limit?: number;
  readonly reason?: string;
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
}

export function refuse(
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  details: RefusalDetails = {},
): Response {
  if (details.retryAfterSeconds !== undefined) c.header('Retry-After', String(details.retryAfterSeconds));
  return c.json({ error: { code, message, ...details } }, status);
}
