import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildClientWhenStale, stampOf } from './client-build.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'unionhall-build-'));
  mkdirSync(join(root, 'client', 'pages'), { recursive: true });
  writeFileSync(join(root, 'client', 'pages', 'today.tsx'), 'one');
  writeFileSync(join(root, 'vite.config.ts'), 'config');
});

afterEach(() => rmSync(root, { recursive: true }));

describe('the client build', () => {
  test('is stale when contents, names or settings change, not when dates or tests do', () => {
    const first = stampOf(root);
    utimesSync(join(root, 'vite.config.ts'), new Date(0), new Date(0));
    writeFileSync(join(root, 'client', 'pages', 'today.test.tsx'), 'a test');
    writeFileSync(join(root, 'README.md'), 'words');
    expect(stampOf(root)).toBe(first);
    writeFileSync(join(root, 'client', 'pages', 'today.tsx'), 'two');
    const second = stampOf(root);
    writeFileSync(join(root, 'vite.config.ts'), 'other config');
    const third = stampOf(root);
    writeFileSync(join(root, 'client', 'added.ts'), '');
    expect(new Set([first, second, third, stampOf(root)]).size).toBe(4);
  });

  test('that cannot be made says what to do; one that was brought along is used', async () => {
    await expect(buildClientWhenStale(root, () => undefined)).rejects.toThrow(/npm ci/);
    mkdirSync(join(root, 'dist', 'client'), { recursive: true });
    writeFileSync(join(root, 'dist', 'client', 'index.html'), '<!doctype html>');
    await expect(buildClientWhenStale(root, () => undefined)).resolves.toBeUndefined();
  });
});
