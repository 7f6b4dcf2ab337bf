/** Browser tests: an installed Chromium, the real server, the embedded Postgres, the service worker on. */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const installed = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path && existsSync(path));

/** Set where several runs share the folder. */
const part = process.env['UNIONHALL_TEST_PART'] ?? 'all';

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: `test-results/browser-${part}`,
  globalSetup: './tests/support/browser-server.ts',
  // Tests of one run share a server and its people; `npm test` runs three shares with a server each (tests/support/browser-shares.ts).
  workers: 1,
  // A shared machine may starve a browser for seconds; what passes only at the second try is printed as flaky.
  retries: process.env['CI'] ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: `test-results/playwright-${part}.json` }]],
  use: {
    baseURL: `http://localhost:${process.env['UNIONHALL_TEST_PORT'] ?? 4611}`,
    locale: 'en-US',
    timezoneId: 'America/Los_Angeles',
    // A trace costs as much time as the test; without one a failure still leaves what the page said.
    trace: 'on-first-retry',
    launchOptions: {
      ...(installed ? { executablePath: installed } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Takes the place of Playwright's own list, of which the first three matter here. The others load two pages for
        // the address bar, which nobody sees, at each start: a third of what a start costs.
        '--disable-features=HttpsUpgrades,PaintHolding,OptimizationHints,WebUIOmniboxPopup,WebUIOmniboxAimPopup',
      ],
    },
  },
});
