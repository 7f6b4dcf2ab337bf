/** The facts' own words, in the language spoken. Reactive, as `t` is. */
import { locale } from '../i18n/locale.ts';
import type { Words } from '../../shared/values/words.ts';

export const say = (words: Words): string => words[locale()];
