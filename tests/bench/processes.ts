/** What processes hold in memory, as Linux tells it. */
import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

const pageBytes = 4096;

/** Resident bytes of a process. @throws where there is no /proc */
export function residentBytes(pid: number): number {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(resident) * pageBytes;
}

/** The largest of a browser's renderers: with one page open, that page's. */
export async function rendererBytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return Math.max(
    ...processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id)),
  );
}
