import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { Sentinel } from './sentinel.ts';
import { dropSentinels, noteSentinel, readSentinels, sentinelOf } from './sentinel.ts';

const settings = { publicUrl: 'https://hall.example' };
const person = (number: number): string => `0198a000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const note = (more: Partial<Sentinel> = {}): Sentinel => ({
  userId: person(1),
  deviceId: person(90),
  unsent: 0,
  at: 1_000_000,
  ...more,
});

/** A browser that keeps the one cookie; each visit does something at the server. */
function openBrowser(first?: string) {
  let jar = first;
  return {
    cookie: () => jar,
    async visit(
      deed: (c: Parameters<typeof readSentinels>[0]) => unknown,
      headers: Record<string, string> = {},
    ) {
      const app = new Hono();
      app.get('/', (c) => c.json({ answer: deed(c) ?? null }));
      const sent = jar === undefined ? headers : { ...headers, cookie: `__Host-uh-sentinel=${jar}` };
      const answer = await app.request('https://hall.example', { headers: sent });
      const set = answer.headers.getSetCookie()[0];
      jar = set?.split(';')[0]?.split('=')[1] ?? jar;
      return { wasSet: set !== undefined, answer: ((await answer.json()) as { answer: unknown }).answer };
    },
  };
}

describe('the loss sentinel', () => {
  test('tells each person of a shared tablet what the last contact knew, and nobody of another', async () => {
    const browser = openBrowser();
    await browser.visit((c) => noteSentinel(c, settings, note({ unsent: 3 })));
    await browser.visit((c) => noteSentinel(c, settings, note({ userId: person(2), unsent: 5 })));
    expect((await browser.visit((c) => sentinelOf(c, settings, person(1)))).answer).toEqual(
      note({ unsent: 3 }),
    );
    expect((await browser.visit((c) => sentinelOf(c, settings, person(3)))).answer).toBeNull();
  });

  test('is written when something changed or an hour passed, not with every answer', async () => {
    const browser = openBrowser();
    const visit = (more: Partial<Sentinel>) => browser.visit((c) => noteSentinel(c, settings, note(more)));
    expect((await visit({})).wasSet).toBe(true);
    expect((await visit({ at: 1_000_000 + 60_000 })).wasSet).toBe(false);
    expect((await visit({ at: 1_000_000 + 60_000, unsent: 1 })).wasSet).toBe(true);
    expect((await visit({ at: 1_000_000 + 2 * 3_600_000, unsent: 1 })).wasSet).toBe(true);
    expect((await visit({ at: 1_000_000 + 2 * 3_600_000, unsent: 1, deviceId: person(91) })).wasSet).toBe(
      true,
    );
  });

  test('a program with its own token is given none', async () => {
    const browser = openBrowser();
    const visit = await browser.visit((c) => noteSentinel(c, settings, note()), {
      authorization: 'Bearer x',
    });
    expect(visit.wasSet).toBe(false);
  });

  test('rows deleted on purpose are no loss', async () => {
    const browser = openBrowser();
    await browser.visit((c) => noteSentinel(c, settings, note()));
    await browser.visit((c) => noteSentinel(c, settings, note({ userId: person(2) })));
    expect((await browser.visit((c) => dropSentinels(c, settings, [person(3)]))).wasSet).toBe(false);
    await browser.visit((c) => dropSentinels(c, settings, [person(1)]));
    expect((await browser.visit((c) => readSentinels(c, settings))).answer).toEqual([
      note({ userId: person(2) }),
    ]);
  });

  test('many people do not outgrow the cookie', async () => {
    const browser = openBrowser();
    for (let number = 1; number <= 40; number += 1)
      await browser.visit((c) =>
        noteSentinel(c, settings, note({ userId: person(number), unsent: 10 ** 9 })),
      );
    expect(browser.cookie()?.length).toBeLessThan(2000);
    expect((await browser.visit((c) => sentinelOf(c, settings, person(40)))).answer).not.toBeNull();
  });

  test.each(['', 'nonsense', Buffer.from('[{"deviceId":1}]').toString('base64url'), 'bnVsbA'])(
    'one that reads %j is none',
    async (value) => {
      const browser = openBrowser(value);
      expect((await browser.visit((c) => readSentinels(c, settings))).answer).toEqual([]);
    },
  );
});
