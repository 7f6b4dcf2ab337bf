/** The demo's employers, sister unions and training partners, whom to call there, and who works or worked for them. */
import type { Values } from '../../../shared/entity/entity.ts';
import { addDays } from '../../../shared/values/calendar.ts';
import type { ChangeList } from './changes.ts';
import type { DemoMember } from './people.ts';
import { drawName } from './people.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

export const demoOrganizationCount = 60;

const places = ['Calder', 'Tolland', 'Quarry Bay', 'Millrace', 'Foundry', 'Cascade', 'Tamarack'] as const;
const owners = ['Hollis', 'Brandvold', 'Ferrante', 'Oda', 'Kirkbride', 'Maldonado', 'Staley'] as const;
const trades = [
  'Electric',
  'Power & Light',
  'Controls',
  'Solar',
  'Line Construction',
  'Building Systems',
  'Data & Fire',
] as const;
export const otherNames = [
  ['union', 'Cascadia Plumbers, Local 233'],
  ['union', 'Cascadia Sheet Metal Workers, Local 61'],
  ['union', 'Port Calder Operating Engineers, Local 412'],
  ['union', 'Tolland County Building Trades Council'],
  ['training_partner', 'Port Calder Community College'],
  ['training_partner', 'Millrace High School, shop program'],
  ['training_partner', 'Women into the Trades, Tolland County'],
  ['jatc', 'Cascadia Electrical JATC'],
] as const;

const streets = ['Alder St', 'Foundry St', 'Harbor Ave', 'Mill Rd', 'Pioneer Way', 'Quarry Rd'] as const;
const cities = [
  ['Port Calder', '98391'],
  ['Millrace', '98392'],
  ['North Tolland', '98394'],
  ['Ferndale Heights', '98396'],
  ['Quarry Bay', '98398'],
] as const;
const titles = ['Superintendent', 'Office manager', 'Owner', 'Foreman', 'Payroll', 'Estimator'] as const;
const attitudes: Readonly<Record<string, readonly [string, ...string[]]>> = {
  '1': ['Sent our people off the site twice.'],
  '2': ['Talks, but only with the lawyer in the room.', 'Pays by the piece; the crew is tired of it.'],
  '3': ['Open shop; lets us in at lunch.', 'Two former members on the crew.'],
  '4': ['Wants to bid on prevailing-wage work and is short of journeymen.'],
  '5': ['Signatory for years. Calls before there is trouble.'],
};

export interface DemoOrganization {
  readonly id: string;
  readonly name: string;
  readonly isEmployer: boolean;
}

export interface Entering {
  readonly list: ChangeList;
  /** The local's calendar day. */
  readonly today: string;
  /** When the records are said to have been entered. */
  readonly at: string;
}

/** A generator of its own, so that what was there before stays as it was. */
export function addOrganizations(entering: Entering): readonly DemoOrganization[] {
  const random = createRandom(60_917);
  return Array.from({ length: demoOrganizationCount }, (_, index) => {
    const [orgType = 'employer', given] =
      otherNames[index - (demoOrganizationCount - otherNames.length)] ?? [];
    const values = organizationValues({ place: index, orgType, name: given, today: entering.today }, random);
    const id = entering.list.create('organization', String(index), values, entering.at);
    addContacts(entering, id, index, random);
    return { id, name: String(values['name']), isEmployer: orgType === 'employer' };
  });
}

export interface OrganizationDraft {
  readonly place: number;
  readonly orgType: string;
  /** An employer's is invented. */
  readonly name: string | undefined;
  /** The local's calendar day. */
  readonly today: string;
}

export function organizationValues(
  { place, orgType, name, today }: OrganizationDraft,
  random: Random,
): Values {
  const isEmployer = orgType === 'employer';
  return {
    name: name ?? employerName(place, random),
    orgType,
    ...address(place, random),
    ...(isEmployer ? attitude(today, random) : {}),
  };
}

function employerName(index: number, random: Random): string {
  const word =
    index % 2 === 0 ? places[(index / 2) % places.length] : owners[((index - 1) / 2) % owners.length];
  const trade = trades[(index + Math.floor(index / 14)) % trades.length];
  return `${word} ${trade}${index % 2 === 0 ? '' : random.pick([' Co.', ', Inc.', ' & Sons'] as const)}`;
}

function address(index: number, random: Random): Values {
  const [city, zipCode] = random.pick(cities);
  return {
    address: `${100 + random.below(8900)} ${random.pick(streets)}`,
    city,
    state: 'WA',
    zipCode,
    phone: `(360) 555-01${String(index % 100).padStart(2, '0')}`,
    email: `office${index}@employer.example`,
  };
}

/** One in five has no opinion of us that anybody knows. */
function attitude(today: string, random: Random): Values {
  if (random.chance(0.2)) return {};
  const saltingScore = random.pick(['1', '2', '2', '3', '3', '3', '4', '4', '5'] as const);
  return {
    saltingScore,
    saltingScoreOn: addDays(today, -20 - random.below(400)),
    saltingNotes: random.pick(attitudes[saltingScore] ?? ['']),
  };
}

function addContacts({ list, at }: Entering, organizationId: string, index: number, random: Random): void {
  const count = 1 + random.below(4);
  for (let contact = 0; contact < count; contact += 1) {
    const values = { organizationId, ...contactValues(index, contact, random) };
    list.create('organizationContact', `${index}|${contact}`, values, at);
  }
}

/** The first of an organization's contacts is the one to call first. */
export const contactValues = (organization: number, contact: number, random: Random): Values => ({
  ...drawName(random),
  title: titles[(organization + contact) % titles.length] ?? null,
  phone: `(360) 555-01${String((organization * 3 + contact) % 100).padStart(2, '0')}`,
  email: `contact${contact}.office${organization}@employer.example`,
  isPrimary: contact === 0,
  notes: random.chance(0.15) ? 'Before seven, or not at all.' : null,
});

const jobs: Readonly<Record<string, string>> = { journeyman: 'Journeyman wireman', foreman: 'Foreman' };
export const rates: Readonly<Record<string, number>> = {
  journeyman: 6250,
  foreman: 6900,
  apprentice_1: 2800,
  apprentice_2: 3450,
  apprentice_3: 4050,
  apprentice_4: 4700,
  apprentice_5: 5300,
};

/** Most active members work, a good many somewhere else before; some who work no longer have an ended job. */
export function addEmployments(
  entering: Entering,
  memberIds: readonly string[],
  people: readonly DemoMember[],
  organizations: readonly DemoOrganization[],
): void {
  const random = createRandom(71_917);
  const employers = organizations.filter((one) => one.isEmployer);
  for (const [index, person] of people.entries()) {
    const rate = rates[person.classification];
    const memberId = memberIds[index];
    if (memberId === undefined) continue;
    const add = (which: string, startDate: string, endDate: string | null): void => {
      const hourlyRate = rate === undefined ? null : rate - (endDate === null ? 0 : 300);
      const jobTitle = jobs[person.classification] ?? (rate === undefined ? null : 'Apprentice');
      const organizationId = random.pick(employers).id;
      const values = { memberId, organizationId, startDate, endDate, jobTitle, hourlyRate };
      entering.list.create('memberEmployment', `${index}|${which}`, values, entering.at);
    };
    const began = addDays(entering.today, -30 - random.below(900));
    if (person.status === 'active' && rate !== undefined && random.chance(0.88)) add('now', began, null);
    if (random.chance(0.22))
      add('before', addDays(began, -200 - random.below(900)), addDays(began, -5 - random.below(60)));
  }
}
