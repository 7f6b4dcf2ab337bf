/**
 * A person changes their own password: knowing the present one, and within the rules of access/password-rules.ts.
 * All their other sessions end; this one goes on.
 */
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Access } from '../access/access.ts';
import { replacePassword, type IssuedTokens } from '../access/open-session.ts';
import { checkPassword } from '../access/password-rules.ts';
import { HasherBusy } from '../access/passwords.ts';
import { refuse } from '../access/refuse.ts';
import { listSeats, recordInSeats, type SeatDetails } from '../access/seats.ts';
import { verifyOrTakeBack } from '../access/sign-in.ts';
import type { RequestEnvironment } from '../access/variables.ts';

const password = v.pipe(v.string(), v.minLength(1), v.maxLength(100_000));

export const changePasswordSchema = v.strictObject({
  current: v.pipe(password, v.maxBytes(1_024, 'A password may have at most 1024 bytes.')),
  next: password,
});

interface Stored {
  readonly email: string;
  readonly passwordHash: string;
}

export async function changePassword(
  c: Context<RequestEnvironment>,
  access: Access,
  given: v.InferOutput<typeof changePasswordSchema>,
): Promise<IssuedTokens | Response> {
  const { session } = c.var;
  const [stored] = await access.sql<Stored[]>`
    select email, password_hash as "passwordHash" from identity.account_of(${session.accountId})`;
  if (stored === undefined) throw new Error('A session that stands has an account.');
  const seats = await listSeats(access.sql, session, c.var.requestId);
  const problem = checkPassword(given.next, passwordContext(stored.email, seats));
  if (problem !== null) {
    return refuse(c, 422, problem.code, problem.message, {
      fields: [{ field: 'next', message: problem.message }],
      ...(problem.limit === undefined ? {} : { limit: problem.limit }),
    });
  }
  const refused = await refuseWrongCurrent(c, access, stored, given.current);
  if (refused !== undefined) return refused;
  try {
    const newHash = await access.hasher.hash(given.next);
    const issued = await replacePassword(access, session, stored.passwordHash, newHash);
    if (issued === null) {
      return refuse(c, 409, 'password_changed', 'The password was changed elsewhere: sign in again.');
    }
    await recordInSeats(access.sql, session, c.var.requestId, { action: 'COMMAND', note: 'changePassword' });
    return issued;
  } catch (error) {
    if (error instanceof HasherBusy) return refuseBusy(c, error);
    throw error;
  }
}

async function refuseWrongCurrent(
  c: Context<RequestEnvironment>,
  access: Access,
  stored: Stored,
  current: string,
): Promise<Response | undefined> {
  const attempt = await access.throttle.beginPasswordChange(c.var.session.accountId);
  if (attempt.retryAfterSeconds > 0) {
    const { retryAfterSeconds } = attempt;
    return refuse(c, 429, 'throttled', 'Too many attempts: wait a moment.', { retryAfterSeconds });
  }
  const fits = await verifyOrTakeBack(access, attempt, stored.passwordHash, current);
  if (fits instanceof HasherBusy) return refuseBusy(c, fits);
  if (!fits) {
    const message = 'The present password is not right.';
    // Not 401: the session stands, and a device must not take this for a reason to refresh.
    return refuse(c, 422, 'bad_credentials', message, { fields: [{ field: 'current', message }] });
  }
  await attempt.succeeded();
  return undefined;
}

function refuseBusy(c: Context, { retryAfterSeconds }: HasherBusy): Response {
  return refuse(c, 503, 'busy', 'The server is busy: try again.', { retryAfterSeconds });
}

function passwordContext(email: string, seats: readonly SeatDetails[]): string[] {
  return [
    email,
    ...seats.flatMap((seat) => [seat.firstName, seat.lastName, seat.localName, seat.localNumber]),
  ];
}
