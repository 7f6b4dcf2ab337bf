/**
 * What is asked of the office and not kept is asked again by itself for as long as there is no answer. Signal that
 * returns is the page's own reason to ask; this is for the rest: a request that was lost while others got through.
 */
import { createEffect, createMemo, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Hall } from '../hall.ts';
import { isOnline } from './online.ts';

const eachMs = 5_000;

/** `ask` is to do nothing while an answer is on its way. An answer is contact too: never ask because of contact. */
export function askAgain(hall: Hall, isUnanswered: Accessor<boolean>, ask: () => void): void {
  const isDue = createMemo(() => isUnanswered() && isOnline(hall));
  createEffect(() => {
    if (!isDue()) return;
    const timer = setInterval(ask, eachMs);
    onCleanup(() => clearInterval(timer));
  });
}
