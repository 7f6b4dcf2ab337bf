/**
 * Calendar days and clock times. A day (`2026-11-20`) has no zone; a clock time (`18:05`) has no day.
 * Which day it is now depends on the local's zone, so callers pass a moment and a zone.
 */
const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const clockPattern = /^([01]\d|2[0-3]):[0-5]\d$/;

/** True for a day that exists, between 1900 and 2199; `2026-02-30` does not. */
export function isCalendarDay(value: string): boolean {
  const match = dayPattern.exec(value);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || year > 2199) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** True for `HH:MM` on a 24-hour clock. */
export const isClockTime = (value: string): boolean => clockPattern.test(value);

/** Making a format takes hundreds of times as long as using it; there are as many as there are zones in use. */
function formatPerZone(options: Intl.DateTimeFormatOptions): (zone: string) => Intl.DateTimeFormat {
  const known = new Map<string, Intl.DateTimeFormat>();
  return (zone) => {
    const format =
      known.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...options });
    known.set(zone, format);
    return format;
  };
}

const dayFormat = formatPerZone({ year: 'numeric', month: '2-digit', day: '2-digit' });
const clockFormat = formatPerZone({ hour: '2-digit', minute: '2-digit' });

const parts = (moment: number, format: Intl.DateTimeFormat): Map<string, string> =>
  new Map(format.formatToParts(moment).map((part) => [part.type, part.value]));

/** The calendar day at `moment` (milliseconds, UTC) in an IANA zone such as `America/Los_Angeles`. */
export function dayAt(moment: number, zone: string): string {
  const found = parts(moment, dayFormat(zone));
  return `${found.get('year')}-${found.get('month')}-${found.get('day')}`;
}

/** The clock time at `moment` in a zone, as `HH:MM`. */
export function clockAt(moment: number, zone: string): string {
  const found = parts(moment, clockFormat(zone));
  return `${found.get('hour')}:${found.get('minute')}`;
}

/** The day `count` days after `day` (before, when negative). */
export function addDays(day: string, count: number): string {
  const moment = Date.parse(`${day}T00:00:00Z`) + count * 86_400_000;
  return new Date(moment).toISOString().slice(0, 10);
}
