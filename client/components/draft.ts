/**
 * What is being typed into a field that saves itself: written down a moment after the last key, when the field is left,
 * and when the page goes. While it waits, the app is not updated under it.
 */
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import { holdUpdates } from '../update.ts';

const restMs = 1500;

export interface Draft {
  readonly text: Accessor<string>;
  readonly type: (text: string) => void;
  /** Saves now what has not been saved. */
  readonly flush: () => void;
}

export function createDraft(saved: Accessor<string>, save: (text: string) => void): Draft {
  const [typed, setTyped] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let release: (() => void) | undefined;

  const settle = (): void => {
    clearTimeout(timer);
    timer = undefined;
    release?.();
    release = undefined;
  };
  const flush = (): void => {
    if (timer === undefined) return;
    settle();
    const text = typed();
    if (text !== undefined && text !== saved()) save(text);
    else setTyped(undefined);
  };
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer);
    release ??= holdUpdates();
    timer = setTimeout(flush, restMs);
  };
  const whenHidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  // Once the row says what was typed (or somebody else changed it while nothing was being typed), the row is shown again.
  createEffect(
    on(saved, () => {
      if (timer === undefined) setTyped(undefined);
    }),
  );
  document.addEventListener('visibilitychange', whenHidden);
  onCleanup(() => {
    flush();
    settle();
    document.removeEventListener('visibilitychange', whenHidden);
  });
  return { text: () => typed() ?? saved(), type, flush };
}
