/**
 * Short messages that come and go. They stay long enough to be read and acted on, wait while pointed at or focused,
 * and bad news never leaves by itself. At most three are shown; older ones give way, bad news last.
 */
import { createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import type { IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export interface ToastMessage {
  text: string;
  tone?: Tone | undefined;
  icon?: IconName | undefined;
  action?: { label: string; onAct: () => void } | undefined;
  seconds?: number | undefined;
}

export interface Toast extends ToastMessage {
  readonly id: number;
}

export interface Toasts {
  items: Accessor<readonly Toast[]>;
  show: (message: ToastMessage) => number;
  dismiss: (id: number) => void;
  pause: () => void;
  resume: () => void;
}

const plainSeconds = 6;
const actionSeconds = 12;
const mostShown = 3;

export function createToasts(): Toasts {
  const [items, setItems] = createSignal<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let paused = false;
  let lastId = 0;

  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    setItems((now) => now.filter((toast) => toast.id !== id));
  };
  const arm = (toast: Toast): void => {
    if (toast.tone === 'bad') return;
    const seconds = toast.seconds ?? (toast.action ? actionSeconds : plainSeconds);
    clearTimeout(timers.get(toast.id));
    timers.set(
      toast.id,
      setTimeout(() => dismiss(toast.id), seconds * 1000),
    );
  };
  const makeRoom = (): void => {
    const shown = items();
    if (shown.length <= mostShown) return;
    const leaving = shown.find((toast) => toast.tone !== 'bad') ?? shown[0];
    if (leaving) dismiss(leaving.id);
  };

  return {
    items,
    dismiss,
    show(message) {
      const toast: Toast = { ...message, id: ++lastId };
      setItems((now) => [...now, toast]);
      makeRoom();
      if (!paused) arm(toast);
      return toast.id;
    },
    pause() {
      paused = true;
      timers.forEach((timer) => clearTimeout(timer));
    },
    resume() {
      paused = false;
      items().forEach(arm);
    },
  };
}
