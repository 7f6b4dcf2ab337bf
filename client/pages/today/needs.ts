/** What of the rows at hand asks for somebody today. Pure; moments in milliseconds. */
import type { Visit } from '../../organizing/visits.ts';
import { stepsDue } from '../../organizing/visits.ts';
import type { Values } from '../../../shared/entity/entity.ts';
import { momentOfUuid } from '../../../shared/values/uuid.ts';

const dayMs = 24 * 60 * 60_000;
const newDays = 7;
const endingDays = 14;

type Identified = Values & { readonly id: string };

/** Made within the last week, as ids made on devices say; the newest first. */
export const madeLately = <R extends Identified>(rows: readonly R[], now: number): readonly R[] =>
  rows
    .filter(({ id }) => now - (momentOfUuid(id) ?? 0) < newDays * dayMs)
    .sort((one, other) => (one.id < other.id ? 1 : -1));

/** Grants that count now and end within two weeks, the next to end first. */
export const endingSoon = <R extends Values>(grants: readonly R[], now: number): readonly R[] =>
  grants
    .filter(({ startsAt, expiresAt }) => {
      const end = Date.parse(String(expiresAt));
      return Date.parse(String(startsAt)) <= now && end > now && end < now + endingDays * dayMs;
    })
    .sort((one, other) => (String(one['expiresAt']) < String(other['expiresAt']) ? -1 : 1));

/** Next steps, of whichever organizer, whose day has come. */
export const allStepsDue = (visits: readonly Visit[], today: string): readonly Visit[] =>
  [...new Set(visits.map(({ organizerId }) => organizerId))]
    .flatMap((organizer) => stepsDue(visits, organizer, today))
    .sort((one, other) => (one.nextStepOn < other.nextStepOn ? -1 : 1));
