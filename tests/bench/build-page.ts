/** Builds the bench's pages as the product's own are built, and the product itself for its cold start. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = fileURLToPath(new URL('./page/', import.meta.url));

export async function buildPages(outDir: string, names: readonly string[]): Promise<void> {
  await build({
    root: page,
    configFile: false,
    publicDir: 'public',
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rollupOptions: { input: Object.fromEntries(names.map((name) => [name, `${page}${name}.html`])) },
    },
  });
}

/** The app with its service worker, into a folder of the bench's: whatever stands in dist/ stays as it is. */
export async function buildApp(outDir: string): Promise<void> {
  await build({
    root: `${root}client`,
    configFile: `${root}vite.config.ts`,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  });
}
