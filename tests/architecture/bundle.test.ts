/**
 * What a person waits for on a bad connection: the scripts before the first paint of Today, and what keeping and sending
 * work without signal costs. Each has a ceiling, and each is printed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import type { Rollup } from 'vite';
import config from '../../vite.config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist/client');
const firstLoadLimit = 130 * 1000;
const syncLimit = 45 * 1024;
const laterLimit = 6 * 1024;

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
 * What an online-only unionhall would not carry: Dexie, client/store, client/sync, shared/sync. Left out is what the
 * pages need with or without sync: Solid; valibot, the fact sheets and the commands for forms and tables; the policy
 * for what to show; and Vite's own helper for loading a page later.
 */
const paidByThePages = [
  /^solid-js/,
  /^valibot$/,
  /shared\/(?:entities|entity|values|access|commands)\//,
  /vite\/preload-helper/,
];

type Chunk = Rollup.OutputChunk;

/** The scripts of the sync client: those that must be there before it runs, and those that it loads later. */
async function buildSyncClient(): Promise<{ eager: readonly Chunk[]; later: readonly Chunk[] }> {
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
        // As in the whole app: the repairs use what the rest has loaded, and need no chunk in common with it.
        preserveEntrySignatures: 'allow-extension',
        external: paidByThePages,
      },
    },
  });
  const chunks = [built]
    .flat()
    .flatMap((one) => ('output' in one ? one.output : []))
    .filter((one): one is Chunk => one.type === 'chunk');
  const needed = (chunk: Chunk): readonly Chunk[] => [
    chunk,
    ...chunks.filter(({ fileName }) => chunk.imports.includes(fileName)).flatMap(needed),
  ];
  const eager = new Set(chunks.filter(({ isEntry }) => isEntry).flatMap(needed));
  return { eager: [...eager], later: chunks.filter((chunk) => !eager.has(chunk)) };
}

const brotliSize = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, { code }) => sum + brotliCompressSync(code).byteLength, 0);

const inKib = (bytes: number): string => `${(bytes / 1024).toFixed(2)} KiB`;

test('the sync client, Dexie included, stays within 45 KiB, brotli, and what it loads later within 6 more', async () => {
  const { eager, later } = await buildSyncClient();
  const [now, afterwards] = [brotliSize(eager), brotliSize(later)];
  console.log(`Sync client: ${inKib(now)} brotli (limit 45); loaded later: ${inKib(afterwards)} (limit 6).`);
  const moduleNames = eager.flatMap(({ modules }) => Object.keys(modules));
  for (const expected of [
    'dexie.mjs',
    'client/store/store.ts',
    'client/sync/pull.ts',
    'shared/sync/frames.ts',
  ])
    expect(
      moduleNames.some((name) => name.endsWith(expected)),
      expected,
    ).toBe(true);
  expect(now).toBeLessThanOrEqual(syncLimit);
  expect(afterwards).toBeLessThanOrEqual(laterLimit);
}, 120_000);

test('index.html carries no inline script and no inline style', () => {
  const html = readBuilt('index.html');
  for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toMatch(/\ssrc="\/[^"]+"/);
  expect(html).not.toMatch(/<script\b[^>]*>\s*[^<\s]/);
  expect(html).not.toMatch(/<style\b/);
  expect(html).not.toMatch(/\sstyle=/);
  expect(html).not.toMatch(/\son[a-z]+=/);
});
