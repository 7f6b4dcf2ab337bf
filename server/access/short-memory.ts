/**
 * Remembers an answer for a few seconds, so that a burst of requests asks the database once.
 * Forgetting is immediate and also covers an answer still under way: it reaches those already waiting and nobody else.
 */
export interface ShortMemory<V> {
  get(key: string): Promise<V>;
  forget(key: string): void;
}

interface Remembered<V> {
  readonly value: Promise<V>;
  readonly until: number;
}

const mostEntries = 20_000;

export function createShortMemory<V>(
  load: (key: string) => Promise<V>,
  milliseconds: number,
  now: () => Date,
): ShortMemory<V> {
  const remembered = new Map<string, Remembered<V>>();

  const makeRoom = (time: number) => {
    if (remembered.size < mostEntries) return;
    for (const [key, entry] of remembered) if (entry.until <= time) remembered.delete(key);
    if (remembered.size >= mostEntries) remembered.clear();
  };

  return {
    get(key) {
      const time = now().getTime();
      const known = remembered.get(key);
      if (known !== undefined && known.until > time) return known.value;
      makeRoom(time);
      const entry = { value: load(key), until: time + milliseconds };
      remembered.set(key, entry);
      // A failure is not an answer: the next request asks again.
      entry.value.catch(() => {
        if (remembered.get(key) === entry) remembered.delete(key);
      });
      return entry.value;
    },
    forget: (key) => void remembered.delete(key),
  };
}
