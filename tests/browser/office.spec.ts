/** The office's own pages: the audit log, the devices, people and their roles. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { createDevice, desktop } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { inspectThemes, untilDrawn, watch } from './inspect.ts';
import type { Watch } from './inspect.ts';
import { create, officeOf } from './office.ts';
import { signIn, untilDownloaded } from './people.ts';
import type { DemoRole } from './people.ts';
import { goTo } from './places.ts';
import { walkByTab } from './tab-walk.ts';

test.setTimeout(180_000);

interface Desk {
  readonly device: Device;
  readonly page: Page;
  readonly seen: Watch;
}

async function deskOf(role: DemoRole): Promise<Desk> {
  const device = await createDevice(desktop);
  const page = await device.openApp();
  const seen = watch(device.context());
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, role);
  await untilDownloaded(page);
  return { device, page, seen };
}

/** The next Friday that is not today, as the picker takes it and as the page writes it. */
function nextFriday(): { day: string; words: string } {
  const today = new Date().toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' });
  const date = new Date(`${today}T12:00:00Z`);
  do date.setUTCDate(date.getUTCDate() + 1);
  while (date.getUTCDay() !== 5);
  const words = date.toLocaleDateString('en-US', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  });
  return { day: date.toISOString().slice(0, 10), words };
}

test.describe('an officer', () => {
  let desk: Desk;
  test.beforeAll(async () => {
    desk = await deskOf('officer');
  });
  test.afterAll(() => desk.device.end());
  test.afterEach(() => expect(desk.seen.faults.splice(0), 'what the browser complained about').toEqual([]));

  test('filters the log by record, sees what was before and after, and takes it as a file', async () => {
    const { page } = desk;
    // An attempt before this one left its own.
    const name = `Audited Electric ${Date.now()}`;
    const staff = await officeOf('staff');
    const made = await staff.send('POST', '/api/v1/organizations', {
      name,
      city: 'Millrace',
    });
    // Office staff keep the card of an employer and do not add one; the administrator does.
    expect([201, 403]).toContain(made.status);
    const admin = await officeOf('admin');
    const answer =
      made.status === 201
        ? made
        : await admin.send('POST', '/api/v1/organizations', { name, city: 'Millrace' });
    expect(answer.status).toBe(201);
    const { id } = answer.body['row'] as { id: string };
    expect((await staff.send('PATCH', `/api/v1/organizations/${id}`, { city: 'Quarry Bay' })).status).toBe(
      200,
    );

    await goTo(page, '/audit');
    await page.getByLabel('Kind of record').selectOption({ label: 'Organization' });
    await page.getByRole('combobox', { name: 'Record', exact: true }).fill(name);
    await page.getByRole('option', { name }).click();
    await expect(page).toHaveURL(new RegExp(`record=${id}`));
    const log = page.getByRole('list', { name: 'Audit log' });
    const entry = log.getByRole('listitem').filter({ hasText: 'changed' });
    await expect(entry).toHaveCount(1);
    await expect(entry.locator('del')).toContainText('Millrace');
    await expect(entry.locator('ins')).toContainText('Quarry Bay');
    await expect(entry.getByRole('link', { name: /Audited Electric/ })).toHaveAttribute(
      'href',
      `/records/organization?open=${id}`,
    );

    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as file' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^audit-\d{4}-\d{2}-\d{2}\.csv$/);
    await goTo(page, '/audit?action=EXPORT');
    await expect(page.getByText('saved a file: audit.csv').first()).toBeVisible();
  });

  test('is offered what somebody else adds while the list of names is open', async () => {
    const { page } = desk;
    const name = `Offered Rigging ${Date.now()}`;
    await goTo(page, '/audit');
    await page.getByLabel('Kind of record').selectOption({ label: 'Organization' });
    await page.getByRole('combobox', { name: 'Record', exact: true }).fill(name);
    await expect(page.getByRole('option', { name: 'Nothing matches' })).toBeVisible();
    await create(await officeOf('admin'), 'organizations', { name, city: 'Millrace' });
    await page.getByRole('option', { name }).click();
    await expect(page).toHaveURL(/record=/);
  });

  test('comes from a record’s history to its recent activity', async () => {
    const { page } = desk;
    await goTo(page, '/classes?period=past');
    const href = await page.locator('main li a[href^="/classes/"]').first().getAttribute('href');
    await goTo(page, `/history/classSession/${href?.split('/').at(-1)}`);
    await page.getByRole('link', { name: 'Recent activity' }).click();
    await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Audit log' }).getByRole('listitem').first()).toBeVisible();
  });

  test('without signal the log says so, and does not pretend', async () => {
    const { page, device, seen } = desk;
    await goTo(page, '/audit');
    seen.cut = true;
    await device.cut();
    await page.getByLabel('What was done').selectOption({ label: 'added' });
    await expect(page.getByText(/The audit log needs signal|The office did not answer/)).toBeVisible({
      timeout: 60_000,
    });
    await device.heal();
    await goTo(page, '/audit');
    await expect(page.getByRole('list', { name: 'Audit log' })).toBeVisible();
    seen.cut = false;
  });

  for (const path of ['/audit', '/devices'])
    test(`${path}: nothing for axe to find, and everything is reached by Tab`, async () => {
      await goTo(desk.page, path);
      await untilDrawn(desk.page);
      await inspectThemes(desk.page, `office${path.replace('/', '-')}`);
      await walkByTab(desk.page);
    });

  test('an officer gives no roles: the page is not there', async () => {
    await goTo(desk.page, '/people');
    await expect(desk.page.getByRole('heading', { level: 1 })).not.toHaveText('People and roles');
  });
});

test.describe('an administrator', () => {
  let desk: Desk;
  test.beforeAll(async () => {
    desk = await deskOf('admin');
  });
  test.afterAll(() => desk.device.end());
  test.afterEach(() => expect(desk.seen.faults.splice(0), 'what the browser complained about').toEqual([]));

  test('grants the officer role until Friday, sees it listed, and ends it', async () => {
    const { page } = desk;
    const friday = nextFriday();
    await goTo(page, '/people');
    const person = page.locator('li.person', { hasText: 'Ilse Vandermeer' });
    await person.getByRole('button', { name: 'Grant Ilse Vandermeer a role' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Grant a role' }).click();
    await expect(dialog.getByText('Choose a role.')).toBeVisible();
    await dialog.getByLabel('Role').selectOption({ label: 'Officer' });
    await dialog.getByLabel(/^Through/).fill(friday.day);
    await inspectThemes(page, 'office-people-grant');
    await dialog.getByRole('button', { name: 'Grant a role' }).click();
    await expect(dialog).toHaveCount(0);
    const held = person.locator('.person-roles > li', { hasText: 'Officer' });
    await expect(held).toContainText(`through ${friday.words}`);
    await held.getByRole('button', { name: /^End Officer/ }).click();
    await expect(page.getByRole('dialog')).toContainText('It stops counting now.');
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await expect(held).toHaveCount(0);
  });

  test('the last administrator stays, and is told why', async () => {
    const { page } = desk;
    await goTo(page, '/people');
    await page.getByRole('button', { name: /^End Administrator/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click();
    await expect(page.getByText('the last administrator must stay')).toBeVisible();
  });

  test('/people: nothing for axe to find, and everything is reached by Tab', async () => {
    await goTo(desk.page, '/people');
    await inspectThemes(desk.page, 'office-people');
    await walkByTab(desk.page);
  });
});
