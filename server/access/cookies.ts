/**
 * The three cookies. None can be read by script or sent along by another site.
 * Over TLS, and on this very machine, they carry the `__Host-` prefix, so that no other host can plant one. On plain
 * http elsewhere browsers would drop such a cookie; there the plain names are used, and the app says why it cannot run.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import { accessTokenSeconds } from './tokens.ts';
import { refreshTokenSeconds } from './refresh-tokens.ts';

export interface CookieSettings {
  readonly publicUrl: string;
}

/** What the server has last seen of a device's own store: a device that finds less has lost its store. */
export interface Sentinel {
  readonly deviceId: string;
  readonly userId: string;
  readonly sequence: number;
}

type CookieName = 'access' | 'refresh' | 'sentinel';

const secondsByCookie: Record<CookieName, number> = {
  access: accessTokenSeconds,
  refresh: refreshTokenSeconds,
  // The longest a browser keeps any cookie.
  sentinel: 400 * 24 * 3600,
};

const sentinelSchema = v.object({
  deviceId: v.pipe(v.string(), v.uuid()),
  userId: v.pipe(v.string(), v.uuid()),
  sequence: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

export function isSecureOrigin(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || isLoopbackName(hostname);
}

export function isLoopbackName(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function nameOf(settings: CookieSettings, name: CookieName): string {
  return isSecureOrigin(settings.publicUrl) ? `__Host-uh-${name}` : `uh-${name}`;
}

function put(c: Context, settings: CookieSettings, name: CookieName, value: string): void {
  setCookie(c, nameOf(settings, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecureOrigin(settings.publicUrl),
    maxAge: secondsByCookie[name],
  });
}

export function setSessionCookies(
  c: Context,
  settings: CookieSettings,
  tokens: { readonly access: string; readonly refresh: string },
): void {
  put(c, settings, 'access', tokens.access);
  put(c, settings, 'refresh', tokens.refresh);
}

/** The sentinel stays: it belongs to the device, not to the session. */
export function clearSessionCookies(c: Context, settings: CookieSettings): void {
  for (const name of ['access', 'refresh'] as const) {
    deleteCookie(c, nameOf(settings, name), { path: '/', secure: isSecureOrigin(settings.publicUrl) });
  }
}

export function readSessionCookie(
  c: Context,
  settings: CookieSettings,
  name: 'access' | 'refresh',
): string | undefined {
  return getCookie(c, nameOf(settings, name));
}

export function setSentinel(c: Context, settings: CookieSettings, sentinel: Sentinel): void {
  put(c, settings, 'sentinel', Buffer.from(JSON.stringify(sentinel)).toString('base64url'));
}

/** Null when there is none, or one we did not write. */
export function readSentinel(c: Context, settings: CookieSettings): Sentinel | null {
  const text = getCookie(c, nameOf(settings, 'sentinel'));
  if (text === undefined) return null;
  try {
    const parsed = v.safeParse(sentinelSchema, JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
