/**
 * Which language is spoken, and its dictionary. English ships with the app; Spanish is fetched when wanted (and is in
 * the service worker's list, so it is there offline too). The choice is a preference of this device.
 */
import { createSignal } from 'solid-js';
import { keepPreference } from '../preferences.ts';
import { en } from './en.ts';
import type { laterEn } from './later.en.ts';

export type Locale = 'en' | 'es';
export type Dictionary = Readonly<Record<keyof typeof en | keyof typeof laterEn, string>>;

/** Until `laterWords` has brought the rest, only what the first pages say. */
let english = en as Dictionary;

export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', es: 'Español' };

const [current, setCurrent] = createSignal<{ locale: Locale; texts: Dictionary }>({
  locale: 'en',
  texts: english,
});

export const locale = (): Locale => current().locale;
export const texts = (): Dictionary => current().texts;

/** For Intl. Spanish of the United States: its date order, 12-hour clock and comma for thousands are the hall's. */
export const localeTag = (): string => (locale() === 'es' ? 'es-US' : 'en-US');

/** Resolves when the texts are there. If they cannot be fetched the language stays as it was, and the promise rejects. */
export async function setLocale(wanted: Locale): Promise<void> {
  const dictionary = wanted === 'es' ? (await import('./es.ts')).es : english;
  setCurrent({ locale: wanted, texts: dictionary });
  if (typeof document !== 'undefined') document.documentElement.lang = wanted;
  keepPreference('language', wanted);
}

let laterWordsAsked: Promise<void> | undefined;

/** The words of all other pages, once. Rejects when they cannot be fetched, and may be asked again. */
export function laterWords(): Promise<void> {
  return (laterWordsAsked ??= import('./later.en.ts').then(
    ({ laterEn }) => {
      english = { ...en, ...laterEn };
      if (locale() === 'en') setCurrent({ locale: 'en', texts: english });
    },
    (error: unknown) => {
      laterWordsAsked = undefined;
      throw error;
    },
  ));
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
