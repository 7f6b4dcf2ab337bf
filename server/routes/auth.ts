/**
 * Signing in and out, over HTTP. Tokens travel in cookies that no script can read; a program that asks with the header
 * `unionhall-token: bearer` gets them in the body instead. Every refusal has a stable code (docs/sync.md).
 */
import { Hono } from 'hono';
import type { Context } from 'hono';
import * as v from 'valibot';
import type { Access } from '../access/access.ts';
import { normalizeEmail } from '../access/accounts.ts';
import { authenticate, identify, refuseSession } from '../access/authenticate.ts';
import { clientAddress } from '../access/client-address.ts';
import { clearSessionCookies, readSessionCookie, setSessionCookies } from '../access/cookies.ts';
import { readBody } from '../access/json-body.ts';
import { endAllSessions, endSession, openSession, type IssuedTokens } from '../access/open-session.ts';
import { hashRefreshToken } from '../access/refresh-tokens.ts';
import { refuse } from '../access/refuse.ts';
import { listSeats, recordInSeats } from '../access/seats.ts';
import { dropSentinels } from '../access/sentinel.ts';
import { checkCredentials, type SignInVerdict } from '../access/sign-in.ts';
import { accessTokenSeconds } from '../access/tokens.ts';
import { userAgentLabel } from '../access/user-agent-label.ts';
import type { RequestEnvironment, SessionIdentity } from '../access/variables.ts';
import { changePassword, changePasswordSchema } from './change-password.ts';

type RequestContext = Context<RequestEnvironment>;

const plainText = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Control characters are not allowed.'),
  );

const deviceSchema = v.strictObject({
  id: v.pipe(v.string(), v.uuid(), v.toLowerCase()),
  label: v.optional(plainText(80)),
});

const signInSchema = v.strictObject({
  email: v.pipe(plainText(254), v.transform(normalizeEmail), v.minLength(3)),
  password: v.pipe(v.string(), v.minLength(1), v.maxBytes(1_024, 'A password may have at most 1024 bytes.')),
  device: v.optional(deviceSchema),
});

const refreshSchema = v.strictObject({
  refreshToken: v.optional(v.string()),
  device: v.optional(deviceSchema),
});

const signOutSchema = v.strictObject({
  everywhere: v.optional(v.boolean(), false),
  /** The rows of these seats were deleted from the device: their absence is no loss. */
  deletedSeats: v.optional(v.pipe(v.array(v.pipe(v.string(), v.uuid())), v.maxLength(20)), []),
  refreshToken: v.optional(v.string()),
});

/** `failed` hears of each attempt at a known account that did not succeed. */
export function createAuthRoutes(
  access: Access,
  failed: (accountId: string) => void = () => undefined,
): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  routes.post('/sign-in', (c) => signIn(c, access, failed));
  routes.post('/refresh', (c) => refresh(c, access));
  routes.post('/sign-out', (c) => signOut(c, access));
  routes.get('/me', authenticate(access), async (c) => {
    const account = await describeAccount(access, c.var.session, c.var.requestId);
    return c.json(account);
  });
  routes.post('/change-password', authenticate(access), async (c) => {
    const body = await readBody(c, changePasswordSchema);
    if (!body.ok) return body.response;
    const changed = await changePassword(c, access, body.value);
    return changed instanceof Response ? changed : c.json(hand(c, access, changed));
  });
  return routes;
}

async function signIn(
  c: RequestContext,
  access: Access,
  failed: (accountId: string) => void,
): Promise<Response> {
  const body = await readBody(c, signInSchema);
  if (!body.ok) return body.response;
  const { email, password, device } = body.value;
  const deviceId = device?.id ?? null;
  const address = clientAddress(c, access.trustProxy);
  const verdict = await checkCredentials(access, { email, password, deviceId, address });
  if (verdict.outcome !== 'success') {
    if (verdict.accountId !== null) failed(verdict.accountId);
    return refuseSignIn(c, verdict);
  }
  if (!wantsBearer(c)) await endSessionOfCookie(c, access);
  const opened = await openSession(access, {
    accountId: verdict.accountId,
    deviceId,
    deviceLabel: device?.label ?? null,
    userAgentLabel: userAgentLabel(c.req.header('user-agent')),
  });
  await recordInSeats(access.sql, opened.session, c.var.requestId, { action: 'SIGN_IN' });
  const account = await describeAccount(access, opened.session, c.var.requestId);
  return c.json({ ...account, ...hand(c, access, opened) });
}

function refuseSignIn(c: Context, verdict: Exclude<SignInVerdict, { outcome: 'success' }>): Response {
  switch (verdict.outcome) {
    case 'bad_credentials':
      return refuse(c, 401, 'bad_credentials', 'This e-mail address and password do not belong together.');
    case 'locked':
      return refuse(c, 403, 'locked', 'This account is locked: ask an administrator of your local.');
    case 'throttled':
      return refuseForNow(
        c,
        429,
        'throttled',
        'Too many attempts: wait a moment.',
        verdict.retryAfterSeconds,
      );
    case 'busy':
      return refuseForNow(
        c,
        503,
        'busy',
        'Many people are signing in: try again.',
        verdict.retryAfterSeconds,
      );
  }
}

function refuseForNow(
  c: Context,
  status: 429 | 503,
  code: string,
  message: string,
  retryAfterSeconds: number,
): Response {
  return refuse(c, status, code, message, { retryAfterSeconds });
}

/** Whoever signs in over a session of the same browser leaves none behind that nobody can reach any more. */
async function endSessionOfCookie(c: Context, access: Access): Promise<void> {
  const token = readSessionCookie(c, access, 'refresh');
  const found = token === undefined ? undefined : await findSessionOfToken(access, token);
  if (found !== undefined) await endSession(access, found.sessionId);
}

async function refresh(c: RequestContext, access: Access): Promise<Response> {
  const body = await readBody(c, refreshSchema);
  if (!body.ok) return body.response;
  const token = body.value.refreshToken ?? readSessionCookie(c, access, 'refresh');
  if (token === undefined)
    return refuse(c, 401, 'sign_in_needed', 'There is no session to refresh: sign in.');
  const refreshed = await access.refreshTokens.refresh({
    token,
    deviceId: body.value.device?.id ?? null,
    userAgentLabel: userAgentLabel(c.req.header('user-agent')),
  });
  if (refreshed.outcome === 'refreshed') {
    const { accountId, sessionId, epoch } = refreshed;
    const accessToken = await access.accessTokens.sign({ accountId, sessionId, epoch });
    return c.json({ ok: true, ...hand(c, access, { access: accessToken, refresh: refreshed.token }) });
  }
  if (refreshed.outcome === 'unknown') return refuseSession(c, 'unknown');
  access.sessions.forgetSession(refreshed.sessionId);
  if (refreshed.outcome === 'reused') {
    const place = access.mark(`address ${clientAddress(c, access.trustProxy)}`);
    await access.sql`
      select identity.record_sign_in(${refreshed.accountId}, '', ${place}, ${refreshed.deviceId}, 'reuse_detected')`;
  }
  return refuseSession(c, refreshed.reason);
}

/** Always succeeds: whoever asks to be signed out is, and the cookies go even when the session was over already. */
async function signOut(c: RequestContext, access: Access): Promise<Response> {
  const body = await readBody(c, signOutSchema);
  if (!body.ok) return body.response;
  const session = await findOwnSession(c, access, body.value.refreshToken);
  if (session !== undefined) {
    const note = body.value.everywhere ? 'everywhere' : 'here';
    await recordInSeats(access.sql, session, c.var.requestId, { action: 'SIGN_OUT', note });
    if (body.value.everywhere) await endAllSessions(access, session.accountId);
    else await endSession(access, session.sessionId);
  }
  clearSessionCookies(c, access);
  dropSentinels(c, access, body.value.deletedSeats);
  return c.json({ ok: true });
}

/** By the access token, or by the refresh token when the other has run out. */
async function findOwnSession(
  c: Context,
  access: Access,
  given?: string,
): Promise<SessionIdentity | undefined> {
  const identified = await identify(c, access);
  if (identified.outcome === 'signed_in') return identified.session;
  const token = given ?? readSessionCookie(c, access, 'refresh');
  return token === undefined ? undefined : findSessionOfToken(access, token);
}

async function findSessionOfToken(access: Access, token: string): Promise<SessionIdentity | undefined> {
  const [found] = await access.sql<{ sessionId: string; accountId: string }[]>`
    select session_id as "sessionId", account_id as "accountId"
    from identity.session_of_token(${hashRefreshToken(token)})`;
  return found === undefined ? undefined : { ...found, deviceId: null };
}

async function describeAccount(access: Access, session: SessionIdentity, requestId: string) {
  const [account] = await access.sql<
    { email: string }[]
  >`select email from identity.account_of(${session.accountId})`;
  const seats = await listSeats(access.sql, session, requestId);
  return { account: { id: session.accountId, email: account?.email ?? '' }, seats };
}

function wantsBearer(c: Context): boolean {
  return c.req.header('unionhall-token') === 'bearer';
}

/** Puts tokens where the caller wants them: into cookies, or into the answer's body. */
function hand(c: Context, access: Access, tokens: IssuedTokens) {
  if (!wantsBearer(c)) {
    setSessionCookies(c, access, tokens);
    return {};
  }
  return {
    tokens: {
      accessToken: tokens.access,
      refreshToken: tokens.refresh,
      expiresInSeconds: accessTokenSeconds,
    },
  };
}
