/** P8: a list without rows says "none" only when they are known to be all here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const pages = fileURLToPath(new URL('../../client/pages', import.meta.url));

/** Empty places that no downloaded row would fill: this device's own lists, the server's answers, the lack of a role. */
const ownEmptiness = [
  'history/history-page.tsx',
  'sign-in/seat-choice-page.tsx',
  'today/today-page.tsx',
  'unsent/sent-tab.tsx',
  'unsent/waiting-tab.tsx',
];

test('pages show the emptiness of downloaded rows by EmptyRows, which knows what is still coming', () => {
  const files = readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  const plain = files.filter((name) => readFileSync(join(pages, name), 'utf8').includes('empty-state.tsx'));
  expect(plain.sort()).toEqual(ownEmptiness);
  expect(files.length).toBeGreaterThan(ownEmptiness.length);
});
