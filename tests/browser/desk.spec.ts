/**
 * The office's desk without a mouse, and on paper: everything is reached by Tab in order and seen when it is, a roster
 * is taken with arrows and digits, dialogs give the focus back, and a roster prints as a sign-in sheet.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { createDevice, desktop } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { untilDrawn, watch } from './inspect.ts';
import type { Watch } from './inspect.ts';
import { look } from './ledger.ts';
import { officeOf } from './office.ts';
import { walkByTab } from './tab-walk.ts';
import { mark, seat, signIn, untilAllSent, untilDownloaded } from './people.ts';
import { goTo, openAnew, openPastRoster } from './places.ts';

test.setTimeout(180_000);

let office: Device;
let seen: Watch;
const page = (): Page => office.page();

test.beforeAll(async () => {
  office = await createDevice(desktop);
  await office.openApp();
  seen = watch(office.context());
  await page().emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page(), 'staff');
  await untilDownloaded(page());
});

test.afterAll(() => office.end());

test.afterEach(() => expect(seen.faults.splice(0), 'what the browser complained about').toEqual([]));

test('the skip link leads past the navigation', async () => {
  await openAnew(page(), '/classes');
  await page().keyboard.press('Tab');
  const skip = page().getByRole('link', { name: 'Skip to the page' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page().keyboard.press('Enter');
  await expect(page().locator('main')).toBeFocused();
  await page().keyboard.press('Tab');
  await expect(page().locator('main :focus')).toHaveCount(1);
});

test('after a link the focus comes to the page’s title, unless one has gone on with Tab', async () => {
  await openAnew(page(), '/');
  const nav = page().getByRole('navigation').first();
  await nav.getByRole('link', { name: 'Classes' }).press('Enter');
  await expect(page().getByRole('heading', { name: 'Classes', level: 1 })).toBeFocused();
  await nav.getByRole('link', { name: 'Today' }).focus();
  await page().keyboard.press('Enter');
  await page().keyboard.press('Tab');
  await expect(page().getByRole('heading', { level: 1 })).not.toHaveText('Classes');
  // The title would have been given the focus by then.
  await page().waitForTimeout(500);
  await expect(nav.getByRole('link', { name: 'Classes' })).toBeFocused();
});

for (const path of ['/', '/classes', '/unsent', '/review', '/device', '/records/cohort'])
  test(`${path}: everything is reached by Tab, in order, and seen`, async () => {
    await openAnew(page(), path);
    await walkByTab(page());
  });

test('a roster: everything is reached by Tab, in order, and seen; also under the bars of a phone', async () => {
  await openPastRoster(page());
  await walkByTab(page());
  await page().setViewportSize({ width: 390, height: 844 });
  await untilDrawn(page());
  await walkByTab(page());
  await page().setViewportSize({ width: desktop.width, height: desktop.height });
});

test('a roster is taken with arrows and digits alone', async () => {
  // A past class of the Saturday group: no other test counts its marks. What stood is put back.
  await goTo(page(), '/classes?period=past');
  await page().locator('main li', { hasText: 'Saturday' }).first().getByRole('link').click();
  await expect(seat(page(), 2)).toBeVisible();
  const marks = () => Promise.all([0, 1, 2].map((at) => seat(page(), at).getAttribute('data-marked')));
  const digits: Readonly<Record<string, string>> = {
    present: '1',
    late: '2',
    absent: '3',
    excused: '4',
    left_early: '5',
  };
  const before = await marks();
  await page().getByRole('searchbox').focus();
  for (const digit of ['3', '4', '5']) {
    // From the search box one Tab comes to the first student's marks; then arrows go from student to student.
    await page().keyboard.press(digit === '3' ? 'Tab' : 'ArrowDown');
    await expect(page().locator('li.seat input[type="radio"]:focus')).toHaveCount(1);
    await page().keyboard.press(digit);
  }
  await expect.poll(marks).toEqual(['absent', 'excused', 'left_early']);
  // Arrows along the marks choose nothing; Enter does.
  await page().keyboard.press('ArrowLeft');
  await expect.poll(marks).toEqual(['absent', 'excused', 'left_early']);
  await page().keyboard.press('Enter');
  await expect.poll(marks).toEqual(['absent', 'excused', 'excused']);
  for (const was of before.toReversed()) {
    await page().keyboard.press(digits[was ?? ''] ?? '1');
    await page().keyboard.press('ArrowUp');
  }
  await expect.poll(marks).toEqual(before);
  await untilAllSent(page());
});

test('a tab that is in focus keeps it while its count changes', async () => {
  await goTo(page(), '/classes?period=past');
  const path = await page()
    .locator('main li', { hasText: 'Saturday' })
    .first()
    .getByRole('link')
    .getAttribute('href');
  await openAnew(page(), '/unsent');
  const tab = page().getByRole('tab', { name: /^Unsent/ });
  await tab.focus();
  const other = await office.context().newPage();
  await openAnew(other, path ?? '');
  const row = seat(other, 4);
  const was = await row.locator('input:checked').getAttribute('value');
  const counts = await page().evaluateHandle(() => {
    const seen: string[] = [];
    const note = () => seen.push(document.querySelector('[role="tab"] .count')?.textContent ?? '');
    new MutationObserver(note).observe(document.querySelector('[role="tablist"]') ?? document, {
      ...{ childList: true, subtree: true, characterData: true },
    });
    return seen;
  });
  for (const state of ['Excused', 'Absent'] as const) await mark(row, state);
  await untilAllSent(other);
  await expect.poll(() => counts.evaluate((seen) => seen.includes('1') && seen.at(-1) === '0')).toBe(true);
  await expect(tab).toBeFocused();
  await row.locator('label', { has: other.locator(`input[value="${was}"]`) }).click();
  await untilAllSent(other);
  await other.close();
});

/** Round and round with Tab, and back: nothing behind the dialog is ever reached. Between the rounds the browser has it. */
async function staysWithin(dialog: Locator): Promise<void> {
  const stops = await dialog.locator('a[href], button, input, select, textarea').count();
  for (const key of ['Tab', 'Shift+Tab'])
    for (let count = 0; count <= stops + 1; count += 1) {
      await page().keyboard.press(key);
      await expect(page().locator(':focus:not(dialog[open] *, dialog, body)')).toHaveCount(0);
    }
}

test('on a phone the kinds of record run off the side, and the open one is in sight', async () => {
  await page().setViewportSize({ width: 390, height: 844 });
  await goTo(page(), '/records/member');
  await expect(page().locator('.kind-nav [aria-current]')).toBeInViewport({ ratio: 1 });
  await page().setViewportSize({ width: desktop.width, height: desktop.height });
});

test('what others do comes in, and the focus stays where it was', async () => {
  // A class of the code group: no other test looks at it.
  const [session] = await look(
    (sql) => sql`
      select s.id, s.topic from class_sessions s join cohorts c on c.id = s.cohort_id and c.local_id = s.local_id
      where c.code = 'CODE-PREP' and s.session_date = (now() at time zone 'America/Los_Angeles')::date`,
  );
  const others = await officeOf('admin');
  const retitle = (topic: string) =>
    others.send('PATCH', `/api/v1/class-sessions/${String(session?.['id'])}`, { topic });
  const was = String(session?.['topic']);
  for (const [path, isThere, topic] of [
    ['/', was, 'Panels'],
    ['/classes', 'Panels', 'Conduit'],
    ['/records/classSession', 'Conduit', 'Panels'],
  ] as const) {
    await goTo(page(), path);
    const row = page().locator('main :is(li.row, tbody tr)', { hasText: isThere });
    await row.first().locator('.row-open, .ledger-open').focus();
    expect((await retitle(topic)).status).toBe(200);
    await expect(page().getByRole('main').getByText(topic).first()).toBeVisible();
    await expect(page().locator('main :focus')).toHaveCount(1);
  }
  await retitle(was);
});

test('a record is saved, and the focus returns to its row', async () => {
  await goTo(page(), '/records/cohort');
  const opener = page().getByRole('main').getByRole('button', { name: 'Code preparation' });
  await opener.focus();
  await page().keyboard.press('Enter');
  const dialog = page().getByRole('dialog');
  await dialog.getByLabel(/^Name/).fill('Code preparation, evening');
  await page().keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const renamed = page().getByRole('main').getByRole('button', { name: 'Code preparation, evening' });
  await expect(renamed).toBeFocused();
  await untilAllSent(page());
  await expect(renamed).toBeFocused();
  await page().keyboard.press('Enter');
  await dialog.getByLabel(/^Name/).fill('Code preparation');
  await page().keyboard.press('Enter');
  await expect(opener).toBeFocused();
  await untilAllSent(page());
});

test('Escape closes a dialog, and the focus returns to where it was', async () => {
  const opensAndReturns = async (path: string, name: RegExp): Promise<void> => {
    await goTo(page(), path);
    const opener = page().getByRole('main').getByRole('button', { name }).first();
    await opener.focus();
    await page().keyboard.press('Enter');
    const dialog = page().getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(':focus')).toHaveCount(1);
    await staysWithin(dialog);
    await page().keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  };
  await opensAndReturns('/records/cohort', /^New /);
  await opensAndReturns('/records/cohort', /Saturday/);
  await opensAndReturns('/classes', /^New class/);
  await opensAndReturns('/device', /^Sign out$/);
  await page().keyboard.press('?');
  await expect(page().getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page().keyboard.press('Escape');
  await expect(page().getByRole('dialog')).toHaveCount(0);
});

test('a roster prints as a sign-in sheet, without the screen around it', async () => {
  await openPastRoster(page());
  const students = await page().locator('li.seat').count();
  await page().emulateMedia({ media: 'print' });
  for (const chrome of [
    '.rail',
    '.top-bar',
    '.bottom-bar',
    '.page-actions',
    '.seats',
    '.toolbar',
    '.skip-link',
  ])
    await expect(page().locator(chrome).first(), chrome).toBeHidden();
  await expect(page().locator('h1')).toBeVisible();
  await expect(page().locator('.print-stamp')).toContainText('Printed by Patrice Delgado');
  const sheet = page().getByRole('table').filter({ visible: true });
  await expect(sheet).toHaveCount(1);
  await expect(sheet.locator('tbody tr')).toHaveCount(students);
  await expect(page().getByText('Instructor’s signature')).toBeVisible();
  await page().screenshot({ path: 'test-results/screens/roster-print.png', fullPage: true });
  const paper = await page().pdf({
    path: 'test-results/screens/roster.pdf',
    format: 'Letter',
    preferCSSPageSize: true,
  });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  // Twelve students and two lines to sign on: one sheet of paper.
  expect(paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
  await page().emulateMedia({ media: 'screen' });
});
