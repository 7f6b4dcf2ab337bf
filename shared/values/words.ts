/**
 * Words shown to people, in the languages the hall speaks. Facts carry both, so a phone and the
 * server say the same sentence about the same mistake.
 */
export type Language = 'en' | 'es';

export interface Words {
  readonly en: string;
  readonly es: string;
}

export const languages: readonly Language[] = ['en', 'es'];

/** Short form for a fact sheet: `words('Session', 'Clase')`. */
export const words = (en: string, es: string): Words => ({ en, es });
