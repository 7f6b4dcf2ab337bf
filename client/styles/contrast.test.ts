/** Measures the themes: a colour changed by eye must not make anyone's text unreadable. WCAG 2.2, 1.4.3, 1.4.6, 1.4.11. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./themes.css', import.meta.url), 'utf8');

function readThemes(): Map<string, Map<string, string>> {
  const themes = new Map<string, Map<string, string>>();
  for (const block of css.split("@plugin 'daisyui/theme'").slice(1)) {
    const tokens = new Map<string, string>();
    for (const [, name, value] of block.matchAll(/([\w-]+):\s*([^;]+);/g)) {
      if (name && value) tokens.set(name, value.replaceAll("'", ''));
    }
    themes.set(tokens.get('name') ?? '', tokens);
  }
  return themes;
}

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const tones = ['good', 'warn', 'bad', 'ink', 'neutral'];
const surfaces = ['--color-base-100', '--color-base-200'];
const filled = ['primary', 'secondary', 'accent', 'neutral', 'info', 'success', 'warning', 'error'];

/** [foreground, background] wherever the styles put one on the other as text. */
const textPairs: [string, string][] = [
  ...surfaces.flatMap((surface): [string, string][] => [
    ['--color-base-content', surface],
    ['--muted', surface],
    ['--color-primary', surface],
    ['--color-error', surface],
    ...tones.map((tone): [string, string] => [`--${tone}-text`, surface]),
  ]),
  ['--color-base-content', '--color-base-300'],
  ...filled.map((name): [string, string] => [`--color-${name}-content`, `--color-${name}`]),
  ...tones.map((tone): [string, string] => [`--${tone}-text`, `--${tone}-bg`]),
  ...tones.map((tone): [string, string] => ['--color-base-content', `--${tone}-bg`]),
  ['--rail-text', '--rail'],
  ['--rail-text', '--rail-active'],
  ['--rail-muted', '--rail'],
];

/** Borders of controls, focus rings and the mark of the current page: 3:1. */
const shapePairs: [string, string][] = [
  ...surfaces.flatMap((surface): [string, string][] => [
    ['--line-strong', surface],
    ['--focus', surface],
  ]),
  ['--color-accent', '--rail'],
  ['--color-accent', '--rail-active'],
];

describe.each([...readThemes()])('theme %s', (name, tokens) => {
  const colour = (token: string): string => {
    const value = tokens.get(token);
    if (!value || !/^#[0-9a-f]{6}$/.test(value)) throw new Error(`${name} has no plain colour for ${token}`);
    return value;
  };
  const wanted = name === 'hall-sun' ? 7 : 4.5;

  test.each(textPairs)('%s is legible on %s', (front, back) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(wanted);
  });

  test.each(shapePairs)('%s can be told from %s', (front, back) => {
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(3);
  });
});

test('there are three themes and each names the same tokens', () => {
  const themes = [...readThemes().values()].map((tokens) => [...tokens.keys()].sort());
  expect(themes).toHaveLength(3);
  expect(themes[1]).toEqual(themes[0]);
  expect(themes[2]).toEqual(themes[0]);
});
