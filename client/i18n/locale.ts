/**
 * Which language is spoken, and its dictionary. English ships with the app; Spanish is fetched when wanted (and is in
 * the service worker's list, so it is there offline too). The choice is a preference of this device.
 */
import { createSignal } from 'solid-js';
import { keepPreference } from '../preferences.ts';
import { en } from './en.ts';

export type Locale = 'en' | 'es';
export type Dictionary = Readonly<Record<keyof typeof en, string>>;

export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };

const [current, setCurrent] = createSignal<{ locale: Locale; texts: Dictionary }>({
  locale: 'en',
  texts: en,
});

export const locale = (): Locale => current().locale;
export const texts = (): Dictionary => current().texts;

/** For Intl. Spanish of the United States: its date order, 12-hour clock and comma for thousands are the hall's. */
export const localeTag = (): string => (locale() === 'es' ? 'es-US' : 'en-US');

/** Resolves when the texts are there. If they cannot be fetched the language stays as it was, and the promise rejects. */
export async function setLocale(wanted: Locale): Promise<void> {
  const dictionary = wanted === 'es' ? (await import('./es.ts')).es : en;
  setCurrent({ locale: wanted, texts: dictionary });
  if (typeof document !== 'undefined') document.documentElement.lang = wanted;
  keepPreference('language', wanted);
}

/** Call before the first render. Falls back to English rather than keep anyone from their work. */
export async function startLocale(): Promise<void> {
  const shown = typeof document === 'undefined' ? 'en' : document.documentElement.lang;
  if (shown !== 'es') return;
  try {
    const { es } = await import('./es.ts');
    setCurrent({ locale: 'es', texts: es });
  } catch {
    document.documentElement.lang = 'en';
  }
}
