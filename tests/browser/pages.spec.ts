/**
 * The app as people see it: every page of every role on the device that role carries, light and dark, with signal and
 * without, in English and Spanish, with its dialogs. What is marked here is discarded again, or is no other test's.
 */
import { expect, test } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device, DeviceOptions } from '../support/device.ts';
import { goTo, kindsOf, openHistoryOfFirstMark, openPastRoster, placesOf, routePatterns } from './places.ts';
import type { Place } from './places.ts';
import { inspect, inspectThemes, untilDrawn, watch, wear } from './inspect.ts';
import type { Watch } from './inspect.ts';
import { mark, pill, seat, signIn, untilAllSent, untilDownloaded, untilInstalled } from './people.ts';
import type { DemoRole } from './people.ts';
import { speaksSpanish } from './spanish.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(300_000);

interface Visit {
  readonly device: Device;
  readonly seen: Watch;
}

/** Those routes that some role was shown. */
const visited = new Set<string>();

const seenByStaff = new Set<string>();

/** The places that lay themselves out anew on a tablet; the roster is looked at by itself. */
const atTabletWidth = new Set(['today', 'device', 'classes', 'unsent-waiting']);

async function arrive(role: DemoRole, options: DeviceOptions): Promise<Visit> {
  const device = await createDevice(options);
  const page = await device.openApp();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const seen = watch(device.context());
  await untilDrawn(page);
  if (role === 'member') await inspectThemes(page, 'sign-in-phone');
  await signIn(page, role);
  await untilDownloaded(page);
  await untilInstalled(page);
  return { device, seen };
}

/** Runs one role's visit and always ends its device; what the browser complained about fails the test. */
async function visit(
  role: DemoRole,
  options: DeviceOptions,
  look: (here: Visit) => Promise<void>,
): Promise<void> {
  const here = await arrive(role, options);
  try {
    await look(here);
    expect(here.seen.faults, `${role}: what the browser complained about`).toEqual([]);
  } finally {
    await here.device.end();
  }
}

async function lookAt(here: Visit, prefix: string, places: readonly Place[]): Promise<void> {
  const page = here.device.page();
  for (const place of places) {
    visited.add(place.route);
    await goTo(page, place.path);
    await inspectThemes(page, `${prefix}-${place.name}`);
  }
}

async function without(here: Visit, look: () => Promise<void>): Promise<void> {
  here.seen.cut = true;
  await here.device.cut();
  await look();
  await here.device.heal();
  await untilAllSent(here.device.page());
  here.seen.cut = false;
}

async function lookAtRoster(here: Visit, prefix: string): Promise<void> {
  const page = here.device.page();
  await openPastRoster(page);
  visited.add('/classes/:id');
  await inspectThemes(page, `${prefix}-roster`);
  await page.getByRole('searchbox').fill('nobody of that name');
  await inspect(page, `${prefix}-roster-no-match-light`);
  await page.getByRole('searchbox').fill('');
}

async function lookAtHistory(here: Visit, prefix: string): Promise<void> {
  await openHistoryOfFirstMark(here.device.page());
  visited.add('/history/:entity/:id');
  await inspectThemes(here.device.page(), `${prefix}-history`);
}

test('instructor, phone and tablet, and on the phone in Spanish', () =>
  visit('instructor', phone, async (here) => {
    const page = here.device.page();
    await lookAt(here, 'instructor-phone', placesOf.instructor);
    await lookAtRoster(here, 'instructor-phone');
    await marksAreThumbWide(here);
    await wear(page, 'sun');
    await inspect(page, 'instructor-phone-roster-sun');
    await wear(page, 'light');
    await lookAtHistory(here, 'instructor-phone');
    await without(here, () => lookWithoutSignal(here, 'instructor-phone'));
    // Held sideways or larger, the colours are the same: only the shape is new.
    await page.setViewportSize({ width: 820, height: 1180 });
    for (const place of placesOf.instructor.filter(({ name }) => atTabletWidth.has(name))) {
      await goTo(page, place.path);
      await inspect(page, `instructor-tablet-${place.name}-light`);
    }
    await lookAtRoster(here, 'instructor-tablet');
    await page.setViewportSize({ width: phone.width, height: phone.height });
    await speaksSpanish(page, 'instructor-phone-es', placesOf.instructor, openPastRoster);
  }));

/** In gloves, in a doorway: every mark is at least 48 px high and wide. */
async function marksAreThumbWide(here: Visit): Promise<void> {
  const marks = here.device.page().locator('.seat').first().locator('.segment');
  await expect(marks).toHaveCount(5);
  for (const one of await marks.all()) {
    const box = await one.boundingBox();
    expect.soft(box?.height, 'a mark is 48 px high').toBeGreaterThanOrEqual(48);
    expect.soft(box?.width, 'a mark is 48 px wide').toBeGreaterThanOrEqual(48);
  }
}

/** A mark made offline, seen everywhere it shows, and discarded again. */
async function lookWithoutSignal(here: Visit, prefix: string): Promise<void> {
  const page = here.device.page();
  await openPastRoster(page);
  await expect(pill(page)).toContainText('Offline');
  const row = seat(page, 0);
  await mark(row, (await row.getAttribute('data-marked')) === 'late' ? 'Left early' : 'Late');
  await expect(row.getByText('Saved on this device')).toBeVisible();
  await expect(row.locator('input[type="time"]').first()).toBeVisible();
  await row.getByRole('button', { name: /Note for/ }).click();
  await inspectThemes(page, `${prefix}-roster-late-offline`);
  const history = await row.getByRole('link', { name: /History of/ }).getAttribute('href');
  await goTo(page, history ?? '');
  await inspectThemes(page, `${prefix}-history-offline`);
  for (const path of ['/', '/classes', '/device']) {
    await goTo(page, path);
    await inspect(page, `${prefix}${path === '/' ? '/today' : path}-offline-light`.replace('/', '-'));
  }
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign out' });
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await inspectThemes(page, `${prefix}-sign-out-unsent`);
  await page.keyboard.press('Escape');
  await goTo(page, '/unsent');
  await inspectThemes(page, `${prefix}-unsent-offline`);
  await page.getByRole('button', { name: 'Discard' }).first().click();
  await untilDrawn(page);
  await inspectThemes(page, `${prefix}-discard`);
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(page.locator('.changes > li')).toHaveCount(0);
  await inspect(page, `${prefix}-unsent-discarded-light`);
  await expect(pill(page)).toContainText('Offline · nothing waiting', { timeout: 20_000 });
}

test('staff, at a desk', () =>
  visit('staff', desktop, async (here) => {
    const page = here.device.page();
    await lookAt(here, 'staff-desk', placesOf.staff);
    await lookAtRoster(here, 'staff-desk');
    await wear(page, 'sun');
    await inspect(page, 'staff-desk-roster-sun');
    await wear(page, 'light');
    await lookAtHistory(here, 'staff-desk');
    const kinds = await kindsOf(page);
    for (const kind of kinds) seenByStaff.add(kind.path);
    await lookAt(here, 'staff-desk', kinds);
    await lookAtFormWithErrors(here, 'staff-desk');
    await lookAtConflict(here, 'staff-desk');
  }));

async function lookAtFormWithErrors(here: Visit, prefix: string): Promise<void> {
  const page = here.device.page();
  await goTo(page, '/records/cohort');
  await page.getByRole('searchbox').fill('nothing is called that');
  await inspect(page, `${prefix}-records-no-match-light`);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: /^New / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('There is a problem')).toBeVisible();
  await inspectThemes(page, `${prefix}-form-errors`);
  await page.keyboard.press('Escape');
}

/** Two descriptions of one group: staff's was typed without signal, the other came through the open door meanwhile. */
async function lookAtConflict(here: Visit, prefix: string): Promise<void> {
  const page = here.device.page();
  const describe = (id: string, description: string) =>
    here.device.page().evaluate(
      async (set) => {
        const me = (await (await fetch('/api/auth/me')).json()) as { seats: { localId: string }[] };
        const answer = await fetch(`/api/v1/cohorts/${set.id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json', 'unionhall-local': me.seats[0]?.localId ?? '' },
          body: JSON.stringify({ description: set.description }),
        });
        return answer.status;
      },
      { id, description },
    );
  await goTo(page, '/records/cohort');
  await page
    .getByRole('button', { name: /Saturday/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  const link = await dialog.getByRole('link', { name: 'History' }).getAttribute('href');
  const cohortId = link?.split('/').at(-1) ?? '';
  here.seen.cut = true;
  // The page keeps its form; only sending waits.
  await page.route('**/api/sync/**', (route) => route.abort());
  await dialog.getByLabel(/^Description/).fill('Meets in Annex 2.');
  expect(await describe(cohortId, 'Meets on the shop floor.')).toBe(200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.unroute('**/api/sync/**');
  await goTo(page, '/review');
  here.seen.cut = false;
  await expect(page.locator('table.conflict').first()).toBeVisible({ timeout: 30_000 });
  await untilDrawn(page);
  await inspectThemes(page, `${prefix}-review-conflict`);
  await goTo(page, '/unsent?tab=needs');
  await expect(page.locator('table.conflict').first()).toBeVisible();
  await inspectThemes(page, `${prefix}-needs-conflict`);
  await page.getByRole('button', { name: 'Keep what stands' }).click();
  await expect(page.locator('table.conflict')).toHaveCount(0);
}

test('administrator, at a desk', () =>
  visit('admin', desktop, async (here) => {
    await lookAt(here, 'admin-desk', placesOf.admin);
    // The kinds that the office sees too were looked at there.
    const kinds = await kindsOf(here.device.page());
    await lookAt(
      here,
      'admin-desk',
      kinds.filter((kind) => !seenByStaff.has(kind.path)),
    );
  }));

test('organizer, on a phone, and without signal', () =>
  visit('organizer', phone, async (here) => {
    const page = here.device.page();
    await lookAt(here, 'organizer-phone', placesOf.organizer);
    await goTo(page, '/records/member');
    await page.locator('.ledger-open').first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await untilDrawn(page);
    await inspectThemes(page, 'organizer-phone-member');
    await page.keyboard.press('Escape');
    await without(here, async () => {
      await goTo(page, '/records/member');
      await inspect(page, 'organizer-phone-members-offline-light');
      await goTo(page, '/');
      await inspect(page, 'organizer-phone-today-offline-light');
    });
  }));

test('member, on a phone, in English and in Spanish', () =>
  visit('member', phone, async (here) => {
    await lookAt(here, 'member-phone', placesOf.member);
    await speaksSpanish(here.device.page(), 'member-phone-es', placesOf.member);
  }));

test('every route was shown to somebody', () => {
  expect(routePatterns().length).toBeGreaterThan(5);
  expect([...visited].sort()).toEqual(routePatterns().sort());
});
