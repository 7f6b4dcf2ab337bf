/**
 * Several tabs of one person, one of which sends: it is closed, frozen or killed while it holds work, pages are reloaded
 * in the middle of saving, and somebody else signs in beside it. What was called saved reaches the office once, and
 * every tab that is left says so by itself.
 */
import { expect, test } from '@playwright/test';
import type { CDPSession, Page } from '@playwright/test';
import type { Device } from '../support/device.ts';
import { expectHealed } from './healing.ts';
import { freeRoster, standing } from './ledger.ts';
import {
  deviceOf,
  mark,
  nameOf,
  openRoster,
  seat,
  seatNamed,
  seatsThatSay,
  signIn,
  untilAllSent,
  wake,
} from './people.ts';

test.describe.configure({ mode: 'default' });
test.setTimeout(180_000);

const saved = 'Saved on this device';
const push = /sync\/push$/;
let tablet: Device;
/** The tab that a test begins with: one that was killed or frozen is none to begin the next with. */
let home: Page;
let roster = '';

test.beforeAll(async () => {
  tablet = await deviceOf('instructor');
  home = tablet.page();
});
test.beforeEach(async () => {
  roster = await freeRoster();
});
test.afterEach(async () => {
  await tablet.heal();
  const used = tablet.context().pages();
  home = await tablet.context().newPage();
  await Promise.all(used.map((page) => page.close()));
});
test.afterAll(() => tablet.end());

/** Does this tab hold the lock of the one that sends? */
const leads = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const name = `who am I ${Math.random()}`;
    return navigator.locks.request(name, async () => {
      const { held = [] } = await navigator.locks.query();
      const me = held.find((one) => one.name === name)?.clientId;
      return held.some((one) => one.clientId === me && one.name?.endsWith('-lead'));
    });
  });

/** So many tabs on the roster; the first one sends. */
async function openTabs(count: number): Promise<{ leader: Page; others: readonly Page[] }> {
  await openRoster(home, roster);
  await expect.poll(() => leads(home)).toBe(true);
  const open = async (): Promise<Page> => {
    const tab = await tablet.context().newPage();
    await openRoster(tab, roster);
    return tab;
  };
  const others = await Promise.all(Array.from({ length: count - 1 }, open));
  for (const tab of others) expect(await leads(tab)).toBe(false);
  return { leader: home, others };
}

/** One mark in each tab, and each tab calls all of them saved. */
async function markInEach(tabs: readonly Page[]): Promise<void> {
  for (const [index, tab] of tabs.entries()) await mark(seat(tab, index), 'Absent');
  for (const tab of tabs) await expect(seatsThatSay(tab, saved)).toHaveCount(tabs.length);
}

test('two tabs: the one that sends is closed while the server is at work on its batch', async () => {
  const { leader, others } = await openTabs(2);
  await tablet.cut();
  await markInEach([leader, ...others]);
  const swallowed = tablet.wire.lay(push, { kind: 'swallow' }, Infinity);
  await tablet.heal();
  await expect.poll(() => swallowed.count(), { timeout: 60_000 }).toBeGreaterThan(0);
  await expectHealed('the sending tab is closed, 2 tabs', { roster, marks: 2, tabs: others }, async () => {
    swallowed.end();
    await leader.close();
  });
});

/**
 * As a browser freezes a tab: while it holds nothing of the disk. (Stopped in the middle of reading, it would hold up all
 * writing for the minute after which Chromium ends such a transaction: docs/speed.md.)
 */
const stopAtRest = `void (async () => {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const opening = indexedDB.open(names.find((name) => /^unionhall-[0-9a-f-]{73}$/.test(name)));
  opening.onsuccess = () => {
    const alone = opening.result.transaction([...opening.result.objectStoreNames], 'readwrite');
    alone.oncomplete = () => {
      opening.result.close();
      debugger;
    };
  };
})()`;

/** No line of its script runs from here on; the browser goes on showing it. (setWebLifecycleState leaves a visible page running.) */
async function freeze(tab: Page): Promise<CDPSession> {
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send('Debugger.enable');
  const stopped = new Promise((resolve) => devtools.once('Debugger.paused', resolve));
  await devtools.send('Runtime.evaluate', { expression: stopAtRest });
  await stopped;
  return devtools;
}

test(
  'four tabs: the one that sends is frozen by the system; another takes over without being told',
  { tag: '@long' },
  async () => {
    const { leader, others } = await openTabs(4);
    await tablet.cut();
    await markInEach([leader, ...others]);
    const devtools = await freeze(leader);
    await expectHealed('the sending tab is frozen, 4 tabs', { roster, marks: 4, tabs: others }, tablet.heal);
    // It heard nothing of what the others said meanwhile. Somebody looks at it, which is what thaws a tab.
    const all = { roster, marks: 4, tabs: [leader, ...others] };
    await expectHealed('the frozen tab comes back, 4 tabs', all, async () => {
      await devtools.send('Debugger.resume');
      await wake(leader);
    });
    expect(await leads(leader)).toBe(false);
  },
);

test(
  'six tabs: the process of the one that sends is killed in the middle of a push',
  { tag: '@long' },
  async () => {
    const { leader, others } = await openTabs(6);
    await tablet.cut();
    await markInEach([leader, ...others]);
    const held = tablet.wire.lay(push, { kind: 'delay', ms: 3_000 });
    await tablet.heal();
    await expect.poll(() => held.count(), { timeout: 60_000 }).toBe(1);
    const devtools = await tablet.context().newCDPSession(leader);
    const crashed = leader.waitForEvent('crash');
    devtools.send('Page.crash').catch(() => undefined);
    await crashed;
    await expectHealed('the sending tab is killed, 6 tabs', { roster, marks: 6, tabs: others });
  },
);

/** The page notes, where a reload cannot reach, whom it called saved. */
async function noteWhatIsSaved(page: Page): Promise<void> {
  await page.addInitScript((words) => {
    const note = (): void => {
      const named = [...document.querySelectorAll('li.seat')].flatMap((row) =>
        row.querySelector('.seat-state')?.textContent.includes(words)
          ? [row.querySelector('.seat-title')?.textContent.trim() ?? '']
          : [],
      );
      const before = JSON.parse(localStorage.getItem('called saved') ?? '[]') as string[];
      localStorage.setItem('called saved', JSON.stringify([...new Set([...before, ...named])]));
    };
    addEventListener('DOMContentLoaded', () =>
      new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true }),
    );
  }, saved);
}

test('a storm of reloads, one after each tap: what was called saved is at the office once, the rest was not said', async () => {
  const page = home;
  await noteWhatIsSaved(page);
  await openRoster(page, roster);
  const count = 8;
  const names = await Promise.all(Array.from({ length: count }, (_, index) => nameOf(seat(page, index))));
  for (const [index, name] of names.entries()) {
    await expect(seatNamed(page, name)).toBeVisible();
    // From within the page, so many milliseconds after the tap: before, during and after the save.
    const loaded = page.waitForEvent('load');
    await seatNamed(page, name)
      .getByText('Absent', { exact: true })
      .evaluate((button, ms) => {
        (button as HTMLElement).click();
        setTimeout(() => location.reload(), ms);
      }, index * 6);
    await loaded;
  }
  await untilAllSent(page);
  const marks = (await standing(roster)).length;
  const told = await page.evaluate(
    () => JSON.parse(localStorage.getItem('called saved') ?? '[]') as string[],
  );
  await expectHealed('reloads during save', { roster, marks, tabs: [page] });
  expect(told.length).toBeGreaterThan(0);
  for (const name of told) await expect(seatNamed(page, name)).toHaveAttribute('data-marked', 'absent');
});

test('a shared tablet: somebody else signs in in a second tab; the first steps back, and her work waits for her', async () => {
  const first = home;
  await openRoster(first, roster);
  await tablet.cut();
  await mark(seat(first, 0), 'Absent');
  await mark(seat(first, 1), 'Excused');
  await expect(seatsThatSay(first, saved)).toHaveCount(2);
  const stuck = tablet.wire.lay(push, { kind: 'status', status: 503 }, Infinity);
  await tablet.heal();
  const second = await tablet.context().newPage();
  await second.goto('/device');
  await second.getByRole('button', { name: 'Sign out', exact: true }).click();
  const dialog = second.getByRole('dialog');
  await dialog.locator('input[value="keep"]').check();
  await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Sign in', level: 1 })).toBeVisible();
  await signIn(second, 'staff');
  await expect(first.locator('li.seat[data-marked="absent"]')).toHaveCount(0);
  await expect(first.getByText('Carmen Ruiz-Haugen')).toHaveCount(0);
  stuck.end();
  await untilAllSent(second);
  expect(await standing(roster)).toHaveLength(0);
  // She comes back: nothing but her password is asked of her.
  await second.goto('/device');
  await second.getByRole('button', { name: 'Sign out', exact: true }).click();
  await second.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
  await expectHealed('a shared tablet, two people', { roster, marks: 2, tabs: [second] }, () =>
    signIn(second, 'instructor'),
  );
});
