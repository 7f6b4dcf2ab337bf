/**
 * Who must look again, in this tab and in the others. Signals in this tab; a BroadcastChannel to the others, which is
 * a hint only: no tab ever waits for another one.
 */
import { createSignal } from 'solid-js';
import type { Accessor, Signal } from 'solid-js';

/** Moves with every change to any row or to the outbox of the store. */
export interface Revisions {
  /** A number that moves when one of these names was bumped. */
  of(names: readonly string[]): Accessor<number>;
  bump(names: Iterable<string>): void;
}

export function createRevisions(): Revisions {
  const byName = new Map<string, Signal<number>>();
  const signal = (name: string): Signal<number> => {
    const known = byName.get(name) ?? createSignal(0);
    byName.set(name, known);
    return known;
  };
  return {
    of: (names) => {
      const reads = names.map((name) => signal(name)[0]);
      return () => reads.reduce((sum, read) => sum + read(), 0);
    },
    bump: (names) => {
      for (const name of new Set(names)) signal(name)[1]((revision) => revision + 1);
    },
  };
}

/** changed: rows or the outbox. facts: cursors, holdings, actor. Others belong to the engine and are passed through. */
export interface TabMessage {
  readonly kind: string;
  readonly names?: readonly string[];
  readonly content?: unknown;
}

export interface Tabs {
  tell(message: TabMessage): void;
  /** Until the channel is closed. */
  listen(hear: (message: TabMessage) => void): void;
  close(): void;
}

/** Only this function speaks on the channel, in whatever version of the app. A browser that can open a page (bytes.ts) has had channels for longer. */
export function createTabs(name: string): Tabs {
  const channel = new BroadcastChannel(name);
  const listeners = new Set<(message: TabMessage) => void>();
  let open = true;
  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    for (const hear of listeners) hear(data);
  };
  return {
    tell: (message) => {
      if (open) channel.postMessage(message);
    },
    listen: (hear) => void listeners.add(hear),
    close: () => {
      open = false;
      listeners.clear();
      channel.close();
    },
  };
}
