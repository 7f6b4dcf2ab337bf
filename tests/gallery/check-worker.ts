/**
 * Tries the service worker in a real Chromium: cold start and deep link without signal, nothing of /api answered, an
 * update that waits, an old window that still finds its files, the clean-up after it, and the kill switch.
 *
 *   node_modules/.bin/tsx tests/gallery/check-worker.ts
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'vite';

interface Probe {
  offlineReady: () => boolean;
  updateOffered: () => boolean;
  updatedElsewhere: () => boolean;
  applyUpdate: () => Promise<void>;
  checkForUpdate: () => Promise<void>;
  lazy: () => Promise<string>;
}
declare global {
  interface Window {
    probe: Probe;
  }
}

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'unionhall-worker-'));
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
let served = 'one';
let killed = false;

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  if (path.startsWith('/api'))
    return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  const name = killed && path === '/service-worker.js' ? '/service-worker-off.js' : path;
  const file = extname(name) === '' ? '/index.html' : name;
  readFile(join(folder, served, file)).then(
    (body) => {
      const headers = {
        'content-type': types[extname(file)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
      };
      response.writeHead(200, headers).end(body);
    },
    () => response.writeHead(404).end(),
  );
});

for (const version of ['one', 'two']) await buildVersion(version);
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
try {
  const context = await browser.newContext();
  const first = await openPage(context, '/');
  await startsWithoutSignal(context, first);
  const second = await openPage(context, '/classes');
  await updatesOneWindowAtATime(first, second);
  await obeysTheKillSwitch(context);
  console.log('The service worker keeps its promises.');
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

async function startsWithoutSignal(context: BrowserContext, page: Page): Promise<void> {
  await page.waitForFunction(
    () => window.probe.offlineReady() && navigator.serviceWorker.controller !== null,
  );
  await context.setOffline(true);
  await page.goto(`${origin}/classes/42?from=link`);
  assert.equal(await page.title(), 'build one', 'a deep link opens without signal');
  const answer = await page.evaluate(() =>
    fetch('/api/sync/pull').then(
      () => 'answered',
      () => 'no signal',
    ),
  );
  assert.equal(answer, 'no signal', 'nothing of /api is answered from the device');
  await context.setOffline(false);
  await page.evaluate(() => fetch('/api/me'));
  const cached = await listCached(page);
  assert.ok(!cached.some((url) => url.includes('/api')), 'no answer of /api is stored');
}

async function updatesOneWindowAtATime(first: Page, second: Page): Promise<void> {
  served = 'two';
  await first.evaluate(() => window.probe.checkForUpdate());
  await first.waitForFunction(() => window.probe.updateOffered());
  await second.waitForFunction(() => window.probe.updateOffered());
  assert.equal(await first.title(), 'build one', 'a new version waits');
  await first.evaluate(() => void window.probe.applyUpdate());
  await first.waitForFunction(() => document.title === 'build two');
  await second.waitForFunction(() => window.probe.updatedElsewhere());
  assert.equal(await second.title(), 'build one', 'the other window is not reloaded');
  assert.equal(await second.evaluate(() => window.probe.lazy()), 'lazy one', 'it still finds its own files');
  const both = await listCached(first);
  await second.reload();
  assert.equal(await second.title(), 'build two');
  await first.reload();
  await first.waitForFunction(
    async (before) => (await (await caches.open((await caches.keys())[0] ?? '')).keys()).length < before,
    both.length,
  );
  assert.equal(await first.evaluate(() => window.probe.lazy()), 'lazy two');
}

async function obeysTheKillSwitch(context: BrowserContext): Promise<void> {
  killed = true;
  const page = await openPage(context, '/');
  await page.evaluate(() => window.probe.checkForUpdate());
  await page.waitForFunction(async () => (await caches.keys()).length === 0);
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0);
}

async function openPage(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(origin + path);
  return page;
}

function listCached(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().map((request) => request.url);
  });
}

async function buildVersion(version: string): Promise<void> {
  await build({
    configFile: join(here, '../../vite.config.ts'),
    logLevel: 'error',
    define: { __BUILD_NUMBER__: JSON.stringify(version) },
    plugins: [
      {
        name: 'small-app',
        enforce: 'pre',
        resolveId: (id) => (id === '/main.tsx' ? join(here, 'worker/main.ts') : undefined),
      },
    ],
    build: { outDir: join(folder, version), emptyOutDir: true },
  });
}
