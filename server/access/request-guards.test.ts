import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { isOwnOrigin, maxBodyBytes, requestGuards } from './request-guards.ts';
import type { RequestEnvironment } from './variables.ts';

const publicUrl = 'https://hall.example';

function makeApp(settings: { publicUrl?: string; trustProxy?: number } = {}) {
  const app = new Hono<RequestEnvironment>();
  const guards = requestGuards({ publicUrl, trustProxy: 0, ...settings });
  for (const guard of guards) app.use('*', guard);
  app.onError((_, c) => c.json({ error: { code: 'internal' } }, 500));
  app.post('/api/echo', async (c) => c.json({ body: await c.req.json(), requestId: c.var.requestId }));
  app.post('/api/nothing', (c) => c.json({ length: 0 }));
  app.get('/api/read', (c) => c.json({}));
  app.get('/api/raw', () => new Response('raw'));
  app.get('/api/broken', () => {
    throw new Error('inside');
  });
  app.get('/page', (c) => c.text('page'));
  return app;
}

const post = (headers: Record<string, string>, body: BodyInit = '{"a":1}', path = '/api/echo') =>
  makeApp().request(`${publicUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

const refusalOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error?: { code: string; limit?: number } };
  return {
    status: answer.status,
    code: error?.code,
    ...(error?.limit === undefined ? {} : { limit: error.limit }),
  };
};

const cookie = '__Host-uh-refresh=x';

describe('a request that changes something', () => {
  test.each([
    ['from our page', { origin: publicUrl, 'sec-fetch-site': 'same-origin', cookie }],
    ['from our page in an old browser', { origin: publicUrl, cookie }],
    ['from the address bar', { 'sec-fetch-site': 'none', cookie }],
    ['from a program without cookies', {}],
  ])('%s passes', async (_, headers) => {
    expect((await post(headers)).status).toBe(200);
  });

  test.each([
    ['from another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', cookie }],
    ['from another site without cookies, to sign somebody in', { origin: 'https://evil.example' }],
    ['from a sibling host', { origin: 'https://www.hall.example', 'sec-fetch-site': 'same-site', cookie }],
    ['from our origin over http', { origin: 'http://hall.example', cookie }],
    ['from another port', { origin: 'https://hall.example:8443', cookie }],
    ['from a frame without origin', { origin: 'null', cookie }],
    ['with our origin but a foreign site', { origin: publicUrl, 'sec-fetch-site': 'cross-site', cookie }],
    ['with our cookie and no word where from', { cookie }],
    ['with a bearer word beside our cookie', { cookie, authorization: 'Bearer x' }],
  ])('%s is refused', async (_, headers) => {
    expect(await refusalOf(await post(headers))).toEqual({ status: 403, code: 'forbidden_origin' });
  });

  test('reading is not stopped', async () => {
    const headers = { origin: 'https://evil.example', cookie };
    expect((await makeApp().request(`${publicUrl}/api/read`, { headers })).status).toBe(200);
  });

  test('on one’s own machine both names of it are the same place, another port is not', () => {
    expect(isOwnOrigin('http://127.0.0.1:4600', 'http://localhost:4600')).toBe(true);
    expect(isOwnOrigin('http://localhost:4601', 'http://localhost:4600')).toBe(false);
    expect(isOwnOrigin('http://localhost.evil.example:4600', 'http://localhost:4600')).toBe(false);
    expect(isOwnOrigin('nonsense', 'http://localhost:4600')).toBe(false);
  });
});

describe('a body', () => {
  test('that is missing is no matter', async () => {
    const answer = await makeApp().request(`${publicUrl}/api/nothing`, { method: 'POST' });
    expect(answer.status).toBe(200);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    'application/json; charset=latin1',
  ])('of type %j is refused', async (type) => {
    expect(await refusalOf(await post({ 'content-type': type }))).toEqual({
      status: 415,
      code: 'unsupported_type',
    });
  });

  test('that is compressed is refused unread', async () => {
    expect(await refusalOf(await post({ 'content-encoding': 'gzip' }))).toEqual({
      status: 415,
      code: 'unsupported_encoding',
    });
  });

  test('that is too large is refused with the limit, whether its length is announced or not', async () => {
    const text = `"${'x'.repeat(maxBodyBytes)}"`;
    const expected = { status: 413, code: 'too_large', limit: maxBodyBytes };
    expect(await refusalOf(await post({ 'content-length': String(text.length) }, text))).toEqual(expected);
    expect(await refusalOf(await post({}, text))).toEqual(expected);
    const just = `"${'x'.repeat(maxBodyBytes - 2)}"`;
    expect((await post({}, just)).status).toBe(200);
  });

  test('that nests too deep is refused before it is parsed', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect((await post({}, nested(32))).status).toBe(200);
    expect(await refusalOf(await post({}, nested(33)))).toEqual({ status: 400, code: 'too_deep', limit: 32 });
    expect((await refusalOf(await post({}, '{"a":'.repeat(10_000)))).code).toBe('too_deep');
    const brackets = JSON.stringify({ text: `\\"${'['.repeat(100)}` });
    expect((await post({}, brackets)).status).toBe(200);
  });

  test('that is not UTF-8 is refused', async () => {
    expect(await refusalOf(await post({}, Uint8Array.from([0x22, 0xff, 0xfe, 0x22])))).toEqual({
      status: 400,
      code: 'bad_json',
    });
  });
});

describe('every answer', () => {
  test.each(['/api/read', '/api/raw', '/api/broken', '/api/absent', '/page'])(
    'of %s has the headers',
    async (path) => {
      const answer = await makeApp().request(`${publicUrl}${path}`);
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
      expect(answer.headers.get('cache-control')).toBe(path.startsWith('/api') ? 'no-store' : null);
    },
  );

  test('a stranger cannot choose the request id; a proxy of ours can', async () => {
    const id = '0198a000-0000-7000-8000-000000000001';
    const ask = async (trustProxy: number, given: string) => {
      const answer = await makeApp({ trustProxy }).request(`${publicUrl}/page`, {
        headers: { 'x-request-id': given },
      });
      return answer.headers.get('x-request-id');
    };
    expect(await ask(0, id)).not.toBe(id);
    expect(await ask(1, id)).toBe(id);
    expect(await ask(1, '<script>')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('promises TLS only when there is TLS', async () => {
    const answer = await makeApp({ publicUrl: 'http://localhost:4600' }).request(
      'http://localhost:4600/page',
    );
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  });
});
