import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { clearSessionCookies, putSentinelCookie, setSessionCookies } from './cookies.ts';

async function cookiesOf(publicUrl: string): Promise<string[]> {
  const app = new Hono();
  app.get('/', (c) => {
    setSessionCookies(c, { publicUrl }, { access: 'a', refresh: 'r' });
    putSentinelCookie(c, { publicUrl }, 's');
    return c.body(null);
  });
  return (await app.request(publicUrl)).headers.getSetCookie();
}

describe('cookies', () => {
  test.each(['https://hall.example', 'http://localhost:4600', 'http://127.0.0.1:4600', 'http://[::1]:4600'])(
    'of %s cannot be planted by another host',
    async (publicUrl) => {
      const lines = await cookiesOf(publicUrl);
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        expect(line).toMatch(/^__Host-uh-(access|refresh|sentinel)=/);
        expect(line).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
        expect(line).not.toMatch(/Domain/);
      }
      expect(lines.find((line) => line.includes('sentinel'))).toContain(`Max-Age=${400 * 24 * 3600}`);
    },
  );

  test('on plain http of another machine have plain names, or the browser would drop them', async () => {
    for (const line of await cookiesOf('http://192.168.1.5:4600')) {
      expect(line).toMatch(/^uh-/);
      expect(line).not.toMatch(/Secure/);
      expect(line).toMatch(/HttpOnly; SameSite=Strict$/);
    }
  });

  test('of the session are cleared, the sentinel stays', async () => {
    const app = new Hono();
    app.get('/', (c) => {
      clearSessionCookies(c, { publicUrl: 'https://hall.example' });
      return c.body(null);
    });
    const lines = (await app.request('https://hall.example')).headers.getSetCookie();
    expect(lines.map((line) => line.split('=')[0]).sort()).toEqual(['__Host-uh-access', '__Host-uh-refresh']);
    for (const line of lines) expect(line).toMatch(/Max-Age=0/);
  });
});
