/**
 * Keeps the public shell (the pages' code, styles, fonts, icons) on the device, so that unionhall starts without signal.
 *
 * Promises:
 *   1. Nothing that needs a sign-in is ever stored here: /api and the server's own addresses are not touched.
 *   2. A new version waits until a person agrees (SKIP_WAITING) or every window is closed. It claims open windows only
 *      at the very first installation, when there is no version before it.
 *   3. Files of the version before stay until no window that may still ask for them is open.
 *
 * Kill switch: the server answers /service-worker.js with service-worker-off.js (client/public); browsers then remove
 * this worker and its caches at their next visit. Work on the device lies in IndexedDB and is not touched.
 */
import { PrecacheController, PrecacheRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { hasElder, isServerPath, listStale, serverPaths } from './service-worker-rules.ts';

declare const self: ServiceWorkerGlobalScope;

const cacheName = 'unionhall-shell';
/** Kept in the cache because a worker's memory is lost whenever the browser puts it to sleep. */
const eldersKey = new URL('/__elders__', self.location.href).href;

const shell = new PrecacheController({ cacheName });
shell.addToCacheList(self.__WB_MANIFEST);

self.addEventListener('install', (event) => {
  void shell.install(event);
});

// Not PrecacheController.activate: it would delete the old files at once, under the windows that still use them.
self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (message.type === 'SWEEP') event.waitUntil(sweep());
});

registerRoute(new PrecacheRoute(shell, { cleanURLs: false }));
registerRoute(
  new NavigationRoute(shell.createHandlerBoundToURL('/index.html'), { denylist: [...serverPaths] }),
);

// A window of the version before asks for its own hashed files: still in the cache, or else perhaps on the server.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/') && !isServerPath(url.pathname),
  async ({ request }) => {
    const cache = await caches.open(cacheName);
    return (await cache.match(request)) ?? fetch(request);
  },
);

async function takeOver(): Promise<void> {
  const cache = await caches.open(cacheName);
  const isFirst = (await cache.match(eldersKey)) === undefined;
  const windows = isFirst ? [] : await listWindows();
  await cache.put(eldersKey, Response.json(windows));
  if (isFirst) await self.clients.claim();
  else await sweep();
}

const listWindows = async (): Promise<string[]> =>
  (await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).map((open) => open.id);

/** Removes files of earlier versions, unless a window that may need them is open or a newer version is being stored. */
async function sweep(): Promise<void> {
  const cache = await caches.open(cacheName);
  const stored = await cache.match(eldersKey);
  if (stored && hasElder(await stored.json(), await listWindows())) return;
  if (self.registration.installing ?? self.registration.waiting) return;
  const wanted = [...shell.getURLsToCacheKeys().values(), eldersKey];
  const stale = listStale(
    (await cache.keys()).map((request) => request.url),
    wanted,
  );
  await Promise.all(stale.map((url) => cache.delete(url)));
}
