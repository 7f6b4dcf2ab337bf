import { afterEach, describe, expect, test } from 'vitest';
import { createEffect, createRoot } from 'solid-js';
import { en as firstEn } from './en.ts';
import { es } from './es.ts';
import {
  clockOf,
  dayOf,
  formatAgo,
  formatBytes,
  formatClock,
  formatDay,
  formatTime,
  setTimeZone,
} from './format.ts';
import { laterEn } from './later.en.ts';
import { laterWords, setLocale } from './locale.ts';
import { t } from './t.ts';

afterEach(() => setLocale('en'));

const en = { ...firstEn, ...laterEn };
const parameters = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

describe('the dictionaries', () => {
  test('Spanish has the keys of English, no more and no fewer', () => {
    expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
  });

  test('each text names the same parameters in both languages, and none is empty', () => {
    const spanish: Record<string, string> = es;
    for (const [key, text] of Object.entries(en)) {
      expect(parameters(spanish[key] ?? ''), key).toEqual(parameters(text));
      expect(spanish[key]?.trim(), key).not.toBe('');
    }
  });

  test('every plural has both forms', () => {
    const keys = new Set(Object.keys(en));
    for (const key of keys) {
      if (key.endsWith('.one')) expect(keys.has(key.replace(/\.one$/, '.other')), key).toBe(true);
    }
  });
});

describe('t', () => {
  test('fills parameters and chooses the plural of the language spoken', async () => {
    expect(t('sync.needYou', { count: 1 })).toBe('1 needs you');
    expect(t('sync.needYou', { count: 2 })).toBe('2 need you');
    await setLocale('es');
    expect(t('sync.needYou', { count: 1 })).toBe('1 espera su decisión');
    expect(t('sync.needYou', { count: 1_000_000 })).toBe('1,000,000 esperan su decisión');
    expect(t('nav.today')).toBe('Hoy');
  });

  test('the words of later pages come when they are asked for, and stay when the language changes', async () => {
    expect(t('visits.title')).toBe('visits.title');
    await laterWords();
    expect(t('visits.title')).toBe('Visits');
    await setLocale('es');
    expect(t('visits.title')).toBe('Visitas');
    await setLocale('en');
    expect(t('visits.title')).toBe('Visits');
  });

  test('a parameter is put in as it is, even when it looks like a pattern', () => {
    expect(t('state.sentAt', { time: '$& {count}' })).toBe('Sent $& {count}');
  });

  test('what is on screen changes when the language does', async () => {
    const seen: string[] = [];
    const dispose = createRoot((end) => {
      createEffect(() => seen.push(t('nav.today')));
      return end;
    });
    await setLocale('es');
    dispose();
    expect(seen).toEqual(['Today', 'Hoy']);
  });
});

describe('formats', () => {
  const at = Date.UTC(2026, 2, 4, 4, 30);

  test('a moment is shown in the zone of the local, a calendar day is never shifted', () => {
    setTimeZone('America/Chicago');
    expect(dayOf(at)).toBe('2026-03-03');
    expect(clockOf(at)).toBe('22:30');
    expect(formatTime(at)).toMatch(/^10:30\sPM$/);
    setTimeZone('Pacific/Auckland');
    expect(dayOf(at)).toBe('2026-03-04');
    expect(formatDay('2026-03-04', 'weekday')).toBe('Wednesday, March 4');
  });

  test('midnight is 00, not 24', () => {
    setTimeZone('UTC');
    expect(clockOf(Date.UTC(2026, 0, 1, 0, 5))).toBe('00:05');
  });

  test('an unknown zone or text that is no date never throws', () => {
    setTimeZone('Mars/Olympus');
    expect(formatTime(at)).not.toBe('');
    expect(formatDay('someday')).toBe('someday');
    expect(formatClock('noon')).toBe('noon');
  });

  test('room is told in the unit that fits', () => {
    expect([0, 1_640_000, 999_400_000, 64_300_000_000].map(formatBytes)).toEqual([
      '0 MB',
      '1.6 MB',
      '999.4 MB',
      '64 GB',
    ]);
  });

  test('ages are told in words, and a clock ahead of ours is "just now"', async () => {
    setTimeZone('UTC');
    const now = Date.UTC(2026, 2, 4, 12);
    expect(formatAgo(now + 90_000, now)).toBe('just now');
    expect(formatAgo(now - 5 * 60_000, now)).toBe('5 minutes ago');
    expect(formatAgo(now - 26 * 3_600_000, now)).toBe('1 day ago');
    expect(formatAgo(now - 40 * 24 * 3_600_000, now)).toBe('January 23, 2026');
    await setLocale('es');
    expect(formatAgo(now - 3 * 3_600_000, now)).toBe('hace 3 horas');
  });
});
