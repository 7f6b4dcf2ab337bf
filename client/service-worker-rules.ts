/** What the service worker decides, apart from doing it: which addresses are the server's own, which files are old. */

/** Never answered with the app's page: the server's answers, live or not, are shown as they are. */
export const serverPaths: readonly RegExp[] = [
  /^\/api(\/|\?|$)/,
  /^\/(healthz|readyz|metrics)(\/|\?|$)/,
  /^\/\.well-known\//,
  /^\/service-worker(-off)?\.js/,
];

export const isServerPath = (path: string): boolean => serverPaths.some((pattern) => pattern.test(path));

/** Stored files that no version in use asks for. */
export function listStale(stored: readonly string[], wanted: Iterable<string>): string[] {
  const keep = new Set(wanted);
  return stored.filter((url) => !keep.has(url));
}

/** True while a window that was open before the present version took over is still open. */
export function hasElder(elders: unknown, open: readonly string[]): boolean {
  return Array.isArray(elders) && elders.some((id) => typeof id === 'string' && open.includes(id));
}
