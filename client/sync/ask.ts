/** Reads that need the server and are not kept: histories, counts, searches. */
import type { HallSession } from './session.ts';
import { request } from './wire.ts';

const patienceMs = 20_000;

/** Undefined without signal, without the right, or when somebody else answered. */
export async function ask<T>(
  session: HallSession,
  path: string,
  onAnswer: () => void,
): Promise<T | undefined> {
  const reply = await request(session, path, { signal: AbortSignal.timeout(patienceMs) });
  if (reply.kind !== 'ok') return undefined;
  onAnswer();
  try {
    return (await reply.value.json()) as T;
  } catch {
    return undefined;
  }
}
