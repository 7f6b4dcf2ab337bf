/**
 * The organizer's day on a phone without signal: a visit logged with one thumb, a contact added, a member's phone
 * corrected; all of it goes by itself when the signal returns, and reaches only those who may know.
 */
import { expect, test } from '@playwright/test';
import { desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { rowsOnDisk } from './disk.ts';
import { inspectThemes, untilDrawn, wear, inspect } from './inspect.ts';
import { look } from './ledger.ts';
import { officeOf } from './office.ts';
import { deviceOf, pill, untilAllSent } from './people.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

const employer = 'Álvarez Concrete';
let field: Device;
let employerId = '';
let visitPath = '';
let memberNumber = '';

test.beforeAll(async () => {
  const office = await officeOf('officer');
  const made = await office.send('POST', '/api/v1/organizations', {
    name: employer,
    city: 'North Tolland',
    phone: '(408) 555-0101',
    saltingScore: '2',
    saltingScoreOn: '2026-02-01',
  });
  expect(made.status).toBe(201);
  employerId = (made.body['row'] as { id: string }).id;
  const other = await office.send('POST', '/api/v1/organizations', { name: 'Zenith Steel' });
  expect(other.status).toBe(201);
  field = await deviceOf('organizer', phone);
  await field.page().emulateMedia({ reducedMotion: 'reduce' });
});
test.afterAll(() => field.end());

/** Without signal a reload is a start of the app like any other. */
const goTo = async (path: string): Promise<void> => {
  await field.page().goto(path);
  await untilDrawn(field.page());
};

test('the pages are there before anything is logged, light and dark', async () => {
  const page = field.page();
  for (const [path, name] of [
    ['/', 'today'],
    ['/visits', 'visits-none'],
    ['/visits/new', 'visit-new'],
    ['/employers', 'employers'],
    [`/employers/${employerId}`, 'employer'],
  ] as const) {
    await goTo(path);
    await expect(page.getByText('is not on this device')).toHaveCount(0);
    await inspectThemes(page, `organizer-${name}`);
  }
});

test('offline, a visit is logged with one thumb; what was typed survives a reload', async () => {
  const page = field.page();
  await field.cut();
  await goTo('/');
  const began = Date.now();
  await page.getByRole('link', { name: 'Log a visit' }).first().click();
  await page.getByRole('searchbox', { name: 'Employer' }).fill('alvarez');
  await page.getByRole('button', { name: /Álvarez Concrete/ }).click();
  for (const choice of await page.locator('.choice-grid .choice').all())
    expect.soft((await choice.boundingBox())?.height, 'a choice is 48 px high').toBeGreaterThanOrEqual(48);
  for (const step of await page.locator('.stepper button').all())
    expect.soft((await step.boundingBox())?.height, 'a step is 48 px high').toBeGreaterThanOrEqual(48);
  await page.getByText('Card signing', { exact: true }).click();
  await page.getByText('Positive', { exact: true }).click();
  await page.getByRole('button', { name: 'More: Workers contacted' }).click();
  // The second card needs a second contact: both rise, and the rule is said.
  await page.getByRole('button', { name: 'More: Cards signed' }).click();
  await page.getByRole('button', { name: 'More: Cards signed' }).click();
  await expect(page.getByLabel('Workers contacted', { exact: true })).toHaveValue('2');
  await expect(page.getByText('No more cards can be signed than workers were contacted.')).toBeVisible();
  await page.getByLabel(/^What happened/).fill('Two drivers signed at the gate.');
  await page.waitForTimeout(800);
  await page.reload();
  await expect(page.getByText('You had begun this visit. It is as you left it.')).toBeVisible();
  await expect(page.getByLabel('Cards signed', { exact: true })).toHaveValue('2');
  await expect(page.getByText(employer, { exact: true })).toBeVisible();
  await inspectThemes(page, 'organizer-visit-draft-offline');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/\/visits$/);
  console.log(`A visit with a reload in between took ${Date.now() - began} ms of a machine's time.`);
  const row = page.locator('li.row', { hasText: employer });
  await expect(row).toContainText('Saved on this device');
  await expect(row).toContainText('2 contacted · 2 cards');
  await inspectThemes(page, 'organizer-visits-offline');
  visitPath = (await row.getByRole('link').getAttribute('href')) ?? '';
});

test('a saved visit can be taken back, and a form without an employer says so and keeps what was typed', async () => {
  const page = field.page();
  await goTo('/visits/new');
  await page.getByLabel('Workers contacted', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('.error-summary')).toContainText('Employer: fill this in.');
  await inspectThemes(page, 'organizer-visit-errors');
  await expect(page.getByLabel('Workers contacted', { exact: true })).toHaveValue('3');
  // Where one was last is one tap away, and so are those near there.
  await expect(page.getByText(/^Near there, in /)).toBeVisible();
  await page.getByRole('button', { name: /Álvarez Concrete/ }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('li.row', { hasText: employer })).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('li.row', { hasText: employer })).toHaveCount(1);
});

test('offline, a contact is added and a member’s phone is corrected; three wait, with their age', async () => {
  const page = field.page();
  await goTo(`/employers/${employerId}`);
  await page.getByRole('button', { name: 'Add a contact' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^First name/).fill('Rosa');
  await dialog.getByLabel(/^Last name/).fill('Quintero');
  await dialog.getByLabel(/^Phone/).fill('408 555 0199');
  await dialog.getByLabel(/^First to call/).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  const contact = page.locator('li.row', { hasText: 'Rosa Quintero' });
  await expect(contact).toContainText('Saved on this device');
  await expect(contact).toContainText('First to call');
  await inspectThemes(page, 'organizer-employer-offline');

  await goTo('/records/member');
  const open = page.locator('.ledger-open').first();
  memberNumber = (await open.innerText()).trim();
  await open.click();
  await page
    .getByRole('dialog')
    .getByLabel(/^Phone/)
    .fill('916 555 0123');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await expect(pill(page)).toContainText('Offline · 3 on this device');
  await goTo('/unsent');
  await expect(page.locator('.changes > li')).toHaveCount(3);
  for (const change of await page.locator('.changes > li').all())
    await expect(change.locator('time')).toContainText(/just now|minutes? ago/);
  await inspectThemes(page, 'organizer-unsent-offline');
  await goTo('/');
  await expect(page.getByText('3 changes wait on this device for signal')).toBeVisible();
  await inspectThemes(page, 'organizer-today-offline');
});

test('signal returns and they go by themselves', async () => {
  const page = field.page();
  await field.heal();
  await untilAllSent(page);
  await goTo(visitPath);
  await expect(page.getByText('Two drivers signed at the gate.')).toBeVisible();
  await expect(page.getByText('Saved on this device')).toHaveCount(0);
  await inspectThemes(page, 'organizer-visit');
  await page.getByRole('button', { name: 'Correct this visit' }).click();
  await page.getByLabel(/^Next step \(/).fill('Bring more cards');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Bring more cards')).toBeVisible();
  await untilAllSent(page);
  await goTo('/visits?view=totals');
  await expect(page.getByRole('row', { name: /Álvarez Concrete/ })).toContainText('2026');
  await inspectThemes(page, 'organizer-totals');
});

test('a removed visit comes back by Undo, though the office has had the removal already', async () => {
  const page = field.page();
  const id = visitPath.split('/').at(-1) ?? '';
  const stands = async (): Promise<unknown> =>
    (await look((sql) => sql`select deleted_at, cards_signed from salting_activities where id = ${id}`))[0];
  await goTo(visitPath);
  await page.getByRole('button', { name: 'Remove visit' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/visits$/);
  await untilAllSent(page);
  expect(await stands()).not.toMatchObject({ deleted_at: null });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Taken back.')).toBeVisible();
  await untilAllSent(page);
  await expect(page.locator('li.row', { hasText: employer })).toContainText('2 contacted · 2 cards');
  expect(await stands()).toMatchObject({ deleted_at: null, cards_signed: 2 });
});

test('the attitude is judged with a day, and stays to be seen', async () => {
  const page = field.page();
  await goTo(`/employers/${employerId}`);
  await page.getByRole('button', { name: 'Change attitude' }).click();
  await page.getByText('4 Receptive', { exact: true }).click();
  await inspectThemes(page, 'organizer-attitude');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Listens, lets us on site, may sign.')).toBeVisible();
  await expect(page.getByText(/^since /)).toBeVisible();
  await untilAllSent(page);
});

test('an officer sees the visit and may not correct it', async () => {
  const desk = await deviceOf('officer', desktop);
  try {
    const page = desk.page();
    await page.getByRole('link', { name: 'Visits' }).first().click();
    await expect(page.locator('li.row', { hasText: employer })).toContainText('2 contacted · 2 cards');
    await wear(page, 'light');
    await inspect(page, 'officer-visits-desk');
    await page.goto(visitPath);
    await expect(page.getByText('Two drivers signed at the gate.')).toBeVisible();
    await expect(page.getByText(/^Only .+, who logged this visit, edits it\.$/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Correct this visit' })).toHaveCount(0);
    await page.goto(`/employers/${employerId}`);
    await expect(page.getByText('Rosa Quintero')).toBeVisible();
    await untilDrawn(page);
    await inspect(page, 'officer-employer-desk');
  } finally {
    await desk.end();
  }
});

test('staff see the contact and the phone number, and nothing of visits or attitudes', async () => {
  const desk = await deviceOf('staff', desktop);
  try {
    const page = desk.page();
    await expect(page.getByRole('link', { name: 'Employers' }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'Visits' })).toHaveCount(0);
    await page.goto(visitPath);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(/not/i);
    await page.goto(`/employers/${employerId}`);
    await expect(page.getByText('Rosa Quintero')).toBeVisible();
    await expect(page.getByText('Attitude to the union')).toHaveCount(0);
    await expect(page.getByText('Visits there')).toHaveCount(0);
    const onDisk = await rowsOnDisk(page);
    expect(onDisk['organization']).toBeGreaterThan(0);
    expect(onDisk).not.toHaveProperty('saltingActivity');
    await page.goto('/records/member');
    await page.getByRole('button', { name: memberNumber, exact: true }).click();
    await expect(page.getByRole('dialog').getByLabel(/^Phone/)).toHaveValue('916 555 0123');
  } finally {
    await desk.end();
  }
});
