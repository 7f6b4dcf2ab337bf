/**
 * Looks at the gallery as people will: each theme at phone, tablet and desk width, under the product's content security
 * policy. Fails on any axe violation, any refused inline style or script, and any sideways scroll; leaves screenshots.
 *
 *   node_modules/.bin/tsx tests/gallery/check.ts [folder for screenshots]
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';
import { walkByKeyboard } from './keyboard.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const built = resolve(here, '../../.build/gallery');
const shots = resolve(process.argv[2] ?? resolve(here, '../../.build/gallery-shots'));
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://x').pathname;
  readFile(join(built, path === '/' ? 'index.html' : path)).then(
    (body) => {
      const type = types[extname(path)] ?? 'text/html; charset=utf-8';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': csp });
      response.end(body);
    },
    () => response.writeHead(404).end(),
  );
});

const widths = [390, 820, 1440];
const themes = ['light', 'dark', 'sun'];
const pages = [
  { name: 'gallery', path: '/?wrong' },
  { name: 'attention', path: '/?sync=attention' },
  { name: 'sign-in', path: '/?wrong#plain' },
];

await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' });
mkdirSync(shots, { recursive: true });
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as AddressInfo;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
});
const faults: string[] = [];
try {
  const desk = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await walkByKeyboard(desk, `http://127.0.0.1:${port}/`);
  await desk.close();
  for (const theme of themes) for (const width of widths) await lookAt(browser, theme, width);
} finally {
  await browser.close();
  server.close();
}
console.log(faults.length === 0 ? 'No faults.' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

async function lookAt(browser: Browser, theme: string, width: number): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 1000 },
    hasTouch: width < 1024,
    isMobile: width === 390,
    locale: width === 820 ? 'es-US' : 'en-US',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(
    (wanted) => location.protocol === 'http:' && localStorage.setItem('unionhall.theme', wanted),
    theme,
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${theme} ${width}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${theme} ${width}: ${error.message}`));
  for (const { name, path } of pages) {
    await page.goto('about:blank');
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.waitForSelector('h1');
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`) });
    await inspect(page, `${name} ${theme} ${width}`);
  }
  await lookAtOverlays(page, `${theme} ${width}`, join(shots, `%-${width}-${theme}.png`));
  await context.close();
}

async function lookAtOverlays(page: Page, where: string, path: string): Promise<void> {
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForSelector('h1');
  for (const [at, heading] of [
    'Roster',
    'States',
    'Members',
    'Facts',
    'Buttons',
    'Over the page',
  ].entries()) {
    await page
      .getByText(heading, { exact: true })
      .first()
      .evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: path.replace('%', `part-${at + 1}`) });
  }
  await page.getByRole('button', { name: 'Show toast' }).click();
  await page.getByRole('button', { name: 'Show failure' }).click();
  await page.screenshot({ path: path.replace('%', 'toasts') });
  await inspect(page, `toasts ${where}`, '.toasts');
  await page.goto(`http://127.0.0.1:${port}/`);
  const opener = page.getByRole('button', { name: 'Discard for good' });
  await opener.click();
  await page.getByRole('button', { name: 'Discard', exact: true }).last().click();
  await page.screenshot({ path: path.replace('%', 'dialog') });
  await inspect(page, `dialog ${where}`);
  await page.keyboard.press('Escape');
  if (!(await opener.evaluate((element) => element === document.activeElement))) {
    faults.push(`dialog ${where}: focus did not return to the button that opened it`);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.locator('main [aria-haspopup="menu"]').first().click();
  await page.locator('[role="menuitem"]:focus').waitFor();
  await page.screenshot({ path: path.replace('%', 'menu') });
  await inspect(page, `menu ${where}`);
  await page.keyboard.press('Escape');
  await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: path.replace('%', 'print'), fullPage: true });
  await page.emulateMedia({ media: null });
}

async function inspect(page: Page, where: string, part = 'html'): Promise<void> {
  const result = await new AxeBuilder({ page })
    .include(part)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  for (const violation of result.violations) {
    const nodes = violation.nodes
      .slice(0, 4)
      .map((node) => `    ${node.html.slice(0, 150)} ${node.failureSummary ?? ''}`);
    faults.push(`${where}: ${violation.id} (${violation.help})\n${nodes.join('\n')}`);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) faults.push(`${where}: scrolls sideways by ${overflow} px`);
}
