/** The two choices that belong to this device: its colours and its language. */
import type { JSX } from 'solid-js';
import { Segmented } from '../elements/segmented.tsx';
import { locale, localeNames, setLocale } from '../i18n/locale.ts';
import type { Locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { setTheme, theme } from './theme.ts';

export function ThemeControl(props: { hideLegend?: boolean | undefined }): JSX.Element {
  return (
    <Segmented
      legend={t('theme.label')}
      hideLegend={props.hideLegend}
      value={theme()}
      onValue={setTheme}
      options={[
        { value: 'system', label: t('theme.system'), icon: 'device' },
        { value: 'light', label: t('theme.light'), icon: 'sun' },
        { value: 'dark', label: t('theme.dark'), icon: 'moon' },
        { value: 'sun', label: t('theme.sun'), icon: 'contrast' },
      ]}
    />
  );
}

/** Each language is named in itself: who cannot read the screen must still find the way out. */
export function LanguageControl(props: { hideLegend?: boolean | undefined }): JSX.Element {
  const choose = (wanted: Locale): void => {
    // Not fetched (offline and never stored): the language stays, which the control then shows.
    setLocale(wanted).catch(() => undefined);
  };
  return (
    <Segmented
      legend={t('language.label')}
      hideLegend={props.hideLegend}
      layout="inline"
      value={locale()}
      onValue={choose}
      options={[
        { value: 'en', label: localeNames.en },
        { value: 'es', label: localeNames.es },
      ]}
    />
  );
}
