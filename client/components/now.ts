/** A clock that screens can watch: moves every twenty seconds, and when the page comes back into sight. */
import { createSignal, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';

const tickMs = 20_000;

export function createNow(): Accessor<number> {
  const [now, setNow] = createSignal(Date.now());
  const tick = (): void => void setNow(Date.now());
  const timer = setInterval(tick, tickMs);
  document.addEventListener('visibilitychange', tick);
  onCleanup(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', tick);
  });
  return now;
}
