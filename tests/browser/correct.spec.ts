/**
 * Correcting with a reason: an officer sets an organizer's visit right, office staff an ended job. The reason stands in
 * the history, another's change in between is told, and without signal the page says so before the tap.
 */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import { inspectThemes } from './inspect.ts';
import { look } from './ledger.ts';
import { officeOf } from './office.ts';
import type { Office } from './office.ts';
import { deviceOf, untilAllSent } from './people.ts';
import { goTo } from './places.ts';
import { walkByTab } from './tab-walk.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

const reason = 'Two of the cards were photographed twice.';
let organizer: Office;

test.beforeAll(async () => {
  organizer = await officeOf('organizer');
});

async function logVisit(): Promise<string> {
  const [place] = await look((sql) => sql`select id from organizations where deleted_at is null limit 1`);
  const made = await organizer.send('POST', '/api/v1/salting-activities', {
    organizationId: place?.['id'],
    activityType: 'card_signing',
    activityDate: '2026-11-02',
    workersContacted: 6,
    cardsSigned: 5,
    description: 'At the gate.',
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return (made.body['row'] as { id: string }).id;
}

const open = async (page: Page, path: string): Promise<void> => {
  await expect(async () => {
    await goTo(page, path);
    await expect(page.getByRole('button', { name: /^Correct with a reason/ }).first()).toBeVisible({
      timeout: 3_000,
    });
  }).toPass({ timeout: 60_000 });
};

const sizes = { phone, desktop } as const;

for (const [name, size] of Object.entries(sizes))
  test.describe(`an officer on a ${name}`, () => {
    let device: Device;
    test.beforeAll(async () => {
      device = await deviceOf('officer', size);
      await device.page().emulateMedia({ reducedMotion: 'reduce' });
    });
    test.afterAll(() => device.end());

    test('corrects an organizer’s visit, and the history says who and why', async () => {
      const page = device.page();
      const id = await logVisit();
      await open(page, `/visits/${id}`);
      await inspectThemes(page, `correct-visit-${name}`);
      await page.getByRole('button', { name: /^Correct with a reason/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^Cards signed/).fill('9');
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
      // First what the form itself misses, then the rule of the record: the same words as in any form.
      await expect(dialog.getByText('Reason: fill this in.').first()).toBeVisible();
      await dialog.getByLabel(/^Reason/).fill(reason);
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
      await expect(
        dialog.getByText('No more cards can be signed than workers were contacted.').first(),
      ).toBeVisible();
      await inspectThemes(page, `correct-dialog-${name}`);
      await dialog.getByLabel(/^Cards signed/).fill('3');
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText('Corrected at the office')).toBeVisible();
      await expect(page.locator('dl').getByText('3', { exact: true })).toBeVisible({ timeout: 60_000 });
      await goTo(page, `/history/saltingActivity/${id}`);
      const entry = page.getByRole('listitem').filter({ hasText: 'Reason:' });
      await expect(entry).toContainText(`Reason: ${reason}`);
      await expect(entry.locator('del')).toContainText('5');
      await expect(entry.locator('ins')).toContainText('3');
      await inspectThemes(page, `correct-history-${name}`);
    });

    test('is told when the organizer changed the same in between', async () => {
      const page = device.page();
      const id = await logVisit();
      await open(page, `/visits/${id}`);
      // What comes meanwhile must not reach this device before the tap.
      await page.getByRole('button', { name: /^Correct with a reason/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^What happened/).fill('At the north gate.');
      await dialog.getByLabel(/^Reason/).fill(reason);
      const deaf = device.wire.lay(/sync\/pull$/, { kind: 'delay', ms: 8_000 }, Infinity);
      const own = { description: 'At the south gate.' };
      expect((await organizer.send('PATCH', `/api/v1/salting-activities/${id}`, own)).status).toBe(200);
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
      deaf.end();
      await expect(dialog.getByRole('alert')).toContainText('somebody changed these values meanwhile');
      await expect(dialog.getByText('Changed meanwhile by someone else to: At the south gate.')).toBeVisible({
        timeout: 90_000,
      });
      const [row] = await look((sql) => sql`select description from salting_activities where id = ${id}`);
      expect(row?.['description']).toBe('At the south gate.');
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
      await expect(dialog).toHaveCount(0);
      const [after] = await look((sql) => sql`select description from salting_activities where id = ${id}`);
      expect(after?.['description']).toBe('At the north gate.');
    });

    test('without signal: the button says that it needs it', async () => {
      const page = device.page();
      const id = await logVisit();
      await open(page, `/visits/${id}`);
      await device.cut();
      await page.evaluate(() => dispatchEvent(new Event('focus')));
      const button = page.getByRole('button', { name: /^Correct with a reason/ });
      await expect(button).toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
      await expect(button).toHaveAccessibleDescription('Correcting with a reason needs signal.');
      await button.focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await device.heal();
      await untilAllSent(page);
    });
  });

test('office staff corrects an ended job', async () => {
  const [job] = await look(
    (sql) => sql`
      select e.id, e.member_id from member_employments e
      where e.end_date is not null and e.deleted_at is null
        and (select count(*) from member_employments o where o.member_id = e.member_id and o.end_date is not null) = 1
      limit 1`,
  );
  const desk = await deviceOf('staff', desktop);
  const page = desk.page();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open(page, `/members/${String(job?.['member_id'])}?tab=employment`);
  await inspectThemes(page, 'correct-job');
  await walkByTab(page);
  await page.getByRole('button', { name: /^Correct with a reason/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Job title/).fill('Foreman, night shift');
  await dialog.getByLabel(/^Reason/).fill('The employer’s letter says so.');
  await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('Foreman, night shift')).toBeVisible({ timeout: 60_000 });
  await desk.end();
  const [log] = await look(
    (sql) => sql`
      select note, changed_fields from audit.log
      where row_id = ${String(job?.['id'])} and action = 'UPDATE' order by id desc limit 1`,
  );
  expect(log).toEqual({ note: 'The employer’s letter says so.', changed_fields: ['jobTitle'] });
});
