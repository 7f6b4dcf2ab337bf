/**
 * What this device prefers: theme, language, shortcuts, whether to ask about installing, how members are listed. The
 * only owner of localStorage.
 * Never data: it may be gone at any time, and where storage is switched off a preference lasts as long as the page.
 * public/theme.js reads `theme` and `language` before the first paint; the names must agree.
 */
export type PreferenceName = 'theme' | 'language' | 'shortcuts' | 'install' | 'members';

const key = (name: PreferenceName): string => `unionhall.${name}`;

/** Null when never set, or when storage is refused. */
export function readPreference(name: PreferenceName): string | null {
  try {
    return window.localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

export function keepPreference(name: PreferenceName, value: string): void {
  try {
    window.localStorage.setItem(key(name), value);
  } catch {
    // Refused or full: only a preference.
  }
}
