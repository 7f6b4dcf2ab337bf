/** A real browser against the fake server: one profile on the disk, as many pages as a test wants. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { build } from 'esbuild';
import type { FakeLine } from '../fake-wire.ts';
import type { Doors } from './harness.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function bundle(): Promise<string> {
  const built = await build({
    entryPoints: [fileURLToPath(new URL('harness.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    conditions: ['browser'],
  });
  return built.outputFiles[0]?.text ?? '';
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
};

async function forward(line: FakeLine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const body = request.method === 'POST' ? { body: await readBody(request) } : {};
    const answer = await line.fetch(request.url ?? '/', {
      method: request.method ?? 'GET',
      signal: gone.signal,
      ...body,
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) for await (const chunk of answer.body) response.write(chunk);
    response.end();
  } catch {
    response.destroy();
  }
}

export interface Rig {
  readonly context: BrowserContext;
  /** A new tab with the harness loaded. */
  tab(): Promise<Page>;
  /** Kills the browser's processes, as a crash or an empty battery would, and starts it again on the same profile. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRig(line: FakeLine): Promise<Rig> {
  const script = await bundle();
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) return void forward(line, request, response);
    const isScript = request.url === '/harness.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript
        ? script
        : '<!doctype html><title>hall</title><script type="module" src="/harness.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const profile = await mkdtemp(join(tmpdir(), 'unionhall-browser-'));
  let browser = await launch(profile);
  return {
    get context() {
      return browser.context;
    },
    tab: async () => {
      const page = await browser.context.newPage();
      await page.goto(origin);
      await page.waitForFunction(() => 'doors' in window);
      return page;
    },
    crash: async () => {
      await browser.kill();
      browser = await launch(profile);
    },
    stop: async () => {
      await browser.kill();
      server.closeAllConnections();
      server.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

interface Running {
  readonly context: BrowserContext;
  /** Ends the browser and all of its processes at once, with no chance to tidy up. */
  kill(): Promise<void>;
}

async function launch(profile: string): Promise<Running> {
  const all = [
    ...args,
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  // A group of its own, so that exactly this browser's processes can be ended together.
  const child = spawn(executablePath, all, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await new Promise<string>((resolve, reject) => {
    let heard = '';
    child.on('exit', () => reject(new Error(`The browser ended: ${heard}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(heard)?.[1];
      if (found) resolve(found);
    });
  });
  const browser = await chromium.connectOverCDP(endpoint);
  const [context] = browser.contexts();
  if (!context) throw new Error('The browser has no context.');
  return {
    context,
    kill: async () => {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
      await browser.close().catch(() => undefined);
    },
  };
}

/** Calls a door of the hall that is open in the page. */
export async function call<K extends keyof Doors>(
  page: Page,
  door: K,
  ...input: Parameters<Doors[K]>
): Promise<Awaited<ReturnType<Doors[K]>>> {
  const asked: { name: string; input: readonly unknown[] } = { name: door, input };
  const answer: unknown = await page.evaluate(
    (given: { name: string; input: readonly unknown[] }): unknown => {
      const doors = window.doors as unknown as Record<string, (...all: readonly unknown[]) => unknown>;
      return doors[given.name]?.(...given.input);
    },
    asked,
  );
  return answer as Awaited<ReturnType<Doors[K]>>;
}

export async function becomes(
  what: string,
  isTrue: () => Promise<boolean>,
  patienceMs = 20_000,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`This never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
