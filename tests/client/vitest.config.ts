/** Runs the device's tests alone: `npx vitest run --config tests/client/vitest.config.ts`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { conditions: ['development', 'browser'] },
  ssr: { resolve: { conditions: ['development', 'browser'] } },
  test: {
    name: 'client',
    include: ['tests/client/*.test.ts', 'client/{store,sync}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    server: { deps: { inline: [/solid-js/, /@solid-primitives/] } },
  },
});
