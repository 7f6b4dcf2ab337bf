/**
 * Registers the service worker and keeps track of new versions.
 *
 * A new version is offered, never forced, and not offered while a form is dirty (`holdUpdates`). Accepting it reloads
 * this window only; other windows are told and reload when their person is ready.
 */
import { createSignal } from 'solid-js';
import type { Workbox } from 'workbox-window';

const [ready, setReady] = createSignal(false);
const [holds, setHolds] = createSignal(0);
const [elsewhere, setElsewhere] = createSignal(false);
const [offline, setOffline] = createSignal(false);

/** A new version waits and nobody is in the middle of something. */
export const updateOffered = (): boolean => ready() && holds() === 0;
/** Another window has switched to a new version; this one still runs the old code. */
export const updatedElsewhere = (): boolean => elsewhere() && holds() === 0;
/** The shell is stored: unionhall starts without signal. */
export const offlineReady = offline;

const checkEveryMs = 60 * 60 * 1000;
const takeOverPatienceMs = 4000;
let workbox: Workbox | undefined;
let registration: ServiceWorkerRegistration | undefined;
let accepted = false;
/** Some version was in charge of this window: only then does one that takes over replace another. */
let controlled = false;

/** Call once, after the first render. Does nothing where service workers do not exist (plain http on a LAN). */
export async function startUpdates(): Promise<void> {
  if (!('serviceWorker' in navigator) || workbox) return;
  const { Workbox: WorkboxWindow } = await import('workbox-window');
  controlled = navigator.serviceWorker.controller !== null;
  workbox = new WorkboxWindow('/service-worker.js', { scope: '/', updateViaCache: 'none' });
  workbox.addEventListener('waiting', () => setReady(true));
  workbox.addEventListener('activated', () => setOffline(true));
  workbox.addEventListener('controlling', (event) => {
    if (accepted) location.reload();
    // Workbox calls even the first one external when this window was reloaded while it was being installed.
    else if (controlled && (event.isUpdate === true || event.isExternal === true)) noteTakenOver();
    controlled = true;
  });
  try {
    registration = await workbox.register();
    if (registration?.active) setOffline(true);
    navigator.serviceWorker.controller?.postMessage({ type: 'SWEEP' });
    watchForNewVersions();
  } catch {
    // Storage refused, or a portal answered instead of the server: the app then runs without the stored shell.
  }
}

function noteTakenOver(): void {
  setReady(false);
  setElsewhere(true);
}

function watchForNewVersions(): void {
  setInterval(() => void checkForUpdate(), checkEveryMs);
  addEventListener('online', () => void checkForUpdate());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void checkForUpdate();
  });
}

/** Asks the server whether there is a newer version. Without signal it says nothing. */
export async function checkForUpdate(): Promise<void> {
  try {
    await registration?.update();
  } catch {
    // Offline is normal.
  }
}

/** Switches to the waiting version and reloads this window. */
export async function applyUpdate(): Promise<void> {
  accepted = true;
  if (elsewhere() || !workbox) return location.reload();
  workbox.messageSkipWaiting();
  // If the new version never takes over, a reload still gets the person going again.
  await new Promise((resolve) => setTimeout(resolve, takeOverPatienceMs));
  location.reload();
}

/** Call while a form is dirty; call what it returns when it is saved or left. Calling that twice does no harm. */
export function holdUpdates(): () => void {
  let held = true;
  setHolds((count) => count + 1);
  return () => {
    if (!held) return;
    held = false;
    setHolds((count) => count - 1);
  };
}
