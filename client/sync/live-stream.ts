/**
 * Listening to the server: a stream read by fetch (EventSource would hide a 401), numbers only. A poke says that there
 * is something to pull; what it is, only the pull says. Broken streams are opened again, with chance in the pause.
 */
import * as v from 'valibot';
import { Poke } from '../../shared/sync/protocol.ts';
import { pauseAfter } from './engine.ts';
import type { HallSession } from './session.ts';
import { impatience, piecesOf, request } from './wire.ts';
import type { Patience } from './wire.ts';

/** The server says something each 15 s; after three silences the line is dead. */
const patienceMs = 45_000;

export interface LiveHooks {
  readonly onPoke: (poke: Poke) => void;
  /**
   * It is open, or was not to be had: only a pull can tell what was missed, or that nobody is there. `hurry`: the session
   * is not accepted, and the lane asks for a fresh one.
   */
  readonly onUnsure: (event: 'want' | 'hurry') => void;
}

/** Runs until the signal fires. Never rejects. */
export async function listenLive(session: HallSession, hooks: LiveHooks, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const patience = impatience(signal, patienceMs);
    try {
      const reply = await request(session, '/api/sync/live', { signal: patience.signal });
      hooks.onUnsure(reply.kind === 'denied' ? 'hurry' : 'want');
      if (reply.kind === 'ok' && reply.value.body) {
        failures = 0;
        for await (const line of lines(reply.value.body, patience)) takeLine(line, hooks);
      }
    } catch {
      // The line broke: that is what streams do. The pause below comes before the next.
    } finally {
      patience.end();
    }
    failures += 1;
    await pause(pauseAfter(failures, Math.random()), signal);
  }
}

function takeLine(line: string, hooks: LiveHooks): void {
  if (!line.startsWith('data:')) return;
  try {
    hooks.onPoke(v.parse(Poke, JSON.parse(line.slice(5))));
  } catch {
    // Not a poke of ours; the polling will see what it may have meant.
  }
}

async function* lines(stream: ReadableStream<Uint8Array>, patience: Patience): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = '';
  for await (const piece of piecesOf(stream, patience)) {
    const parts = (held + decoder.decode(piece, { stream: true })).split('\n');
    held = parts.pop() ?? '';
    yield* parts;
  }
}

export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
