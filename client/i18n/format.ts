/**
 * Dates, times and numbers as people read them, in the language spoken and the local's time zone.
 * Calendar days ('YYYY-MM-DD') and clock times ('HH:MM') have no zone and are never shifted; moments (ms) always are.
 */
import { createSignal } from 'solid-js';
import { localeTag } from './locale.ts';
import { t } from './t.ts';

const [zone, setZone] = createSignal<string | undefined>(undefined);

/** The local's zone, e.g. 'America/Chicago'. An unknown name is refused and the device's own zone stays. */
export function setTimeZone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    setZone(name);
  } catch {
    setZone(undefined);
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(
  options: Intl.DateTimeFormatOptions,
  language: string = localeTag(),
): Intl.DateTimeFormat {
  const key = `${language}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, options);
  formats.set(key, made);
  return made;
}

const inZone = (): Intl.DateTimeFormatOptions => {
  const name = zone();
  return name === undefined ? {} : { timeZone: name };
};

const dayShapes = {
  short: { month: 'short', day: 'numeric' },
  long: { month: 'long', day: 'numeric', year: 'numeric' },
  weekday: { weekday: 'long', month: 'long', day: 'numeric' },
  numeric: { year: 'numeric', month: '2-digit', day: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** 'YYYY-MM-DD' → "Mar 4". Text that is not a day comes back as it is. */
export function formatDay(day: string, shape: keyof typeof dayShapes = 'short'): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(at)) return day;
  return dateFormat({ ...dayShapes[shape], timeZone: 'UTC' }).format(at);
}

/** 'HH:MM' → "7:05 AM". Text that is not a time comes back as it is. */
export function formatClock(clock: string): string {
  const at = Date.parse(`1970-01-01T${clock.slice(0, 5)}:00Z`);
  if (Number.isNaN(at)) return clock;
  return dateFormat({ hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(at);
}

export const formatTime = (at: number): string =>
  dateFormat({ hour: 'numeric', minute: '2-digit', ...inZone() }).format(at);

export const formatDateTime = (at: number): string =>
  dateFormat({
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...inZone(),
  }).format(at);

const numbers = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number): string {
  const language = localeTag();
  const format = numbers.get(language) ?? new Intl.NumberFormat(language);
  numbers.set(language, format);
  return format.format(value);
}

const thousand = 1000;

/** Room as devices state it: "1.6 MB", "64 GB". */
export function formatBytes(bytes: number): string {
  const megabytes = bytes / thousand ** 2;
  const [value, unit] =
    megabytes < thousand ? [megabytes, 'megabyte'] : [Math.round(megabytes / thousand), 'gigabyte'];
  return new Intl.NumberFormat(localeTag(), { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}

/** The calendar day of a moment in the local's zone. */
export const dayOf = (at: number): string =>
  dateFormat({ ...dayShapes.numeric, ...inZone() }, 'en-CA').format(at);

/** The clock time of a moment in the local's zone, 24 hours. */
export const clockOf = (at: number): string =>
  dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...inZone() }, 'en-GB').format(at);

const minute = 60_000;
const steps: readonly { limit: number; unit: Intl.RelativeTimeFormatUnit; size: number }[] = [
  { limit: 60 * minute, unit: 'minute', size: minute },
  { limit: 24 * 60 * minute, unit: 'hour', size: 60 * minute },
  { limit: 14 * 24 * 60 * minute, unit: 'day', size: 24 * 60 * minute },
];

/** "5 minutes ago"; beyond two weeks the day itself. A moment ahead of `now` (a wrong clock) counts as just now. */
export function formatAgo(at: number, now: number): string {
  const age = now - at;
  if (age < minute) return t('time.justNow');
  const step = steps.find(({ limit }) => age < limit);
  if (!step) return formatDay(dayOf(at), 'long');
  return new Intl.RelativeTimeFormat(localeTag(), { numeric: 'always' }).format(
    -Math.floor(age / step.size),
    step.unit,
  );
}
