/** Colours: like the device, light, dark, or full sun. A preference of this device; public/theme.js reads it before paint. */
import { createSignal } from 'solid-js';
import { keepPreference, readPreference } from '../preferences.ts';

export type Theme = 'system' | 'light' | 'dark' | 'sun';

const names: Readonly<Record<Exclude<Theme, 'system'>, string>> = {
  light: 'hall',
  dark: 'hall-night',
  sun: 'hall-sun',
};
/** The browser's own bar, one shade per theme: the rail's. */
const barColours: Readonly<Record<string, string>> = {
  hall: '#14304f',
  'hall-night': '#0b1017',
  'hall-sun': '#000000',
};

const isTheme = (value: string | null): value is Theme =>
  value === 'system' || value === 'light' || value === 'dark' || value === 'sun';

const [theme, setSignal] = createSignal<Theme>(recall());
export { theme };

export function setTheme(wanted: Theme): void {
  setSignal(wanted);
  keepPreference('theme', wanted);
  paint();
}

/** Call once: paints the browser's bar and follows the device while the choice is 'system'. */
export function startTheme(): void {
  paint();
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', paint);
  }
}

function paint(): void {
  const name = nameOf(theme());
  document.documentElement.dataset['theme'] = name;
  const colour = barColours[name];
  if (colour) document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
}

function nameOf(wanted: Theme): string {
  if (wanted !== 'system') return names[wanted];
  if (matchMedia('(prefers-color-scheme: dark)').matches) return names.dark;
  return matchMedia('(prefers-contrast: more)').matches ? names.sun : names.light;
}

function recall(): Theme {
  const stored = readPreference('theme');
  return isTheme(stored) ? stored : 'system';
}
