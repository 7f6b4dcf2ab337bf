/** Serves the gallery of elements, for eyes and for axe. Not part of the product's build. */
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: here('../../client/public'),
  cacheDir: here('../../node_modules/.vite-gallery'),
  plugins: [solid(), tailwindcss()],
  build: { outDir: here('../../.build/gallery'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022' },
});
