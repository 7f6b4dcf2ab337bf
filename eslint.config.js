/** Lint: import directions and single owners of danger (docs/architecture.md), then ordinary good sense. */
import { importX } from 'eslint-plugin-import-x';
import solid from 'eslint-plugin-solid/configs/typescript';
import tseslint from 'typescript-eslint';

const zone = (target, from, message, except) => ({ target, from, message, ...(except ? { except } : {}) });

const zones = [
  zone(
    './shared/values',
    ['./shared/!(values)/**', './server/**', './client/**'],
    'values imports nothing else of ours.',
  ),
  zone(
    './shared/entity',
    ['./shared/!(values|entity)/**', './server/**', './client/**'],
    'The vocabulary knows no word.',
  ),
  zone('./shared', ['./server', './client', './tests'], 'shared knows neither side.'),
  zone('./server', ['./client'], 'The server does not reach into the client; share through shared/.'),
  zone('./client', ['./server'], 'The client does not reach into the server; share through shared/.'),
  zone('./server/sync', ['./server/routes'], 'Routes carry, they are not called.'),
  zone('./server/commands', ['./server/routes'], 'Routes carry, they are not called.'),
  zone(
    './client/elements',
    [
      './client/store',
      './client/sync',
      './client/session',
      './client/pages',
      './client/components',
      './shared/entities',
    ],
    'Elements know nothing of the hall.',
  ),
  zone('./client/components', ['./client/pages'], 'Components serve pages, not the other way round.'),
  zone(
    './client/store',
    ['./client/pages', './client/components', './client/elements'],
    'The store draws nothing.',
  ),
  zone(
    './client/sync',
    ['./client/pages', './client/components', './client/elements'],
    'The engine draws nothing.',
  ),
  zone(['./client', './server', './shared'], ['./tests'], 'Product code does not import from tests.'),
];

const owners = (banned, message) => ({ patterns: [{ group: banned, message }] });

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.data/**',
      '.build/**',
      'test-results/**',
      'playwright-report/**',
      'node_modules/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      complexity: ['error', { max: 12, variant: 'modified' }],
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'import-x/no-restricted-paths': ['error', { zones }],
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Only client/sync and client/session speak to the server.' },
        { name: 'localStorage', message: 'Data lives in the store; preferences in client/preferences.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only server/environment.ts reads the environment.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'dexie', message: 'Only client/store may use Dexie.' },
            {
              name: 'postgres',
              message: 'Only server/database opens connections; take `sql` as a dependency.',
            },
          ],
        },
      ],
    },
  },
  { files: ['**/*.tsx'], ...solid },
  {
    files: ['**/*.tsx'],
    rules: {
      'max-lines-per-function': ['error', { max: 90, skipComments: true, skipBlankLines: true }],
      'solid/no-destructure': 'error',
    },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pass a Clock.' },
        { object: 'Math', property: 'random', message: 'Pass ids and bytes in.' },
      ],
      'no-restricted-imports': [
        'error',
        owners(
          ['dexie*', 'drizzle-orm*', 'hono*', 'solid-js*', 'node:*', 'postgres'],
          'shared imports valibot and nothing else.',
        ),
      ],
    },
  },
  { files: ['shared/**/*.test.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['client/store/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['server/database/**', 'server/cli/**', 'tests/**'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['server/environment.ts', 'tests/**', '.ci/**', '*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['client/sync/**', 'client/session/**', 'tests/**', 'server/**', 'client/service-worker.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'tests/**'],
    rules: { 'max-lines-per-function': 'off', 'import-x/no-restricted-paths': 'off', 'max-lines': 'off' },
  },
);
