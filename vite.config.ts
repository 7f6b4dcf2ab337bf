/**
 * Builds the client, serves it in development, and names the test projects.
 *
 * The built index.html carries no inline script or style: the server's content security policy allows neither.
 * The service worker is our own file (client/service-worker.ts); the plugin only hands it the list of built files.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const api = process.env['UNIONHALL_API'] ?? 'http://127.0.0.1:4600';
const toApi = { target: api, changeOrigin: false };

const icon = (size: number, purpose: 'any' | 'maskable') => ({
  src: `/icons/${purpose === 'any' ? 'icon' : 'maskable'}-${size}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

const manifest = {
  id: '/',
  name: 'unionhall',
  short_name: 'unionhall',
  description: 'The work of your local union, with or without signal.',
  lang: 'en',
  start_url: '/',
  scope: '/',
  display: 'standalone' as const,
  background_color: '#f5f1e7',
  theme_color: '#14304f',
  categories: ['productivity', 'business'],
  icons: [icon(192, 'any'), icon(512, 'any'), icon(192, 'maskable'), icon(512, 'maskable')],
  shortcuts: [
    { name: 'Today', url: '/', icons: [icon(192, 'any')] },
    { name: 'Classes', url: '/classes', icons: [icon(192, 'any')] },
  ],
};

/** Solid's browser build even under Node: its server build has signals that never change. */
const solidInTests = {
  resolve: { conditions: ['development', 'browser'] },
  ssr: { resolve: { conditions: ['development', 'browser'] } },
};

interface Graph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** Is the module there before anything is imported later? */
function isNeededFirst(id: string, graph: Graph, asked = new Set<string>()): boolean {
  if (asked.has(id)) return false;
  asked.add(id);
  const info = graph.getModuleInfo(id);
  return info !== null && (info.isEntry || info.importers.some((one) => isNeededFirst(one, graph, asked)));
}

/** What is needed first comes in one piece: thirty small files travel worse and compress a tenth worse. */
const firstScripts = [
  {
    name: (id: string, graph: Graph) => (isNeededFirst(id, graph) ? 'base' : null),
    test: /\/(?:node_modules\/(?:solid-js|@solidjs|@solid-primitives|valibot)|shared|client\/(?:elements|shell|session|i18n\/(?!.*es\.ts)))\//,
  },
];

export default defineConfig({
  root: 'client',
  publicDir: 'public',
  cacheDir: '../node_modules/.vite',
  plugins: [
    solid(),
    tailwindcss(),
    VitePWA({
      strategies: 'injectManifest',
      registerType: 'prompt',
      injectRegister: null,
      srcDir: '.',
      filename: 'service-worker.ts',
      manifest,
      manifestFilename: 'manifest.webmanifest',
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,webmanifest}'],
        globIgnores: ['service-worker.js', 'service-worker-off.js'],
        maximumFileSizeToCacheInBytes: 1024 * 1024,
      },
      devOptions: { enabled: false },
    }),
  ],
  // Dexie's package names an older build, a tenth larger; this one has the same code for today's browsers.
  resolve: { alias: [{ find: /^dexie$/, replacement: `${root}node_modules/dexie/dist/modern/dexie.mjs` }] },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    rolldownOptions: { output: { codeSplitting: { groups: firstScripts } } },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': toApi, '/healthz': toApi, '/readyz': toApi },
  },
  test: {
    // Said here too, or the Solid plugin asks for jsdom before any project is read.
    environment: 'node',
    // Left to itself Vitest keeps a core for its own thread, which has little to do.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        root,
        ...solidInTests,
        test: {
          name: 'unit',
          include: ['{client,server,shared}/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts', '**/node_modules/**'],
          environment: 'node',
          testTimeout: 20_000,
          server: { deps: { inline: [/solid-js/, /@solid-primitives/] } },
        },
      },
      {
        root,
        ...solidInTests,
        test: {
          name: 'device',
          include: ['tests/client/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          server: { deps: { inline: [/solid-js/, /@solid-primitives/] } },
        },
      },
      {
        root,
        ...solidInTests,
        test: {
          name: 'pg',
          include: ['tests/**/*.pg.test.ts', 'server/**/*.pg.test.ts'],
          environment: 'node',
          globalSetup: ['tests/support/postgres.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          server: { deps: { inline: [/solid-js/, /@solid-primitives/] } },
        },
      },
      {
        root,
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          exclude: ['**/*.pg.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
    ],
  },
});
