/** The bridge from promises to Solid: a signal equal to the last answer of a read. */
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';

const [underWay, setUnderWay] = createSignal(0);

/** How many reads of this tab have not been answered yet: until then what is shown may be what was. */
export const readsUnderWay: Accessor<number> = underWay;

/**
 * Keeps a signal equal to `read(key())`, reading again when the key changes. `key` is explicit because Solid cannot
 * see what an asynchronous read looks at; it usually includes `rows.revision(…)()`.
 * A slow old read never overwrites a newer one; while a read runs, or when it fails, the last answer stays.
 */
export function live<K, T>(key: Accessor<K>, read: (key: K) => Promise<T>, initial: T): Accessor<T> {
  const [value, setValue] = createSignal<T>(initial);
  let asked = 0;
  let shown = 0;
  createEffect(
    on(key, (current) => {
      asked += 1;
      const turn = asked;
      setUnderWay((count) => count + 1);
      read(current)
        .then(
          (found) => {
            if (turn < shown) return;
            shown = turn;
            setValue(() => found);
          },
          (error: unknown) => console.error('A read of this device failed.', error),
        )
        .finally(() => setUnderWay((count) => count - 1));
    }),
  );
  onCleanup(() => (shown = Number.POSITIVE_INFINITY));
  return value;
}
