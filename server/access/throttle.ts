/**
 * Slows down guessing, and locks nobody out. The counts live in the database (identity.throttle), so they survive a
 * restart and hold across servers.
 *
 * Four things are counted: guesses from one address; at one account from one address; at one account from anywhere
 * (its wait stays at a minute, or strangers could keep the owner out); and from a device the account has used before,
 * which alone is asked about for that device: what strangers do does not slow it down.
 */
import type { Sql } from '../database/connection.ts';
import type { Mark } from './marks.ts';

export interface ThrottleRule {
  /** Failures before the first wait. */
  readonly free: number;
  /** The longest wait in seconds; it doubles from two seconds up to here. */
  readonly cap: number;
}

export type ThrottleRules = Record<'address' | 'pair' | 'account' | 'device' | 'change', ThrottleRule>;

export const standardRules: ThrottleRules = {
  address: { free: 20, cap: 900 },
  pair: { free: 5, cap: 900 },
  account: { free: 10, cap: 60 },
  device: { free: 10, cap: 300 },
  change: { free: 5, cap: 300 },
};

const forgetOneAfterSeconds = 300;

export interface SignInAttempt {
  readonly address: string;
  readonly email: string;
  /** Only when this account has signed in on this device before. */
  readonly knownDeviceId: string | null;
}

export interface Attempt {
  /** Zero: go ahead. Otherwise the attempt was not counted and may not be made. */
  readonly retryAfterSeconds: number;
  succeeded(): Promise<void>;
  /** Nobody looked at the password (the server was busy): the attempt does not count. */
  takenBack(): Promise<void>;
}

export interface Throttle {
  beginSignIn(attempt: SignInAttempt): Promise<Attempt>;
  beginPasswordChange(accountId: string): Promise<Attempt>;
}

interface Counted {
  readonly key: string;
  readonly rule: ThrottleRule;
  /** Whether a success wipes the count, or only takes its own attempt back. */
  readonly wipe: boolean;
}

export function createThrottle(sql: Sql, mark: Mark, overrides: Partial<ThrottleRules> = {}): Throttle {
  const rules = { ...standardRules, ...overrides };

  const begin = async (counted: readonly Counted[]): Promise<Attempt> => {
    const [row] = await sql<{ wait: number }[]>`
      select identity.throttle_take(
        ${counted.map(({ key }) => key)}::text[], ${counted.map(({ rule }) => rule.free)}::int[],
        ${counted.map(({ rule }) => rule.cap)}::int[], ${forgetOneAfterSeconds}) as wait`;
    const forgive = async (wiped: readonly Counted[], takenBack: readonly Counted[]) => {
      await sql`
        select identity.throttle_forgive(
          ${wiped.map(({ key }) => key)}::text[], ${takenBack.map(({ key }) => key)}::text[])`;
    };
    return {
      retryAfterSeconds: row?.wait ?? 0,
      succeeded: () =>
        forgive(
          counted.filter(({ wipe }) => wipe),
          counted.filter(({ wipe }) => !wipe),
        ),
      takenBack: () => forgive([], counted),
    };
  };

  return {
    beginSignIn({ address, email, knownDeviceId }) {
      const account = mark(`email ${email}`);
      const place = mark(`address ${address}`);
      if (knownDeviceId !== null) {
        return begin([{ key: `device:${account}:${knownDeviceId}`, rule: rules.device, wipe: true }]);
      }
      return begin([
        { key: `address:${place}`, rule: rules.address, wipe: false },
        { key: `pair:${account}:${place}`, rule: rules.pair, wipe: true },
        { key: `account:${account}`, rule: rules.account, wipe: false },
      ]);
    },
    beginPasswordChange: (accountId) =>
      begin([{ key: `change:${accountId}`, rule: rules.change, wipe: true }]),
  };
}
