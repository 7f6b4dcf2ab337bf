/**
 * The account paths of the server. An answer that is not JSON in the stated shape is no answer: a hotel portal says 200
 * as well. No network error is ever a refusal.
 */
import * as v from 'valibot';
import { localHeader, protocolHeader, protocolVersion } from '../../shared/sync/protocol.ts';
import type { HandOverRequest } from '../../shared/sync/requests.ts';
import type { Seat } from '../hall.ts';

const patienceMs = 20_000;

const SeatShape = v.object({
  localId: v.string(),
  localName: v.string(),
  userId: v.string(),
  firstName: v.string(),
  lastName: v.string(),
});
const AccountShape = v.object({
  account: v.object({ id: v.string(), email: v.string() }),
  seats: v.array(SeatShape),
});
const DoneShape = v.looseObject({});
const RefusalShape = v.object({
  error: v.object({
    code: v.string(),
    retryAfterSeconds: v.optional(v.number()),
    limit: v.optional(v.number()),
  }),
});

export interface Account {
  readonly account: { readonly id: string; readonly email: string };
  readonly seats: readonly Seat[];
}

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** Stable; the words are ours. */
  readonly code: string;
  readonly retryAfterSeconds?: number | undefined;
  readonly limit?: number | undefined;
}
export type AuthAnswer<T> = { readonly kind: 'ok'; readonly value: T } | Refused | { readonly kind: 'away' };

export interface DeviceName {
  readonly id: string;
  readonly label: string;
}

async function ask<S extends v.GenericSchema>(
  path: string,
  schema: S,
  init: RequestInit,
): Promise<AuthAnswer<v.InferOutput<S>>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    body = await response.json();
  } catch {
    return { kind: 'away' };
  }
  const refused = v.safeParse(RefusalShape, body);
  if (!response.ok)
    return refused.success
      ? { kind: 'refused', status: response.status, ...refused.output.error }
      : { kind: 'away' };
  const parsed = v.safeParse(schema, body);
  return parsed.success ? { kind: 'ok', value: parsed.output } : { kind: 'away' };
}

const post = <S extends v.GenericSchema>(
  path: string,
  schema: S,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) =>
  ask(path, schema, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion), ...headers },
    body: JSON.stringify(body),
  });

export const askSignIn = (
  email: string,
  password: string,
  device: DeviceName,
): Promise<AuthAnswer<Account>> => post('/api/auth/sign-in', AccountShape, { email, password, device });

export const askWhoAmI = (): Promise<AuthAnswer<Account>> =>
  ask('/api/auth/me', AccountShape, { method: 'GET' });

export const askSignOut = (
  everywhere: boolean,
  deletedSeats: readonly string[],
): Promise<AuthAnswer<object>> => post('/api/auth/sign-out', DoneShape, { everywhere, deletedSeats });

export const askChangePassword = (current: string, next: string): Promise<AuthAnswer<object>> =>
  post('/api/auth/change-password', DoneShape, { current, next });

export const askRefresh = (device: DeviceName): Promise<AuthAnswer<object>> =>
  post('/api/auth/refresh', DoneShape, { device });

export const askHandOver = (
  localId: string,
  request: v.InferOutput<typeof HandOverRequest>,
): Promise<AuthAnswer<object>> => post('/api/sync/hand-over', DoneShape, request, { [localHeader]: localId });
