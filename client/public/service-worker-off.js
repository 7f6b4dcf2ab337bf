// The kill switch. Answer /service-worker.js with this file and every browser, at its next visit, removes the worker
// and the cached shell; pages then come from the server. Work on the device (IndexedDB) is not touched.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  );
});
