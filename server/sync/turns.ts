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
  /** Requests that were ever begun. */
  readonly begun: () => number;
  /** So many requests at a time, those included that a poke is about to bring. */
  readonly room?: number;
  readonly tickMs?: number;
}

/** Measured with 2,000 streams and 200 at work on two cores (docs/proof.md): with 8 a push takes half as long again. */
const usualRoom = 5;
const usualTickMs = 10;
const mostSilentMs = 200;
/** Who was told and has not come by then has no signal, or nothing to ask. */
const mostOwedMs = 1_000;

/** Those who were told and have not come to pull yet: on a laden machine that takes longer than a tick. */
function createOwed(begun: () => number, tickMs: number) {
  let owed = 0;
  let seen = begun();
  let silentMs = 0;
  return {
    now: () => owed,
    add: () => void (owed += 1),
    tick: () => {
      const came = begun() - seen;
      seen += came;
      silentMs = came > 0 ? 0 : silentMs + tickMs;
      owed = silentMs < mostOwedMs ? Math.max(0, owed - came) : 0;
    },
  };
}

export function createTurns({ busy, begun, room = usualRoom, tickMs = usualTickMs }: TurnsOptions): Turns {
  const waiting = new Set<() => void>();
  const owed = createOwed(begun, tickMs);
  let silentMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const hasRoom = (): boolean => owed.now() + busy() < room;
  const speakNext = (): void => {
    const [speak] = waiting;
    if (!speak) return;
    waiting.delete(speak);
    owed.add();
    silentMs = 0;
    speak();
  };
  const tick = (): void => {
    owed.tick();
    if (waiting.size === 0 && owed.now() === 0) {
      clearInterval(timer);
      timer = undefined;
      return;
    }
    silentMs += tickMs;
    while (waiting.size > 0 && hasRoom()) speakNext();
    if (silentMs >= mostSilentMs) speakNext();
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
