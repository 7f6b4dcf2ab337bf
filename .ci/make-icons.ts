/**
 * Draws the app's PNG icons from client/public/icons/mark.svg. Run by hand when the mark changes; the PNGs are committed.
 *
 *   node_modules/.bin/tsx .ci/make-icons.ts
 *
 * "any" icons keep the rounded corners; maskable ones fill the square and hold the mark inside the safe zone (the
 * middle 80 %); Apple's is square because iOS rounds it itself.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const folder = new URL('../client/public/icons/', import.meta.url);
const mark = readFileSync(new URL('mark.svg', folder), 'utf8');

const square = (scale: number): string =>
  mark.replace('rx="13"', 'rx="0"').replace('scale(0.78)', `scale(${scale})`);

const icons = [
  { file: 'icon-192.png', size: 192, svg: mark },
  { file: 'icon-512.png', size: 512, svg: mark },
  { file: 'maskable-192.png', size: 192, svg: square(0.62) },
  { file: 'maskable-512.png', size: 512, svg: square(0.62) },
  { file: 'apple-touch-icon.png', size: 180, svg: square(0.76) },
];

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const { file, size, svg } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const drawn = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
    await page.setContent(`<body style="margin:0;background:transparent">${drawn}</body>`);
    await page.screenshot({ path: fileURLToPath(new URL(file, folder)), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
