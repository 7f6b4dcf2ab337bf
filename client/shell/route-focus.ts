/**
 * After a change of route, focus goes to the new page's h1, so that a screen reader announces it and Tab goes on from
 * there. Pages load lazily, so the h1 is awaited a little. Whoever moves the focus meanwhile, the page or a person who
 * goes on with Tab, keeps it.
 */
import { createEffect, on, onCleanup } from 'solid-js';

const patienceMs = 3000;
/** A page reused for another record keeps its h1: after this long, the same one will do. */
const sameAfterMs = 300;

/** How the page looked when it was left. */
interface Left {
  title: Element | null;
  focused: Element | null;
  at: number;
}

export function createRouteFocus(path: () => string, main: () => HTMLElement | undefined): void {
  let frame = 0;
  const seek = (left: Left): void => {
    const room = main();
    const age = performance.now() - left.at;
    if (!room || age > patienceMs || focusMoved(room, left)) return;
    const title = room.querySelector<HTMLElement>('[data-page-title]');
    if (title && (title !== left.title || age > sameAfterMs)) {
      title.focus({ preventScroll: true });
      window.scrollTo(0, 0);
      return;
    }
    frame = requestAnimationFrame(() => seek(left));
  };
  createEffect(
    on(
      path,
      () => {
        cancelAnimationFrame(frame);
        const title = main()?.querySelector('[data-page-title]') ?? null;
        seek({ title, focused: document.activeElement, at: performance.now() });
      },
      { defer: true },
    ),
  );
  onCleanup(() => cancelAnimationFrame(frame));
}

/** What was focused on the old page does not count, nor where the browser puts the focus when that is gone. */
function focusMoved(room: HTMLElement, left: Left): boolean {
  const now = document.activeElement;
  return now !== null && now !== room && now !== left.focused && now !== document.body;
}
