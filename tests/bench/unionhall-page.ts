/** Drives the page that carries the real client. */
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { ask, onFreshPage, openPage } from './browser.ts';
import type { Ground } from './ground.ts';
import type { Downloaded, Search } from './page/bench-window.ts';

const address = (ground: Ground): string => `${ground.real.url}/unionhall.html`;

const signIn = (ground: Ground, page: Page): Promise<void> =>
  ask(page, 'signIn', ground.account.email, ground.account.password);

/** A first download in a fresh profile. Signing in is not part of it. */
export const downloadUnionhall = (ground: Ground, browser: Browser, search: Search): Promise<Downloaded> =>
  onFreshPage(browser, address(ground), async (page) => {
    await signIn(ground, page);
    return ask<Downloaded>(page, 'download', search);
  });

/** A page that is signed in and has everything. */
export async function openUnionhall(ground: Ground, context: BrowserContext, search: Search): Promise<Page> {
  const page = await openPage(context, address(ground), ground.options.verbose);
  await signIn(ground, page);
  await ask(page, 'download', search);
  return page;
}
