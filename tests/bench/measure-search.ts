/**
 * Finding and scrolling among ten thousand members in the app itself: from a key to the frame that answers it, the longest
 * task meanwhile, and whether a line in sight is ever blank. At this machine's speed, six times slower, and on a cheap
 * phone, which is slow and small.
 */
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { Ground } from './ground.ts';
import { watchBlankLines } from './blank-lines.ts';
import type { Say } from './rounds.ts';
import { check } from './rounds.ts';
import { signInToApp } from './sign-in-to-app.ts';
import type { Series } from './statistics.ts';
import { percentile } from './statistics.ts';
import type { LongestTask } from './trace-tasks.ts';
import { traceTasks } from './trace-tasks.ts';

/** Words as people type them: whole, begun, misspelt, numbers with and without their punctuation. */
const queries = ['thoronvez', 'marcus cal', 'ostre', 'whitonmnot', '100234', '(360) 555-01', '3605550', 'an'];
/** A fast typist's. */
const betweenKeysMs = 80;
const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

interface Device {
  readonly name: string;
  /** How many times slower than this machine. */
  readonly rate: number;
  readonly shape: BrowserContextOptions;
  /** Milliseconds of the longest task while typing and scrolling, at most. */
  readonly longestTask?: number;
}

const devices: readonly Device[] = [
  { name: 'this machine', rate: 1, shape: desk },
  { name: 'six times slower', rate: 6, shape: desk },
  { name: 'a cheap phone', rate: 6, shape: phone, longestTask: 50 },
];

const listBox = 'main input[type="search"]';
const paletteBox = '.palette [role="combobox"]';

declare global {
  interface Window {
    benchKeys: number[];
    benchFrames: number[];
    benchScroll: (ms: number) => Promise<void>;
  }
}

/**
 * Times each key from its event to the end of the frame in which its answer stands; and moves the list. As text: what tsx
 * makes of a function does not run in a page.
 */
const recorder = `
  window.benchKeys = [];
  let pressed = 0;
  addEventListener('keydown', (event) => { pressed = event.timeStamp; }, true);
  addEventListener('input', () => {
    const from = pressed;
    requestAnimationFrame(function look() {
      if (document.querySelector('[aria-busy="true"]')) return requestAnimationFrame(look);
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => window.benchKeys.push(performance.now() - from);
      drawn.port2.postMessage(0);
    });
  }, true);
  window.benchScroll = (ms) => new Promise((done) => {
    const frame = document.querySelector('.window-frame');
    const end = frame.scrollHeight - frame.clientHeight;
    const began = performance.now();
    let before = began;
    window.benchFrames = [];
    const step = () => {
      const now = performance.now();
      window.benchFrames.push(now - before);
      before = now;
      if (now - began > ms) return done();
      // To and fro: dragged, then in jumps as End and Home make them.
      const part = ((now - began) % 1000) / 1000;
      frame.scrollTop = part < 0.7 ? (end * part) / 0.7 : part < 0.85 ? 0 : end;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });`;

interface Figures {
  readonly p50: number;
  readonly p95: number;
  readonly task: LongestTask;
}

interface Scrolled {
  readonly longestFrame: number;
  readonly p95Frame: number;
  readonly task: LongestTask;
}

interface Round {
  readonly readyMs: number;
  readonly readyTask: LongestTask;
  readonly list: Figures;
  readonly palette: Figures;
  readonly scroll: Scrolled;
  readonly blank: number;
}

export async function measureSearch(ground: Ground, browser: Browser, say: Say): Promise<readonly Series[]> {
  const all: Series[] = [];
  for (const device of devices) {
    const rounds: Round[] = [];
    const times = device.rate === 1 ? ground.options.rounds : Math.min(2, ground.options.rounds);
    for (let round = -1; round < times; round += 1) {
      say(round < 0 ? `  ${device.name}: warming up` : `  ${device.name}: round ${round + 1} of ${times}`);
      const result = await oneRound(ground, browser, device);
      if (round >= 0) rounds.push(result);
    }
    all.push(...seriesOf(device, rounds));
  }
  return all;
}

async function oneRound(ground: Ground, browser: Browser, { rate, shape }: Device): Promise<Round> {
  const context = await browser.newContext({ ...shape, locale: 'en-US' });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.addInitScript({ content: recorder });
    await signInToApp(ground, page);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const ready = await makeReady(browser, page);
    const palette = await typeAll(browser, page, paletteBox);
    await page.keyboard.press('Escape');
    await openList(page);
    const list = await typeAll(browser, page, listBox);
    await page.locator(listBox).fill('');
    await page
      .locator('main [role="status"]', { hasText: /^10,000|members$/ })
      .first()
      .waitFor();
    const scroll = await scrollFast(browser, page);
    const blank = await watchBlankLines(page, session, () => page.evaluate(() => window.benchScroll(2000)));
    check(faults.length === 0, faults.join(' '));
    return { ...ready, list, palette, scroll, blank };
  } finally {
    await context.close();
  }
}

/** From the first opening of the box until a member is found; nobody types meanwhile, but somebody might. */
async function makeReady(browser: Browser, page: Page): Promise<Pick<Round, 'readyMs' | 'readyTask'>> {
  let readyMs = 0;
  const readyTask = await traceTasks(browser, page, async () => {
    const began = performance.now();
    await page.keyboard.press('Control+k');
    await page.locator(paletteBox).fill('100234');
    await page.getByRole('group', { name: 'Members' }).getByRole('option').first().waitFor();
    readyMs = performance.now() - began;
  });
  return { readyMs, readyTask };
}

async function openList(page: Page): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.locator('.window-table tbody tr').nth(5).waitFor();
  await page.locator(listBox).fill('100234');
  await page.getByText(/^1 of /).waitFor();
}

async function typeAll(browser: Browser, page: Page, box: string): Promise<Figures> {
  await page.evaluate(() => void (window.benchKeys = []));
  let keys = 0;
  const task = await traceTasks(browser, page, async () => {
    for (const query of queries) {
      await page.locator(box).fill('');
      for (const key of query) {
        await page.keyboard.press(key === ' ' ? 'Space' : key);
        keys += 1;
        await page.waitForTimeout(betweenKeysMs);
      }
    }
  });
  const times = (await page.evaluate(() => window.benchKeys)).slice();
  // Emptying the box is an input too, without a key: as many as there are queries.
  check(times.length >= keys, `${times.length} of ${keys} keys were timed.`);
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), task };
}

async function scrollFast(browser: Browser, page: Page): Promise<Scrolled> {
  const task = await traceTasks(browser, page, () => page.evaluate(() => window.benchScroll(4000)));
  const frames = (await page.evaluate(() => window.benchFrames)).slice(1);
  check(frames.length > 20, `only ${frames.length} frames were drawn while scrolling.`);
  return { longestFrame: Math.max(...frames), p95Frame: percentile(frames, 0.95), task };
}

function seriesOf({ name, longestTask }: Device, rounds: readonly Round[]): readonly Series[] {
  const series = (measure: string, of: string, value: (one: Round) => number): Series => ({
    measure,
    contender: `${of} (${name})`,
    unit: 'ms',
    values: rounds.map(value),
  });
  const both = (measure: string, of: string, task: (one: Round) => LongestTask): readonly Series[] => [
    series(measure, `${of}, clock`, (one) => task(one).clock),
    series(measure, `${of}, processor`, (one) => task(one).processor),
  ];
  const wanted = (...task: Parameters<typeof both>): readonly Series[] =>
    both(...task).map((one) =>
      longestTask === undefined ? one : { ...one, target: longestTask, targetIs: 'absolute' },
    );
  const typing = 'search: a key to its frame';
  const tasks = 'search: longest task while typing';
  const scrolling = 'scrolling 10,000 rows at speed';
  return [
    series(typing, 'list, p50', ({ list }) => list.p50),
    series(typing, 'list, p95', ({ list }) => list.p95),
    series(typing, 'box, p50', ({ palette }) => palette.p50),
    series(typing, 'box, p95', ({ palette }) => palette.p95),
    ...wanted(tasks, 'list', ({ list }) => list.task),
    ...wanted(tasks, 'box', ({ palette }) => palette.task),
    series('search: made ready at first opening', 'until found', ({ readyMs }) => readyMs),
    ...both('search: made ready at first opening', 'longest task', ({ readyTask }) => readyTask),
    { ...series(scrolling, 'frames with a blank line', ({ blank }) => blank * 100), unit: 'percent' },
    series(scrolling, 'frame, p95', ({ scroll }) => scroll.p95Frame),
    series(scrolling, 'longest frame', ({ scroll }) => scroll.longestFrame),
    ...wanted(scrolling, 'longest task', ({ scroll }) => scroll.task),
  ];
}
