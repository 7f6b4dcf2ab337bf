/**
 * The three cookies. None can be read by script or sent along by another site.
 * Over TLS, and on this very machine, they carry the `__Host-` prefix, so that no other host can plant one. On plain
 * http elsewhere browsers would drop such a cookie; there the plain names are used, and the app says why it cannot run.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { accessTokenSeconds } from './tokens.ts';
import { refreshTokenSeconds } from './refresh-tokens.ts';

export interface CookieSettings {
  readonly publicUrl: string;
}

type CookieName = 'access' | 'refresh' | 'sentinel';

const secondsByCookie: Record<CookieName, number> = {
  access: accessTokenSeconds,
  refresh: refreshTokenSeconds,
  // The longest a browser keeps any cookie.
  sentinel: 400 * 24 * 3600,
};

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

export function putSentinelCookie(c: Context, settings: CookieSettings, value: string): void {
  put(c, settings, 'sentinel', value);
}

export function getSentinelCookie(c: Context, settings: CookieSettings): string | undefined {
  return getCookie(c, nameOf(settings, 'sentinel'));
}
