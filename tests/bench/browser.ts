/** Chromium for the bench: fresh profiles, pages of the bench, and calls of the deeds they expose. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, LaunchOptions, Page } from '@playwright/test';
import { zone } from './dataset.ts';

const installed = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

const launchOptions: LaunchOptions = {
  // Playwright would end the process at once; the bench ends things in its own order.
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
  ...(installed ? { executablePath: installed } : {}),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export const launch = (): Promise<Browser> => chromium.launch(launchOptions);

/** A profile on disk, which survives its browser. */
export const launchProfile = (folder: string): Promise<BrowserContext> =>
  chromium.launchPersistentContext(folder, { ...launchOptions, locale: 'en-US', timezoneId: zone });

/** Calls a deed that the page exposed, and answers with what it answered. */
export async function ask<T>(page: Page, deed: string, ...given: readonly unknown[]): Promise<T> {
  const answer: unknown = await page.evaluate(
    ([name, values]) => {
      const found = window.bench[name];
      if (!found) throw new Error(`This page has no deed called ${name}.`);
      return (found as (...all: readonly unknown[]) => unknown)(...values);
    },
    [deed, given] as const,
  );
  return answer as T;
}

/** Opens an address and waits until the page has exposed its deeds. What goes wrong in the page is told. */
export async function openPage(context: BrowserContext, address: string, verbose = false): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(`page: ${error.message}`));
  if (verbose) page.on('console', (message) => console.error(`page: ${message.text()}`));
  await page.goto(address);
  await page.waitForFunction(() => 'bench' in window);
  return page;
}

/** Work on one page in a profile that nobody has used. */
export async function onFreshPage<T>(
  browser: Browser,
  address: string,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext();
  try {
    return await work(await openPage(context, address));
  } finally {
    await context.close();
  }
}
