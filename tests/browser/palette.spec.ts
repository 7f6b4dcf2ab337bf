/**
 * One box for everything: what is on the device is found, with slips and without signal, by key and by touch, and only
 * what the person may open. And of ten thousand members none is ever a blank line.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { openBigLocal } from '../support/big-local.ts';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device, DeviceOptions } from '../support/device.ts';
import { faintIcons } from './icons.ts';
import { inspectThemes, untilDrawn, watch } from './inspect.ts';
import type { Watch } from './inspect.ts';
import { create, createAnew, officeOf, removeAll } from './office.ts';
import { pill, signIn, untilAllSent, untilDownloaded, untilInstalled } from './people.ts';
import type { DemoRole } from './people.ts';
import { goTo } from './places.ts';

test.setTimeout(180_000);

const family = 'Ødegård-Quiñones';
const employer = 'Zephyrine Electric';
const visited = 'Zephyrine yard, gate 4';

const box = (page: Page): Locator => page.getByRole('combobox', { name: 'Find records' });
const option = (page: Page, name: string | RegExp): Locator => page.getByRole('option', { name });
const groupNames = (page: Page): Promise<string[]> =>
  page
    .locator('.palette-group-name')
    .evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ''));

async function search(page: Page, words: string): Promise<void> {
  if ((await box(page).count()) === 0) await page.keyboard.press('Control+k');
  await box(page).fill(words);
}

interface Seat {
  readonly device: Device;
  readonly page: Page;
  readonly seen: Watch;
}

async function seatOf(role: DemoRole, options: DeviceOptions = desktop): Promise<Seat> {
  const device = await createDevice(options);
  const page = await device.openApp();
  const seen = watch(device.context());
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, role);
  await untilDownloaded(page);
  return { device, page, seen };
}

let memberId = '';

test.beforeAll(async () => {
  const admin = await officeOf('admin');
  memberId = await createAnew(admin, 'members', 'memberNumber', {
    memberNumber: '2032-7001',
    firstName: 'José',
    lastName: family,
    phone: '(971) 555-0163',
    email: 'jose.q@mail.example',
    classification: 'journeyman',
  });
  await removeAll(admin, 'members', 'memberNumber', '2032-7002');
  const organizationId = await createAnew(admin, 'organizations', 'name', {
    name: employer,
    orgType: 'employer',
  });
  await createAnew(admin, 'organization-contacts', 'phone', {
    organizationId,
    firstName: 'Wilhelmina',
    lastName: 'Przybylski',
    phone: '(971) 555-0164',
  });
  const organizer = await officeOf('organizer');
  await create(organizer, 'salting-activities', {
    organizationId,
    activityType: 'site_visit',
    activityDate: '2026-11-19',
    location: visited,
    workersContacted: 2,
    cardsSigned: 0,
  });
});

test.describe('an officer at a desk', () => {
  let seat: Seat;
  test.beforeAll(async () => {
    seat = await seatOf('officer');
    await untilInstalled(seat.page);
  });
  test.afterAll(() => seat.device.end());
  test.afterEach(() => expect(seat.seen.faults.splice(0), 'what the browser complained about').toEqual([]));

  test('finds a member by number, phone, e-mail and name, accents and slips forgiven', async () => {
    const { page } = seat;
    for (const words of [
      'odegard',
      'quinones jose',
      'ØDEGÅRD-QUIÑONES',
      'odegard quinones',
      'odgeard',
      'quinonse',
      'qiunonez',
      '2032-7001',
      '20327001',
      '971 555 0163',
      '9715550163',
      'jose.q@mail',
    ]) {
      await search(page, words);
      await expect(option(page, family), words).toBeVisible();
    }
    await expect(page.locator('.palette mark').first()).toBeVisible();
    await search(page, 'nobody of that name');
    await expect(page.getByRole('option')).toHaveCount(0);
    await expect(page.locator('.palette-note')).toContainText('Nothing matches');
    await expect(box(page)).toHaveAttribute('aria-expanded', 'false');
  });

  test('finds employers, their contacts, visits, classes, students, courses, places and deeds', async () => {
    const { page } = seat;
    const student = await firstStudent(seat);
    for (const [words, group, found] of [
      ['zephyrine', 'Organizations', employer],
      ['zehpyrine', 'Organizations', employer],
      ['przybilsky', 'Contacts', 'Wilhelmina Przybylski'],
      ['zephyrine yard', 'Visits', employer],
      ['pre-apprenticeship evening', 'Classes', /Pre-apprenticeship|PA/],
      [student, 'Students', student],
      ['audit', 'Go to', 'Audit log'],
      ['new member', 'Do', 'New member'],
      ['full sun', 'Do', 'Full sun'],
    ] as const) {
      await search(page, words);
      const named = page.getByRole('group', { name: group });
      await expect(named.getByRole('option', { name: found }).first(), `${words}: ${group}`).toBeVisible();
    }
  });

  test('typed fast and emptied, from what finds much to what finds nothing, it goes on finding', async () => {
    const { page } = seat;
    for (const words of ['2032-7001', '(', 'ma', '(((', 'zephyrine', '', '100', '(', '971', '-', 'odegard']) {
      await search(page, words);
      await box(page).press('Backspace');
    }
    await search(page, 'odegard');
    await expect(option(page, family)).toBeVisible();
    await expect(page.locator('.palette')).toBeVisible();
  });

  test('goes by arrow and Enter; the box says which one, how many there are, and Escape leads back', async () => {
    const { page } = seat;
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await goTo(page, '/device');
    const opener = page.getByRole('button', { name: 'Search' });
    await opener.focus();
    await page.keyboard.press('Enter');
    await expect(box(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    await page.keyboard.press('Control+k');
    await box(page).pressSequentially('zephyrine');
    const marked = (): Promise<string | null> => box(page).getAttribute('aria-activedescendant');
    const selected = page.locator('[role="option"][aria-selected="true"]');
    await expect(selected).toHaveCount(1);
    const first = await marked();
    expect(await selected.getAttribute('id')).toBe(first);
    await expect(page.getByRole('status').filter({ hasText: /^\d+ found$/ })).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    expect(await marked()).not.toBe(first);
    expect(await selected.getAttribute('id')).toBe(await marked());
    await page.keyboard.press('ArrowUp');
    expect(await marked()).toBe(first);
    await page.keyboard.press('ArrowUp');
    expect(await selected.getAttribute('id'), 'from the first to the last').toBe(
      await page.getByRole('option').last().getAttribute('id'),
    );
    await search(page, 'odegard');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/members/${memberId}`));
    await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('what was opened comes first the next time, and deeds open their forms', async () => {
    const { page } = seat;
    await page.keyboard.press('Control+k');
    const lately = page.getByRole('group', { name: 'Opened lately' });
    await expect(lately.getByRole('option', { name: family })).toBeVisible();
    await search(page, 'new member');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'New member' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(box(page), 'a form is finished or left first').toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(page).toHaveURL(/\/members$/);
    await search(page, 'new course');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'New course' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  test('without signal it finds the same, and what is saved without signal too', async () => {
    const { page, device, seen } = seat;
    seen.cut = true;
    await device.cut();
    await goTo(page, '/members?new=1');
    const dialog = page.getByRole('dialog', { name: 'New member' });
    await dialog.getByLabel(/^Member number/).fill('2032-7002');
    await dialog.getByLabel(/^First name/).fill('Szymon');
    await dialog.getByLabel(/^Last name/).fill('Wąsikiewicz');
    await dialog
      .getByLabel(/^Classification/)
      .first()
      .selectOption('foreman');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Szymon Wąsikiewicz');
    await search(page, 'wasikeiwicz');
    await expect(option(page, 'Wąsikiewicz')).toBeVisible();
    await search(page, 'zephirine');
    await expect(option(page, employer).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await device.heal();
    await untilAllSent(page);
    seen.cut = false;
  });

  test('the members’ list forgives the same slips', async () => {
    const { page } = seat;
    await goTo(page, '/members');
    for (const words of ['odgeard', 'qiunonez', '9715550163']) {
      await page.getByRole('searchbox').fill(words);
      await expect(page.locator('.window-table tbody tr').first(), words).toContainText(family);
    }
  });

  test('"/" goes to the page’s own search, or else to this one; single keys can be switched off', async () => {
    const { page } = seat;
    await goTo(page, '/members');
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await goTo(page, '/device');
    await page.keyboard.press('/');
    await expect(box(page)).toBeFocused();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Use single-key shortcuts' }).uncheck();
    await page.getByRole('heading', { level: 1 }).focus();
    for (const key of ['/', '?', 'g', 'm']) await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page).toHaveURL(/\/device$/);
    await page.keyboard.press('Control+k');
    await expect(box(page), 'no letter by itself').toBeFocused();
    await page.keyboard.press('Control+k');
    await expect(box(page)).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole('checkbox', { name: 'Use single-key shortcuts' })).not.toBeChecked();
    await page.getByRole('checkbox', { name: 'Use single-key shortcuts' }).check();
  });

  test('nothing for axe to find, light and dark, empty and full', async () => {
    const { page } = seat;
    await goTo(page, '/');
    await page.keyboard.press('Control+k');
    await expect(option(page, 'Audit log')).toBeVisible();
    await inspectThemes(page, 'palette-desk-empty');
    await search(page, 'ma');
    await expect(page.getByRole('option').first()).toBeVisible();
    await inspectThemes(page, 'palette-desk-found');
    await search(page, 'qqqqqq');
    await inspectThemes(page, 'palette-desk-nothing');
  });
});

/** A student as this device has one. */
async function firstStudent({ page }: Seat): Promise<string> {
  await goTo(page, '/records/student');
  const name = await page.locator('table.ledger tbody tr').first().getByRole('button').first().innerText();
  const cells = await page.locator('table.ledger tbody tr').first().innerText();
  return /[A-ZÀ-Þ][^\t\n]* [^\t\n]+/.exec(cells.replace(name, ''))?.[0]?.trim() ?? name;
}

test('an organizer on a phone: a sheet that fills the screen, by touch, and only what organizers hold', async () => {
  const { page, device, seen } = await seatOf('organizer', phone);
  expect(await faintIcons(page)).toEqual([]);
  await page.getByRole('button', { name: 'Search' }).tap();
  await expect(box(page)).toBeFocused();
  await expect(option(page, 'New visit')).toBeVisible();
  const sheet = await page.locator('.palette-sheet').boundingBox();
  expect([sheet?.x, sheet?.y, sheet?.width, sheet?.height]).toEqual([0, 0, phone.width, phone.height]);
  const heights = await page
    .getByRole('option')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  await inspectThemes(page, 'palette-phone-empty');
  await box(page).fill('zephyrine');
  await expect(option(page, employer).first()).toBeVisible();
  await inspectThemes(page, 'palette-phone-found');
  for (const words of ['audit log devices people', 'new member', 'new employer', 'students']) {
    await box(page).fill(words);
    await expect(page.locator('.palette-note')).toContainText('Nothing matches');
  }
  await box(page).fill('new visit');
  await option(page, 'New visit').tap();
  await expect(page).toHaveURL(/\/visits\/new$/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(seen.faults).toEqual([]);
  await device.end();
});

test('an instructor finds students and is led to their class; members are nobody’s to find', async () => {
  const { page, device } = await seatOf('instructor');
  await goTo(page, '/classes');
  await page.locator('main li a[href^="/classes/"]').first().click();
  const name = (await page.locator('li.seat .seat-title').first().innerText()).trim();
  await goTo(page, '/');
  await search(page, name);
  await expect(page.getByRole('group', { name: 'Students' }).getByRole('option', { name })).toBeVisible();
  expect(await groupNames(page)).not.toContain('Members');
  await page.getByRole('group', { name: 'Students' }).getByRole('option', { name }).click();
  await expect(page).toHaveURL(/\/classes\/[0-9a-f-]{36}$/);
  await expect(page.locator('li.seat', { hasText: name })).toBeVisible();
  await device.end();
});

test('what has not reached the device yet is said to be coming', async () => {
  const device = await createDevice(phone);
  const page = await device.openApp();
  const broken = device.wire.lay(/\/api\/sync\/pull/, { kind: 'cut_after', bytes: 6_000 }, Infinity);
  await signIn(page, 'staff');
  await expect.poll(() => broken.count(), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(pill(page)).not.toContainText('all sent');
  await page.getByRole('button', { name: 'Search' }).click();
  await box(page).fill('odegard');
  await expect(page.locator('.palette-note').filter({ hasText: 'Still coming' })).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/palette-phone-coming.png' });
  broken.end();
  await expect(option(page, family)).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.palette-note')).toHaveCount(0, { timeout: 60_000 });
  await device.end();
});

test.describe('ten thousand members', () => {
  let device: Device;
  let page: Page;
  let members = 0;
  test.beforeAll(async () => {
    const big = await openBigLocal();
    members = big.members;
    device = await createDevice(desktop);
    page = await device.openApp();
    await page.getByLabel(/^E-mail/).fill(big.email);
    await page.getByRole('textbox', { name: /^Password/ }).fill(big.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await untilAllSent(page);
    await goTo(page, '/members');
    await expect(page.getByRole('status').filter({ hasText: '10,000 members' })).toBeVisible({
      timeout: 60_000,
    });
  });
  test.afterAll(() => device.end());

  test('scrolled as fast as can be, no line in sight is ever blank', async () => {
    expect(members).toBe(10_000);
    await untilDrawn(page);
    const through = Array.from({ length: 41 }, (_, at) => at / 40);
    const places = [...through, ...through.map((_, at) => ((at * 7919) % 41) / 40)];
    const seen = await page.evaluate(lookAt, places);
    expect(seen.looks).toBeGreaterThan(60);
    expect(seen.tops, 'it did scroll').toBeGreaterThan(20);
    expect(seen.blank, 'lines in sight without words, or none where there should be one').toEqual([]);
  });

  test('by End, Home and the wheel one is where one wanted to be, and sees it', async () => {
    const last = page.locator(`[aria-rowindex="${members + 1}"] a`);
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('ArrowDown');
    for (let turn = 0; turn < 3; turn += 1) {
      await page.keyboard.press('End');
      await expect(last).toBeFocused();
      await expect(last).toBeInViewport();
      await page.keyboard.press('Home');
      await expect(page.locator('[aria-rowindex="2"] a')).toBeFocused();
    }
    await page.locator('.window-frame').hover();
    for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 20_000);
    await expect(page.locator('[aria-rowindex="2"]')).toHaveCount(0);
    const [first] = await page.locator('.window-table tbody a').allInnerTexts();
    expect(first?.trim()).not.toBe('');
    expect(await page.locator('.window-table tbody a:empty').count()).toBe(0);
  });
});

interface Looked {
  readonly looks: number;
  readonly tops: number;
  readonly blank: string[];
}

/** Jumps to each of these parts of the list, and looks at every line in sight in the frame that is drawn then. */
async function lookAt(places: readonly number[]): Promise<Looked> {
  const frame = document.querySelector<HTMLElement>('.window-frame');
  if (!frame) return { looks: 0, tops: 0, blank: ['there is no list'] };
  const lengthOf = (what: string): number => frame.querySelector(what)?.getBoundingClientRect().height ?? 0;
  const [row, head] = [lengthOf('tbody tr'), lengthOf('thead')];
  const end = frame.scrollHeight - frame.clientHeight;
  const { left, top, bottom } = frame.getBoundingClientRect();
  const wordsAt = (y: number): string =>
    document
      .elementFromPoint(left + 40, y)
      ?.closest('tr[data-key]')
      ?.querySelector('a')?.textContent ?? '';
  const blank: string[] = [];
  const tops = new Set<string>();
  for (const place of places) {
    frame.scrollTop = end * place;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    tops.add(wordsAt(top + head + row / 2));
    for (let y = top + head + row / 2; y < Math.min(bottom, innerHeight) - row; y += row)
      if (wordsAt(y).trim() === '') blank.push(`${Math.round(frame.scrollTop)}: ${Math.round(y)}`);
  }
  return { looks: places.length, tops: tops.size, blank: blank.slice(0, 10) };
}
