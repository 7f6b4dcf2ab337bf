/** What the demo's people did themselves, under their own names: a month of visits, and notes about members. */
import { addDays } from '../../../shared/values/calendar.ts';
import type { Change } from '../../../shared/sync/requests.ts';
import { createChangeList } from './changes.ts';
import type { DemoOrganization } from './employers.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

export interface DeedsInput {
  readonly localId: string;
  /** The local's calendar day. */
  readonly today: string;
  readonly organizerIds: readonly string[];
  /** Who writes notes about members. */
  readonly authorIds: readonly string[];
  readonly organizations: readonly DemoOrganization[];
  readonly memberIds: readonly string[];
}

/** A person's changes, in the order in which they were made. */
export type Deeds = ReadonlyMap<string, readonly Change[]>;

const days = 30;

export function demoDeeds(input: DeedsInput): Deeds {
  const deeds = new Map<string, readonly Change[]>();
  const add = (userId: string, changes: readonly Change[]): void =>
    void deeds.set(userId, [...(deeds.get(userId) ?? []), ...changes].map(numbered));
  for (const [index, userId] of input.organizerIds.entries()) add(userId, visitsBy(input, userId, index));
  for (const [index, userId] of input.authorIds.entries()) add(userId, notesBy(input, userId, index));
  return deeds;
}

const numbered = (change: Change, index: number): Change => ({ ...change, sequence: index + 1 });

const kinds = [
  'site_visit',
  'site_visit',
  'outreach',
  'one_on_one',
  'one_on_one',
  'leafleting',
  'meeting',
  'card_signing',
  'information_session',
] as const;
const happenings: Readonly<Record<string, readonly [string, ...string[]]>> = {
  positive: [
    'Three of the crew stayed after the whistle to talk about the health plan.',
    'Two want to see the agreement; one asked about the apprenticeship.',
    'The lead hand gave us the names of the second shift.',
  ],
  neutral: [
    'Listened, took the card, promised nothing.',
    'Half the crew is new; left the sheet about rates.',
  ],
  negative: ['The superintendent walked us to the gate.', 'Somebody told them that cards cost jobs.'],
  no_contact: ['Nobody on the site; the pour was put off.', 'Gate locked, no cars.'],
};
const nextSteps = [
  'Call the lead hand at home',
  'Bring the rate sheet in Spanish',
  'Meet at the diner before the shift',
  'Ask the JATC about openings',
  'Drop off cards',
] as const;

/** Every second day or so, over a month; each keeps to a third of the employers, as turf is shared out. */
function visitsBy(input: DeedsInput, userId: string, place: number): readonly Change[] {
  const random = createRandom(917 + place);
  const list = createChangeList(input.localId);
  const turf = input.organizations.filter(
    (one, index) => one.isEmployer && index % input.organizerIds.length === place,
  );
  for (let ago = days; ago >= 0; ago -= 1) {
    const day = addDays(input.today, -ago);
    if (turf.length === 0 || isSunday(day) || !random.chance(0.85)) continue;
    const values = visitOn(day, random.pick(turf).id, random, input.today);
    // Said when it was entered: in the late afternoon. Today's was entered this morning.
    const at = ago === 0 ? `${day}T00:05:00.000Z` : `${day}T22:${String(10 + random.below(45))}:00.000Z`;
    list.create('saltingActivity', `${userId}|${day}`, values, at);
  }
  return list.changes;
}

const isSunday = (day: string): boolean => new Date(`${day}T12:00:00Z`).getUTCDay() === 0;

/** `today` is the day from which the next step is counted. */
export function visitOn(day: string, organizationId: string, random: Random, today: string) {
  const outcome = random.pick([
    'positive',
    'positive',
    'neutral',
    'neutral',
    'negative',
    'no_contact',
  ] as const);
  const activityType = outcome === 'no_contact' ? 'site_visit' : random.pick(kinds);
  const workersContacted =
    outcome === 'no_contact' ? 0 : activityType === 'one_on_one' ? 1 : 2 + random.below(14);
  const signs = activityType === 'card_signing' ? 0.6 : outcome === 'positive' ? 0.25 : 0;
  const goesOn = outcome !== 'negative' && random.chance(0.6);
  return {
    organizationId,
    activityType,
    activityDate: day,
    outcome,
    location: random.pick([
      'Gate 2',
      'Parking lot',
      'Diner on Foundry St',
      'Job trailer',
      'Site office',
    ] as const),
    workersContacted,
    cardsSigned: Math.floor(workersContacted * signs),
    description: random.pick(happenings[outcome] ?? ['Talked.']),
    nextStep: goesOn ? random.pick(nextSteps) : null,
    nextStepOn: goesOn ? addDays(today, random.below(21) - 4) : null,
  };
}

const notes = [
  ['contact', 'New number since the move; the old one is a neighbor’s.'],
  ['dues', 'Asked for two months to catch up. Agreed on the first of the month.'],
  ['general', 'Would like to help at the picnic again.'],
  ['referral', 'No night work until spring: looks after her father.'],
  ['training', 'Wants the code class; works Tuesdays late.'],
  ['grievance', 'Says overtime was paid straight. Has the stubs, will bring them.'],
  ['contact', 'Reads Spanish more easily. Send the letter in both.'],
  ['general', 'Steward at the school job; people go to him first.'],
] as const;
const visibilities = ['all_authorized', 'all_authorized', 'officers', 'staff_only'] as const;

/** What the `count`-th note of an author says, and to whom. */
export function noteOf(count: number, random: Random) {
  const [category, noteText] = random.pick(notes);
  const visibility = visibilities[count % visibilities.length] ?? 'all_authorized';
  return { noteText, visibility, category };
}

function notesBy(input: DeedsInput, userId: string, place: number): readonly Change[] {
  const random = createRandom(1_917 + place);
  const list = createChangeList(input.localId);
  for (let count = 0; count < 30; count += 1) {
    const memberId = random.pick(input.memberIds);
    const values = { memberId, ...noteOf(count, random) };
    const at = `${addDays(input.today, -1 - random.below(60))}T19:${String(10 + count).padStart(2, '0')}:00.000Z`;
    list.create('memberNote', `${userId}|${count}`, values, at);
  }
  return list.changes;
}
