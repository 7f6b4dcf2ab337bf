/**
 * Two people, one member, no signal between them: what they touched apart merges in silence, what both touched is shown
 * to both and decided by one of them, on either side. And who may not know never receives it, on any path.
 */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { createDevice, desktop, phone } from '../support/device.ts';
import type { Device } from '../support/device.ts';
import type { Heard } from '../support/device-proxy.ts';
import { wordsOnDisk, wordsOnWire } from './decoded.ts';
import { inspectThemes, watch } from './inspect.ts';
import type { Watch } from './inspect.ts';
import { look } from './ledger.ts';
import { create, createAnew, officeOf } from './office.ts';
import type { Office } from './office.ts';
import { signIn, untilAllSent, untilDownloaded, untilInstalled } from './people.ts';
import type { DemoRole } from './people.ts';
import { goTo } from './places.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);

interface Desk {
  readonly device: Device;
  readonly page: () => Page;
  readonly heard: readonly Heard[];
  readonly seen: Watch;
}

const employer = 'Kittiwake Rigging';
const visitWords = 'Spoke to the crane crew behind the north fence';
const before = { phone: '(503) 555-0140', address: '12 Alder Street', city: 'Astoria', state: 'OR' };

let field: Desk;
let office: Desk;
let staff: Desk;
let officer: Office;
let employerId = '';

async function deskOf(role: DemoRole, size: typeof phone): Promise<Desk> {
  const device = await createDevice(size);
  const heard = device.wire.listen(/^\/api\//);
  await device.openApp();
  const seen = watch(device.context());
  await device.page().emulateMedia({ reducedMotion: 'reduce' });
  await signIn(device.page(), role);
  await untilDownloaded(device.page());
  await untilAllSent(device.page());
  await untilInstalled(device.page());
  return { device, page: device.page, heard, seen };
}

const newMember = (lastName: string, memberNumber: string): Promise<string> =>
  createAnew(officer, 'members', 'memberNumber', {
    memberNumber,
    firstName: 'Ottilie',
    lastName,
    classification: 'journeyman',
    ...before,
  });

test.beforeAll(async () => {
  officer = await officeOf('officer');
  employerId = await create(officer, 'organizations', { name: employer });
});

test.afterAll(() => Promise.all([field, office, staff].map((desk) => desk.device.end())));
test.afterEach(() => {
  for (const desk of [field, office, staff])
    expect(desk.seen.faults.splice(0), 'what the browser complained about').toEqual([]);
});

/** Asked outright, past all pages: the words of each answer. The browser complains of each refusal, and of nothing else. */
async function askFor({ page, seen }: Desk, paths: readonly string[]): Promise<readonly string[]> {
  const answers = await page().evaluate(
    async (all) =>
      Promise.all(
        all.map(async (path) => {
          const answer = await fetch(path);
          return { isRefused: !answer.ok, text: await answer.text() };
        }),
      ),
    paths,
  );
  const refused = answers.filter((one) => one.isRefused).length;
  await expect.poll(() => seen.faults.length).toBe(refused);
  seen.faults.splice(0);
  return answers.map((one) => one.text);
}

/** The conflict about this member, wherever it is shown. */
const cardOf = (page: Page, name: string): Locator => page.locator('.sheet', { hasText: name });

async function edit(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: 'Edit contact' }).click();
  for (const [label, value] of Object.entries(values))
    await page.getByLabel(new RegExp(`^${label}`)).fill(value);
  await page.getByRole('main').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Edit contact' })).toBeVisible();
}

const standing = (id: string) =>
  look(async (sql) => (await sql`select phone, address, city from members where id = ${id}`)[0]);

/** The same field on both sides of a cut wire; resolves when both look at the two values. */
async function quarrel(name: string, id: string, mine: string, theirs: string): Promise<void> {
  const [at, desk] = [field.page(), office.page()];
  await goTo(at, `/members/${id}`);
  await expect(at.getByRole('heading', { level: 1 })).toHaveText(`Ottilie ${name}`);
  field.seen.cut = true;
  await field.device.cut();
  await edit(at, { Address: '7 Net Loft Lane', Phone: mine });
  await expect(at.getByText('Saved on this device').first()).toBeVisible();
  await goTo(desk, `/members/${id}`);
  await edit(desk, { Phone: theirs });
  await untilAllSent(desk);
  await goTo(desk, '/review');
  await goTo(at, '/unsent?tab=needs');
  await field.device.heal();
  for (const page of [at, desk]) {
    const card = cardOf(page, name);
    await expect(card).toBeVisible({ timeout: 60_000 });
    const isOffice = page === desk;
    // What stands is what the office said; what the organizer said is held back.
    const stands = card.getByRole('row', { name: /Stands now/ });
    await expect(stands).toContainText(theirs);
    await expect(stands).toContainText(isOffice ? /You, .+, 20\d\d/ : /Walter Nyström, .+, 20\d\d/);
    const held = card.getByRole('row', { name: /Held back/ });
    await expect(held).toContainText(mine);
    await expect(held).toContainText(isOffice ? /Dana Okafor-Lind, .+, 20\d\d/ : /You, .+, 20\d\d/);
    await expect(card.locator('caption')).toHaveText('Phone');
    await expect(card.getByRole('row', { name: /Before both/ })).toContainText(before.phone);
    await expect(card).not.toContainText('Address');
  }
  field.seen.cut = false;
  expect(await standing(id)).toEqual({ phone: theirs, address: '7 Net Loft Lane', city: 'Astoria' });
}

/** Both pages say it: `stands` on the record, the deed in its history; the numbers in it are for officers (0011). */
async function settledOn(name: string, id: string, stands: string, lost: string): Promise<void> {
  for (const { page } of [field, office]) {
    await expect(cardOf(page(), name)).toHaveCount(0);
    await goTo(page(), `/members/${id}`);
    await expect(page().getByRole('main').getByText(stands)).toBeVisible();
    await expect(page().getByRole('main').getByText('7 Net Loft Lane')).toBeVisible();
    await goTo(page(), `/history/member/${id}`);
    const history = page().locator('.history');
    const ownWords = page === office.page ? 'Dana Okafor-Lind' : 'You';
    await expect(history).toContainText(`${ownWords} changed a field that someone else had changed`);
    for (const number of [stands, lost])
      if (page === office.page) await expect(history).toContainText(number);
      else await expect(history).not.toContainText(number);
  }
  expect(await standing(id)).toMatchObject({ phone: stands, address: '7 Net Loft Lane' });
}

test('three people sign in', async () => {
  field = await deskOf('organizer', phone);
  office = await deskOf('officer', desktop);
  staff = await deskOf('staff', desktop);
});

test('the organizer chooses: the address merged in silence, both saw both numbers, and the loser stays in the history', async () => {
  const id = await newMember('Brandvold', '2044-7001');
  const [mine, theirs] = ['(503) 555-0191', '(503) 555-0172'];
  await quarrel('Brandvold', id, mine, theirs);
  await inspectThemes(field.page(), 'conflict-organizer-phone');
  await inspectThemes(office.page(), 'conflict-officer-desk');
  await cardOf(field.page(), 'Brandvold').getByRole('button', { name: 'Keep mine' }).click();
  await settledOn('Brandvold', id, mine, theirs);
  await inspectThemes(field.page(), 'conflict-history-phone');
});

test('the office chooses: what stood goes on standing, and the organizer sees that it was decided', async () => {
  const id = await newMember('Svendgaard', '2044-7002');
  const [mine, theirs] = ['(503) 555-0133', '(503) 555-0166'];
  await quarrel('Svendgaard', id, mine, theirs);
  await cardOf(office.page(), 'Svendgaard').getByRole('button', { name: 'Keep what stands' }).click();
  await settledOn('Svendgaard', id, theirs, mine);
});

test('a new contact is at the office without reloading; officers see the visit, staff never', async () => {
  await goTo(staff.page(), `/employers/${employerId}`);
  await goTo(office.page(), `/employers/${employerId}`);
  const at = field.page();
  await goTo(at, `/employers/${employerId}`);
  await at.getByRole('button', { name: 'Add a contact' }).click();
  const dialog = at.getByRole('dialog');
  await dialog.getByLabel(/^First name/).fill('Ingrid');
  await dialog.getByLabel(/^Last name/).fill('Moe-Castellano');
  await dialog.getByRole('button', { name: 'Save' }).click();
  for (const { page } of [staff, office])
    await expect(page().getByText('Ingrid Moe-Castellano')).toBeVisible();

  const visit = { organizationId: employerId, activityDate: '2026-11-18', description: visitWords };
  const organizer = await officeOf('organizer');
  const visitId = await create(organizer, 'salting-activities', visit);
  await goTo(office.page(), '/visits');
  await expect(office.page().locator('li.row', { hasText: employer })).toBeVisible();
  await untilAllSent(staff.page());
  await staff.page().reload();
  await untilAllSent(staff.page());
  const asked = await askFor(staff, [
    `/api/v1/salting-activities/${visitId}`,
    '/api/v1/salting-activities?total=true',
    `/api/v1/saltingActivity/${visitId}/history`,
    '/api/v1/audit.csv',
  ]);
  const [disk, wire] = [await wordsOnDisk(staff.page()), await wordsOnWire(staff.heard)];
  // The same reading finds what staff do hold: otherwise its silence would prove nothing.
  expect(disk).toContain('Moe-Castellano');
  expect(wire).toContain('Moe-Castellano');
  expect(await wordsOnDisk(office.page())).toContain(visitWords);
  for (const words of [disk, wire, asked.join('\n')]) {
    expect(words).not.toContain(visitWords);
    expect(words).not.toContain('cardsSigned');
  }
});

test('a note for officers or for its author alone never reaches the organizer’s device, on any path', async () => {
  const id = await newMember('Quillfeather', '2044-7003');
  const staffAtRest = await officeOf('staff');
  const notes = { all_authorized: 'Prefers the night shift', officers: 'Named in the ballot inquiry' };
  const alone = 'Owes the hall a quiet word';
  const write = (by: Office, noteText: string, visibility: string): Promise<string> =>
    create(by, 'member-notes', { memberId: id, noteText, visibility });
  const secretIds = [
    await write(officer, notes.officers, 'officers'),
    await write(officer, alone, 'staff_only'),
    await write(staffAtRest, `${alone}, said staff`, 'staff_only'),
  ];
  await write(officer, notes.all_authorized, 'all_authorized');
  const secrets = [notes.officers, alone];

  // As news to a device that is signed in, and as pages to one that signs in now.
  const fresh = await deskOf('organizer', phone);
  try {
    for (const desk of [field, fresh]) {
      const at = desk.page();
      await goTo(at, `/members/${id}?tab=notes`);
      await expect(at.getByText(notes.all_authorized)).toBeVisible();
      await expect(at.locator('.note-text')).toHaveCount(1);
      const paths = [
        `/api/v1/member-notes?filter[memberId]=${id}&total=true`,
        ...secretIds.flatMap((one) => [`/api/v1/member-notes/${one}`, `/api/v1/memberNote/${one}/history`]),
        `/api/v1/member/${id}/history`,
        '/api/v1/audit.csv',
        `/api/v1/audit?record=${secretIds[0] ?? ''}`,
      ];
      const [list, ...others] = await askFor(desk, paths);
      expect(JSON.parse(list ?? '')).toMatchObject({ total: 1, rows: [{ noteText: notes.all_authorized }] });
      await goTo(at, '/members');
      for (const words of [...secrets, notes.all_authorized]) {
        await at.getByRole('searchbox').fill(words);
        await expect(at.getByText('Nothing matches')).toBeVisible();
      }
      const [disk, wire] = [await wordsOnDisk(at), await wordsOnWire(desk.heard)];
      expect(disk).toContain(notes.all_authorized);
      expect(wire).toContain(notes.all_authorized);
      for (const secret of secrets)
        for (const words of [disk, wire, ...others]) expect(words).not.toContain(secret);
      for (const secretId of secretIds) expect(disk).not.toContain(secretId);
    }
    // The officer's own device holds both of the officer's: the same reading finds them there.
    await goTo(office.page(), `/members/${id}?tab=notes`);
    await expect(office.page().getByText(notes.officers)).toBeVisible();
    const held = await wordsOnDisk(office.page());
    for (const secret of secrets) expect(held).toContain(secret);
    expect(held).not.toContain(`${alone}, said staff`);
  } finally {
    await fresh.device.end();
  }
});
