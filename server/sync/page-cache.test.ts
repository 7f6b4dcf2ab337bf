import { expect, test } from 'vitest';
import { limits } from '../../shared/sync/protocol.ts';
import { registry } from '../../shared/entities/index.ts';
import { cacheKey, createPageCache } from './page-cache.ts';
import type { Page } from './snapshot.ts';

const page = (bytes: number): Page => ({
  count: 1,
  first: ['a', 'x'],
  last: ['a', 'x'],
  body: new Uint8Array(bytes),
  more: false,
});
const set = (bytes: number, number = 5) => ({ numbers: { roster: number }, pages: [page(bytes)] });

test('a set is served until the feed has moved far, and never when the feed went back', () => {
  const cache = createPageCache();
  cache.keep('k', set(100));
  expect(cache.find('k', { roster: 5 })).toBeDefined();
  expect(cache.find('k', { roster: 5 + limits.entriesPerPull - 1 })).toBeDefined();
  expect(cache.find('k', { roster: 5 + limits.entriesPerPull })).toBeUndefined();
  // What was too old is gone for good.
  expect(cache.find('k', { roster: 5 })).toBeUndefined();
  cache.keep('k', set(100));
  expect(cache.find('k', { roster: 4 })).toBeUndefined();
});

test('the one unused for longest goes first, and the bytes are never more than allowed', () => {
  const cache = createPageCache(1000);
  for (const key of ['a', 'b', 'c']) cache.keep(key, set(300));
  cache.find('a', { roster: 5 });
  cache.keep('d', set(300));
  expect(cache.bytes).toBeLessThanOrEqual(1000);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.find(key, { roster: 5 }) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('a set larger than half the cache is not kept, and replacing one counts once', () => {
  const cache = createPageCache(1000);
  cache.keep('large', set(600));
  expect(cache.bytes).toBe(0);
  cache.keep('k', set(300));
  const once = cache.bytes;
  cache.keep('k', set(300));
  expect(cache.bytes).toBe(once);
});

test('only what many read alike has a key; other eyes, scopes or epochs have another', () => {
  const of = registry.get('member');
  if (!of) throw new Error('There are members.');
  const scope = (scopes: readonly string[], fields: readonly string[], localId = 'l1') => ({
    of,
    localId,
    scopes,
    groups: [{ scopes, fields: new Set(fields) }],
  });
  const key = (epoch: string, scopes: readonly string[], fields: readonly string[], localId?: string) =>
    cacheKey(epoch, { scope: scope(scopes, fields, localId), within: scopes });
  const usual = key('e1', ['roster'], ['city']);
  expect(usual).toBeDefined();
  expect(key('e1', ['roster', 'user:1'], ['city'])).toBeUndefined();
  const others = [
    key('e2', ['roster'], ['city']),
    key('e1', ['training'], ['city']),
    key('e1', ['roster'], ['phone']),
    key('e1', ['roster'], ['city'], 'l2'),
  ];
  expect(new Set([usual, ...others]).size).toBe(5);
});
