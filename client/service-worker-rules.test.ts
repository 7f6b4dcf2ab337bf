import { expect, test } from 'vitest';
import { hasElder, isServerPath, listStale } from './service-worker-rules.ts';

test.each([
  '/api',
  '/api/sync/pull',
  '/api?x=1',
  '/healthz',
  '/readyz',
  '/metrics',
  '/.well-known/security.txt',
])('%s is the server’s own and never answered with the page', (path) =>
  expect(isServerPath(path)).toBe(true),
);

test.each(['/', '/classes', '/apiary', '/classes/api', '/healthzone', '/metrics-report'])(
  '%s is a place in the app',
  (path) => expect(isServerPath(path)).toBe(false),
);

test('a file still wanted is never stale', () => {
  expect(
    listStale(['/a.js', '/old.js', '/i.html?__WB_REVISION__=1'], ['/a.js', '/i.html?__WB_REVISION__=2']),
  ).toEqual(['/old.js', '/i.html?__WB_REVISION__=1']);
});

test('old files are kept while one window of the version before is open, and nonsense in the cache keeps none', () => {
  expect(hasElder(['one', 'two'], ['two', 'three'])).toBe(true);
  expect(hasElder(['one'], ['three'])).toBe(false);
  expect(hasElder({ length: 1 }, ['one'])).toBe(false);
});
