/**
 * The loss sentinel: a cookie in which the server notes what this browser's own stores had unsent at the last contact.
 * A browser that clears a site's databases keeps its cookies: a store found empty beside a sentinel was lost.
 *
 * Several people may share a tablet; the last few are remembered, each told of nobody but himself.
 */
import type { Context } from 'hono';
import * as v from 'valibot';
import type { CookieSettings } from './cookies.ts';
import { getSentinelCookie, putSentinelCookie } from './cookies.ts';

const sentinelSchema = v.object({
  userId: v.pipe(v.string(), v.uuid()),
  deviceId: v.pipe(v.string(), v.uuid()),
  /** Changes this device said it held, less those the server answered. */
  unsent: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** Of the last note, milliseconds. */
  at: v.pipe(v.number(), v.safeInteger()),
});
export type Sentinel = v.InferOutput<typeof sentinelSchema>;

/** With more the cookie would outgrow what browsers keep (4096 bytes), and every request carries it. */
const mostPeople = 6;
/** A cookie in every answer for a new time alone would be noise. */
const noteAgainMs = 60 * 60 * 1000;

/** Empty when there is none, or one we did not write. */
export function readSentinels(c: Context, settings: CookieSettings): readonly Sentinel[] {
  try {
    const text = Buffer.from(getSentinelCookie(c, settings) ?? '', 'base64url').toString('utf8');
    const parsed = v.safeParse(v.array(sentinelSchema), JSON.parse(text));
    return parsed.success ? parsed.output.slice(0, mostPeople) : [];
  } catch {
    return [];
  }
}

export const sentinelOf = (c: Context, settings: CookieSettings, userId: string): Sentinel | null =>
  readSentinels(c, settings).find((one) => one.userId === userId) ?? null;

/** Programs that carry their own tokens keep no store for us to watch. */
export function noteSentinel(c: Context, settings: CookieSettings, sentinel: Sentinel): void {
  if (c.req.header('authorization') !== undefined) return;
  const all = readSentinels(c, settings);
  const known = all.find((one) => one.userId === sentinel.userId);
  const isKnown = known?.deviceId === sentinel.deviceId && known.unsent === sentinel.unsent;
  if (isKnown && sentinel.at - known.at < noteAgainMs) return;
  const others = all.filter((one) => one !== known);
  putSentinelCookie(c, settings, encode([sentinel, ...others].slice(0, mostPeople)));
}

/** Whose rows were deleted on purpose has lost nothing. */
export function dropSentinels(c: Context, settings: CookieSettings, userIds: readonly string[]): void {
  const all = readSentinels(c, settings);
  const rest = all.filter((one) => !userIds.includes(one.userId));
  if (rest.length < all.length) putSentinelCookie(c, settings, encode(rest));
}

const encode = (sentinels: readonly Sentinel[]): string =>
  Buffer.from(JSON.stringify(sentinels)).toString('base64url');
