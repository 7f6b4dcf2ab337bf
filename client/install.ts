/**
 * Whether and how unionhall can be installed here, and when to ask: after the second durable save, never at first sight,
 * and not again for thirty days after "not now". Settings can always offer it (`installWay`).
 */
import { createSignal } from 'solid-js';
import { chooseWay, shouldOffer } from './install-rules.ts';
import type { InstallWay } from './install-rules.ts';
import { keepPreference, readPreference } from './preferences.ts';

export type { InstallWay };

/** Chromium only; not in the DOM library. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const [prompt, setPrompt] = createSignal<InstallPromptEvent>();
const [installed, setInstalled] = createSignal(false);
const [memory, setMemory] = createSignal(recall());

export const installWay = (): InstallWay =>
  chooseWay({
    installed: installed(),
    canPrompt: prompt() !== undefined,
    userAgent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
  });

/** The way to offer now, or undefined when it is not the moment. */
export const installOffer = (): InstallWay | undefined =>
  shouldOffer(installWay(), memory(), Date.now()) ? installWay() : undefined;

/** Call before the first render: the browser's event comes once, early. */
export function startInstall(): void {
  const standalone = matchMedia('(display-mode: standalone)');
  const legacy: unknown = Reflect.get(navigator, 'standalone');
  setInstalled(standalone.matches || legacy === true);
  standalone.addEventListener('change', (event) => setInstalled(event.matches));
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    if (isInstallPrompt(event)) setPrompt(event);
  });
  addEventListener('appinstalled', () => {
    setPrompt(undefined);
    setInstalled(true);
  });
}

/** Call after each durable save. */
export function noteSave(): void {
  if (memory().saves < 2) remember({ ...memory(), saves: memory().saves + 1 });
}

export const dismissInstall = (): void => remember({ ...memory(), dismissedAt: Date.now() });

/** Shows the browser's own question; must be called from a tap. */
export async function promptInstall(): Promise<void> {
  const event = prompt();
  if (!event) return;
  setPrompt(undefined);
  const { outcome } = await event.prompt();
  if (outcome === 'accepted') setInstalled(true);
  else dismissInstall();
}

const isInstallPrompt = (event: Event): event is InstallPromptEvent =>
  'prompt' in event && typeof event.prompt === 'function';

interface InstallMemory {
  saves: number;
  dismissedAt: number | undefined;
}

function recall(): InstallMemory {
  const nothing: InstallMemory = { saves: 0, dismissedAt: undefined };
  try {
    const stored: unknown = JSON.parse(readPreference('install') ?? 'null');
    if (typeof stored !== 'object' || stored === null) return nothing;
    const saves = 'saves' in stored && typeof stored.saves === 'number' ? stored.saves : 0;
    const at =
      'dismissedAt' in stored && typeof stored.dismissedAt === 'number' ? stored.dismissedAt : undefined;
    return { saves, dismissedAt: at };
  } catch {
    return nothing;
  }
}

function remember(next: InstallMemory): void {
  setMemory(next);
  keepPreference('install', JSON.stringify(next));
}
