/**
 * Decides whether an e-mail address and a password open an account.
 *
 * 1. An unknown address and a wrong password get the same answer after the same work.
 * 2. Every attempt is counted before it is made (throttle.ts) and written down without the address in clear.
 * 3. That an account is locked is told only to who knows its password.
 */
import type { Access } from './access.ts';
import { addressGroup } from './client-address.ts';
import { HasherBusy } from './passwords.ts';
import type { Attempt } from './throttle.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly deviceId: string | null;
  readonly address: string;
}

export type SignInVerdict =
  | { readonly outcome: 'success'; readonly accountId: string }
  | { readonly outcome: 'bad_credentials' | 'locked'; readonly accountId: string | null }
  | {
      readonly outcome: 'throttled' | 'busy';
      readonly retryAfterSeconds: number;
      readonly accountId: string | null;
    };

interface Lookup {
  readonly accountId: string;
  readonly passwordHash: string;
  readonly locked: boolean;
  readonly knownDevice: boolean;
}

type RecordedOutcome = 'success' | 'bad_credentials' | 'locked' | 'throttled' | 'reuse_detected';

export async function checkCredentials(access: Access, given: Credentials): Promise<SignInVerdict> {
  const [found] = await access.sql<Lookup[]>`
    select account_id as "accountId", password_hash as "passwordHash", locked, known_device as "knownDevice"
    from identity.sign_in_lookup(${given.email}, ${given.deviceId})`;
  const attempt = await access.throttle.beginSignIn({
    address: addressGroup(given.address),
    email: given.email,
    knownDeviceId: found?.knownDevice === true ? given.deviceId : null,
  });
  const accountId = found?.accountId ?? null;
  const record = (outcome: RecordedOutcome) => recordSignIn(access, given, accountId, outcome);
  if (attempt.retryAfterSeconds > 0) {
    await record('throttled');
    return { outcome: 'throttled', retryAfterSeconds: attempt.retryAfterSeconds, accountId };
  }
  const fits = await verifyOrTakeBack(access, attempt, found?.passwordHash ?? null, given.password);
  if (fits instanceof HasherBusy)
    return { outcome: 'busy', retryAfterSeconds: fits.retryAfterSeconds, accountId: null };
  if (!fits || found === undefined) {
    await record('bad_credentials');
    return { outcome: 'bad_credentials', accountId };
  }
  await attempt.succeeded();
  if (found.locked) {
    await record('locked');
    return { outcome: 'locked', accountId };
  }
  await renewHash(access, found, given.password);
  await record('success');
  return { outcome: 'success', accountId: found.accountId };
}

/** When the hasher has no room, nobody looked at the password, and the attempt is not held against anybody. */
export async function verifyOrTakeBack(
  access: Access,
  attempt: Attempt,
  stored: string | null,
  password: string,
): Promise<boolean | HasherBusy> {
  try {
    return await access.hasher.verify(stored, password);
  } catch (error) {
    await attempt.takenBack();
    if (error instanceof HasherBusy) return error;
    throw error;
  }
}

async function renewHash(access: Access, found: Lookup, password: string): Promise<void> {
  if (!access.hasher.isOutdated(found.passwordHash)) return;
  try {
    const renewed = await access.hasher.hash(password);
    await access.sql`select identity.rehash_password(${found.accountId}, ${found.passwordHash}, ${renewed})`;
  } catch (error) {
    // The next sign-in will do it.
    if (!(error instanceof HasherBusy)) throw error;
  }
}

async function recordSignIn(
  access: Access,
  given: Credentials,
  accountId: string | null,
  outcome: RecordedOutcome,
): Promise<void> {
  await access.sql`
    select identity.record_sign_in(
      ${accountId}, ${access.mark(`email ${given.email}`)},
      ${access.mark(`address ${addressGroup(given.address)}`)}, ${given.deviceId}, ${outcome})`;
}
