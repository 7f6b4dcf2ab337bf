/**
 * The words of the screen. `t(key)` is reactive, and both the keys and each text's `{parameters}` are checked by the
 * compiler. Plurals: `t('sync.onDevice', { count: 3 })` picks `sync.onDevice.one` or `.other` by the language's rules.
 */
import type { en } from './en.ts';
import type { laterEn } from './later.en.ts';
import { locale, localeTag, texts } from './locale.ts';

type Source = typeof en & typeof laterEn;
type RawKey = keyof Source;
type PluralBase<Key> = Key extends `${infer Base}.other`
  ? `${Base}.one` extends RawKey
    ? Base
    : never
  : never;
type PluralKey = PluralBase<RawKey>;

/** Every key one may ask for: plural forms go by their common name. */
export type MessageKey = Exclude<RawKey, `${PluralKey}.one` | `${PluralKey}.other`> | PluralKey;

type Named<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never;
type TextOf<Key> = Key extends PluralKey
  ? Source[`${Key}.other` & RawKey]
  : Key extends RawKey
    ? Source[Key]
    : never;
type Value = string | number;
type ParamsOf<Key> = Key extends PluralKey
  ? { count: number } & Record<Named<TextOf<Key>>, Value>
  : Record<Named<TextOf<Key>>, Value>;
type NeedsNone<Key> = Key extends PluralKey ? false : [Named<TextOf<Key>>] extends [never] ? true : false;

/** Keys without parameters: what a navigation item or a list of choices may carry. */
export type PlainKey = { [Key in MessageKey]: NeedsNone<Key> extends true ? Key : never }[MessageKey];

export function t<Key extends MessageKey>(
  key: Key,
  ...params: NeedsNone<Key> extends true ? [] : [ParamsOf<Key>]
): string {
  return fill(findText(key, params[0]), params[0]);
}

const pluralRules: Partial<Record<string, Intl.PluralRules>> = {};

function findText(key: string, params: Readonly<Record<string, Value>> | undefined): string {
  const dictionary: Readonly<Record<string, string>> = texts();
  const count = params?.['count'];
  if (typeof count === 'number') {
    const rules = (pluralRules[locale()] ??= new Intl.PluralRules(locale()));
    const plural = dictionary[`${key}.${rules.select(count)}`] ?? dictionary[`${key}.other`];
    if (plural !== undefined) return plural;
  }
  return dictionary[key] ?? key;
}

function fill(text: string, params: Readonly<Record<string, Value>> | undefined): string {
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(localeTag()).format(value) : value;
  });
}
