import { describe, expect, test } from 'vitest';
import { chooseWay, shouldOffer } from './install-rules.ts';

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1';
const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15';
const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36';
const facts = (over: Partial<Parameters<typeof chooseWay>[0]>) => ({
  installed: false,
  canPrompt: false,
  userAgent: android,
  touchPoints: 5,
  ...over,
});

describe('the way to install', () => {
  test('an installed app offers nothing, whatever else holds', () => {
    expect(chooseWay(facts({ installed: true, canPrompt: true }))).toBe('installed');
  });

  test('iPhone, and iPad that calls itself a Macintosh, go by the Share sheet; a real Macintosh does not', () => {
    expect(chooseWay(facts({ userAgent: iphone }))).toBe('ios');
    expect(chooseWay(facts({ userAgent: mac, touchPoints: 5 }))).toBe('ios');
    expect(chooseWay(facts({ userAgent: mac, touchPoints: 0 }))).toBe('menu');
  });

  test('inside another app one is sent to a real browser first', () => {
    expect(chooseWay(facts({ userAgent: `${iphone} [FBAN/FBIOS;FBAV/500]` }))).toBe('in-app');
    expect(
      chooseWay(facts({ userAgent: android.replace('Pixel 8)', 'Pixel 8; wv)'), canPrompt: true })),
    ).toBe('in-app');
  });
});

describe('the moment to ask', () => {
  const now = 1_800_000_000_000;
  const day = 86_400_000;

  test('not before the second save', () => {
    expect(shouldOffer('prompt', { saves: 1, dismissedAt: undefined }, now)).toBe(false);
    expect(shouldOffer('prompt', { saves: 2, dismissedAt: undefined }, now)).toBe(true);
  });

  test('not for thirty days after "not now"', () => {
    expect(shouldOffer('ios', { saves: 2, dismissedAt: now - 29 * day }, now)).toBe(false);
    expect(shouldOffer('ios', { saves: 2, dismissedAt: now - 31 * day }, now)).toBe(true);
  });

  test('never where it is done or may not exist', () => {
    expect(shouldOffer('installed', { saves: 9, dismissedAt: undefined }, now)).toBe(false);
    expect(shouldOffer('menu', { saves: 9, dismissedAt: undefined }, now)).toBe(false);
  });
});
