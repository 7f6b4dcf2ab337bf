/** A person's device in a browser test: a persistent profile behind a wire of its own. Closing the app keeps the profile. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import config from '../../playwright.config.ts';
import { createDeviceProxy } from './device-proxy.ts';
import type { DeviceProxy } from './device-proxy.ts';

export interface DeviceOptions {
  readonly width: number;
  readonly height: number;
  readonly touch?: boolean;
  readonly dark?: boolean;
  readonly locale?: string;
}

export interface Device {
  readonly page: () => Page;
  readonly context: () => BrowserContext;
  readonly cut: () => Promise<void>;
  readonly heal: () => Promise<void>;
  readonly wire: DeviceProxy;
  /** The power fails: every process of this browser is killed at once. The profile stays as it lies. */
  readonly kill: () => Promise<void>;
  /** Ends the browser; the profile stays. */
  readonly closeApp: () => Promise<void>;
  readonly openApp: (path?: string) => Promise<Page>;
  readonly end: () => Promise<void>;
}

export const tablet: DeviceOptions = { width: 820, height: 1180, touch: true };
export const phone: DeviceOptions = { width: 390, height: 844, touch: true };
export const desktop: DeviceOptions = { width: 1440, height: 900 };

/** Every process that runs on this profile. */
function killBrowserOf(profile: string): void {
  const listed = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  for (const line of listed.split('\n')) {
    const [, pid, args] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid !== undefined && args?.includes(`--user-data-dir=${profile}`))
      process.kill(Number(pid), 'SIGKILL');
  }
}

export async function createDevice(options: DeviceOptions): Promise<Device> {
  const profile = mkdtempSync(join(tmpdir(), 'unionhall-device-'));
  const wire = await createDeviceProxy();
  const baseURL = config.use?.baseURL ?? '';
  let context: BrowserContext | undefined;
  let page: Page | undefined;
  const open = async (path = '/'): Promise<Page> => {
    context = await chromium.launchPersistentContext(profile, {
      ...config.use?.launchOptions,
      baseURL,
      headless: true,
      viewport: { width: options.width, height: options.height },
      hasTouch: options.touch ?? false,
      colorScheme: options.dark ? 'dark' : 'light',
      locale: options.locale ?? 'en-US',
      timezoneId: 'America/Los_Angeles',
      // Without this bypass rule Chromium would go around the proxy to reach localhost.
      proxy: { server: wire.url, bypass: '<-loopback>' },
    });
    // Of a control that never comes one wants to read its name, not that the whole test took too long.
    context.setDefaultTimeout(30_000);
    page = context.pages()[0] ?? (await context.newPage());
    await page.goto(path);
    return page;
  };
  const closeApp = async (): Promise<void> => {
    await context?.close();
    context = undefined;
    page = undefined;
  };
  return {
    page: () => {
      if (!page) throw new Error('The app is not open on this device.');
      return page;
    },
    context: () => {
      if (!context) throw new Error('The app is not open on this device.');
      return context;
    },
    cut: wire.cut,
    heal: wire.heal,
    wire,
    kill: async () => {
      killBrowserOf(profile);
      await closeApp().catch(() => undefined);
    },
    closeApp,
    openApp: open,
    end: async () => {
      await closeApp();
      await wire.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
