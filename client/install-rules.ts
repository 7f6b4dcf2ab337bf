/** How unionhall can be installed in this browser, and whether this is the moment to ask. Pure. */

/**
 * prompt: the browser has its own question ready · ios: by hand through the Share sheet · in-app: another app's window,
 * which forgets · menu: through the browser's menu, if at all · installed: nothing to do.
 */
export type InstallWay = 'prompt' | 'ios' | 'in-app' | 'menu' | 'installed';

const inAppBrowsers =
  /FBAN|FBAV|FB_IAB|Instagram|Line\/|Twitter|Snapchat|Pinterest|GSA\/|LinkedInApp|MicroMessenger|; wv\)/;
const askAgainAfterMs = 30 * 24 * 60 * 60 * 1000;
const savesBeforeAsking = 2;

export function chooseWay(facts: {
  installed: boolean;
  canPrompt: boolean;
  userAgent: string;
  touchPoints: number;
}): InstallWay {
  if (facts.installed) return 'installed';
  if (inAppBrowsers.test(facts.userAgent)) return 'in-app';
  if (facts.canPrompt) return 'prompt';
  return isApplePortable(facts.userAgent, facts.touchPoints) ? 'ios' : 'menu';
}

/** An iPad says it is a Macintosh; no Macintosh has a touch screen. */
const isApplePortable = (userAgent: string, touchPoints: number): boolean =>
  /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);

/** 'menu' is never offered unasked: on a desktop Firefox there may be nothing to find. */
export function shouldOffer(
  way: InstallWay,
  memory: { saves: number; dismissedAt: number | undefined },
  now: number,
): boolean {
  if (way === 'installed' || way === 'menu') return false;
  if (memory.saves < savesBeforeAsking) return false;
  return memory.dismissedAt === undefined || now - memory.dismissedAt > askAgainAfterMs;
}
