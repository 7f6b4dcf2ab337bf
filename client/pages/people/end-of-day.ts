/** When a calendar day is over in a zone: the moment at which what was given through that day ends. */
import { addDays, dayAt } from '../../../shared/values/calendar.ts';

const quarterMs = 15 * 60_000;
const hourMs = 4 * quarterMs;

/** Milliseconds, UTC: the first moment of the next day there. */
export function endOfDay(day: string, zone: string): number {
  const next = addDays(day, 1);
  const utc = Date.parse(`${next}T00:00:00Z`);
  // Zones lie between UTC-12 and UTC+14, in steps of a quarter of an hour.
  for (let moment = utc - 14 * hourMs; moment < utc + 13 * hourMs; moment += quarterMs)
    if (dayAt(moment, zone) >= next) return moment;
  return utc + 13 * hourMs;
}
