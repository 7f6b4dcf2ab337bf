/**
 * Who may speak next, when a whole hall is to be told something. Every device that hears a poke comes to pull, and two
 * thousand at once would keep whoever is writing waiting for half a minute.
 *
 * 1. While the server is idle everybody speaks at once: a small hall never waits.
 * 2. Otherwise as many speak as the server has room for, first come first served; who waits gathers what is new meanwhile.
 * 3. However busy it is, somebody speaks every now and then, so that nobody waits for ever.
 */
export interface Turns {
  /** Calls `speak` at once or later, once. Returns how to give the turn up. */
  take(speak: () => void): () => void;
}

export interface TurnsOptions {
  /** Requests that are being answered now. */
  readonly busy: () => number;
  /** So many requests at a time, those included that a poke is about to bring. */
  readonly room?: number;
  readonly tickMs?: number;
}

const usualRoom = 8;
const usualTickMs = 25;
const mostSilentTicks = 8;

export function createTurns({ busy, room = usualRoom, tickMs = usualTickMs }: TurnsOptions): Turns {
  const waiting = new Set<() => void>();
  let spoken = 0;
  let silentTicks = 0;
  let timer: NodeJS.Timeout | undefined;
  const hasRoom = (): boolean => spoken + busy() < room;
  const speakNext = (): void => {
    const [speak] = waiting;
    if (!speak) return;
    waiting.delete(speak);
    spoken += 1;
    speak();
  };
  const tick = (): void => {
    const isIdle = spoken === 0;
    spoken = 0;
    if (waiting.size === 0 && isIdle) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    while (waiting.size > 0 && hasRoom()) speakNext();
    silentTicks = spoken > 0 ? 0 : silentTicks + 1;
    if (silentTicks < mostSilentTicks) return;
    silentTicks = 0;
    speakNext();
  };
  return {
    take(speak) {
      // Each turn is its own, though two may be taken with the same function.
      const turn = (): void => speak();
      waiting.add(turn);
      timer ??= setInterval(tick, tickMs).unref();
      if (waiting.size === 1 && hasRoom()) speakNext();
      return () => void waiting.delete(turn);
    },
  };
}
