/** Who has used this device, and the ids that follow from it. Pure. */
import type { Seat } from '../hall.ts';
import { uuidV5 } from '../../shared/values/uuid.ts';

export interface KeptPerson {
  readonly accountId: string;
  readonly email: string;
  readonly deviceId: string;
  readonly seats: readonly Seat[];
  /** Changes left on this device at sign-out; undefined while signed in, or when nothing was left. */
  readonly keptWork?: number;
}

/** Sealed work of one seat, for the office. */
export interface Sealed {
  readonly localId: string;
  readonly deviceId: string;
  readonly sealed: readonly string[];
}

export const normalEmail = (email: string): string => email.trim().toLowerCase();

/**
 * One browser is a different device for each person when signing in: what a stranger tries is not held against the one
 * whose device it is. The number of an outbox is another: it begins anew with each store.
 */
export const deviceIdFor = (browserId: string, email: string): string =>
  uuidV5(`device|${browserId}|${normalEmail(email)}`);

export const withPerson = (people: readonly KeptPerson[], person: KeptPerson): readonly KeptPerson[] => [
  ...people.filter((one) => one.accountId !== person.accountId),
  person,
];

export const withoutPerson = (people: readonly KeptPerson[], accountId: string): readonly KeptPerson[] =>
  people.filter((one) => one.accountId !== accountId);

/** How many others have left work here. Who they are is nobody's business. */
export const othersWithWork = (people: readonly KeptPerson[], accountId: string | undefined): number =>
  people.filter((one) => one.accountId !== accountId && (one.keptWork ?? 0) > 0).length;

/** The seat to open: the one wanted, else the only one. Undefined: the person must choose. */
export const seatToOpen = (person: KeptPerson, localId: string | undefined): Seat | undefined =>
  person.seats.find((seat) => seat.localId === localId) ??
  (person.seats.length === 1 ? person.seats[0] : undefined);

/** A first name for the device, which its owner may change: "Tablet, Chrome". */
export function guessLabel(userAgent: string, touchPoints: number): string {
  const browsers: readonly (readonly [string, RegExp])[] = [
    ['Edge', /Edg\//],
    ['Firefox', /Firefox\/|FxiOS/],
    ['Chrome', /Chrome\/|CriOS/],
    ['Safari', /Safari\//],
  ];
  const browser = browsers.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'Browser';
  return `${kindOfMachine(userAgent, touchPoints)}, ${browser}`;
}

/** An iPad says it is a Macintosh; only its fingers give it away. */
function kindOfMachine(userAgent: string, touchPoints: number): string {
  if (/iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'iPad';
  if (/iPhone/.test(userAgent)) return 'iPhone';
  if (/Android/.test(userAgent)) return /Mobile/.test(userAgent) ? 'Android phone' : 'Android tablet';
  if (/CrOS/.test(userAgent)) return 'Chromebook';
  if (/Macintosh/.test(userAgent)) return 'Mac';
  return /Windows/.test(userAgent) ? 'Windows computer' : 'Computer';
}
