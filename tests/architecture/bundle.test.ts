/**
 * What a person waits for on a bad connection: the scripts before the first paint of Today, and the part of them that
 * keeps and sends work. Both have a ceiling, and both are printed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import config from '../../vite.config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist/client');
const firstLoadLimit = 130 * 1000;
const promisedForSync = 45 * 1024;
const heldForSync = 54 * 1024;

beforeAll(async () => {
  if (!existsSync(join(dist, 'index.html')))
    await build({ root: join(root, 'client'), configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}, 120_000);

const readBuilt = (path: string): string => readFileSync(join(dist, path), 'utf8');

/** The scripts a page names: in script tags and in modulepreload links. */
function scriptsOf(html: string): string[] {
  const tags = [
    ...html.matchAll(/<script[^>]*\ssrc="([^"]+)"|<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ];
  return tags.map((found) => (found[1] ?? found[2] ?? '').replace(/^\//, ''));
}

/** What a script imports before it runs. */
const importsOf = (path: string): string[] =>
  [...readBuilt(path).matchAll(/(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g)].map((found) =>
    join(dirname(path), found[1] ?? ''),
  );

/** A script with everything that must be there before it runs. */
function closure(paths: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...paths];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...importsOf(next));
  }
  return found;
}

/** The one script that some loaded script imports later and that is built from `name`. */
function lazyScript(name: string, loaded: ReadonlySet<string>): string {
  const named = new RegExp(`import\\(\\s*[\`"'](\\./${name}-[^\`"']+\\.js)[\`"']\\s*\\)`);
  for (const path of loaded) {
    const found = named.exec(readBuilt(path))?.[1];
    if (found !== undefined) return join(dirname(path), found);
  }
  throw new Error(`No loaded script imports ${name}: this test no longer knows the way to Today.`);
}

test('the scripts before the first paint of Today stay within 130 kB, gzipped', () => {
  const html = readBuilt('index.html');
  const first = closure(scriptsOf(html));
  // After sign-in, before Today is drawn: the person's hall, then the page.
  const whole = closure([...first, lazyScript('open-hall', first), lazyScript('today-page', first)]);
  const sizes = [...whole].map((path) => ({ path, bytes: gzipSync(readBuilt(path)).byteLength }));
  const total = sizes.reduce((sum, one) => sum + one.bytes, 0);
  console.log(
    `First-load JavaScript: ${(total / 1000).toFixed(1)} kB gzipped in ${sizes.length} files (limit 130).`,
  );
  expect(whole.size).toBeGreaterThan(3);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(firstLoadLimit);
});

/**
 * Everything in client/store and client/sync with what it imports, and nothing that draws. Two things are left out that
 * the page pays for anyway and that grow with the product: Solid, and the fact sheets.
 */
async function buildSyncClient(): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    ...(config.resolve ? { resolve: config.resolve } : {}),
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: join(root, 'client/sync/open-hall.ts'),
        preserveEntrySignatures: 'strict',
        external: [/^solid-js/, /shared\/entities\//],
      },
    },
  });
  return [built]
    .flat()
    .flatMap((one) => ('output' in one ? one.output : []))
    .map((one) => (one.type === 'chunk' ? one.code : ''))
    .join('\n');
}

const measureSyncClient = (): Promise<number> =>
  (measured ??= buildSyncClient().then((code) => {
    expect(code).toContain('Dexie');
    const bytes = brotliCompressSync(code).byteLength;
    console.log(`Sync client: ${(bytes / 1024).toFixed(1)} KiB brotli (promised 45, held 54).`);
    return bytes;
  }));
let measured: Promise<number> | undefined;

// Not kept yet: Dexie alone is 26 KiB. When it is, this test fails, and the limit below becomes the promised one.
test.fails(
  'the sync client, Dexie included, stays within 45 KiB, brotli',
  async () => expect(await measureSyncClient()).toBeLessThanOrEqual(promisedForSync),
  120_000,
);

test('the sync client, Dexie included, does not grow past 54 KiB, brotli', async () => {
  expect(await measureSyncClient()).toBeLessThanOrEqual(heldForSync);
}, 120_000);

test('index.html carries no inline script and no inline style', () => {
  const html = readBuilt('index.html');
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toMatch(/\ssrc="\/[^"]+"/);
  expect(html).not.toMatch(/<script\b[^>]*>\s*[^<\s]/);
  expect(html).not.toMatch(/<style\b/);
  expect(html).not.toMatch(/\sstyle=/);
  expect(html).not.toMatch(/\son[a-z]+=/);
});
