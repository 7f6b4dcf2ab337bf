/**
 * A form that survives a reload, a crash and a dead battery: what is typed is written down on this device a moment after
 * the last touch, when the page is hidden and when it is left. Saving or starting over takes it away.
 */
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { Values } from '../../shared/entity/entity.ts';
import type { Rows } from '../hall.ts';

const restMs = 400;

export interface KeptDraft {
  /** The device could not keep it. */
  readonly failed: Accessor<boolean>;
  /** Takes the draft away. What is typed after that is a new one. */
  readonly drop: () => Promise<void>;
}

/** `values` are undefined while there is nothing to keep. */
export function keepDraft(rows: Rows, name: string, values: Accessor<Values | undefined>): KeptDraft {
  const [failed, setFailed] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const keep = async (now: Values | undefined): Promise<void> => {
    try {
      await (await rows.beside()).drafts.keep(name, now);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    void keep(latest);
  };
  let latest: Values | undefined;
  const note = (now: Values | undefined): void => {
    latest = now;
    clearTimeout(timer);
    timer = setTimeout(flush, restMs);
  };
  createEffect(on(values, note, { defer: true }));
  const whenHidden = (): void => {
    if (document.visibilityState === 'hidden') flush();
  };
  document.addEventListener('visibilitychange', whenHidden);
  addEventListener('pagehide', flush);
  onCleanup(() => {
    flush();
    document.removeEventListener('visibilitychange', whenHidden);
    removeEventListener('pagehide', flush);
  });
  const drop = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return keep(undefined);
  };
  return { failed, drop };
}
