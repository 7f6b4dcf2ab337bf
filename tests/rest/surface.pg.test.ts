/** The server as a whole: its description, the built client, start-up questions, and how it fails. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../shared/commands/index.ts';
import { registry } from '../../shared/entities/index.ts';
import { heldScopes, holdingsOf } from '../../shared/access/holdings.ts';
import type { Actor } from '../../shared/access/holdings.ts';
import { openapi } from '../../server/routes/openapi.ts';
import { pathOf } from '../../server/routes/entity-path.ts';
import type { Person, Rig } from '../support/people.ts';
import { openRig, publicUrl } from '../support/people.ts';

let rig: Rig;
let admin: Person;
const folder = mkdtempSync(join(tmpdir(), 'unionhall-client-'));
const script = `export const x = "${'y'.repeat(2000)}";`;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), `<!doctype html><title>hall</title>${'<p>x</p>'.repeat(100)}`);
  writeFileSync(join(folder, 'assets', 'main-Ab12Cd34.js'), script);
  writeFileSync(join(folder, 'service-worker.js'), 'self.x = 1;');
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}');
  writeFileSync(join(folder, '.stamp'), 'secret');
  rig = await openRig({ clientFolder: folder });
  admin = await rig.join({ roles: ['admin'] });
});
afterAll(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  rig.app.request(`${publicUrl}${path}`, { headers });

describe('the description', () => {
  type Node = { readonly [key: string]: unknown };
  const document = openapi({ registry, commands, publicUrl }) as Node;

  function* nodes(value: unknown): Generator<Node> {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) yield value as Node;
    for (const inner of Object.values(value)) yield* nodes(inner);
  }

  test('is served as it is generated, to anybody', async () => {
    const response = await get('/api/openapi.json');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('refers only to what is there', () => {
    const refs = [...nodes(document)].flatMap((node) =>
      typeof node['$ref'] === 'string' ? [node['$ref']] : [],
    );
    expect(refs.length).toBeGreaterThan(100);
    for (const ref of refs) {
      const found = ref
        .replace('#/', '')
        .split('/')
        .reduce<unknown>((at, key) => (at as Node | undefined)?.[key], document);
      expect([ref, typeof found]).toEqual([ref, 'object']);
    }
  });

  test('names every entity, command and operation once, and no secret field', () => {
    const paths = Object.keys(document['paths'] as Node);
    for (const of of registry.values()) expect(paths).toContain(`/api/v1/${pathOf(of)}/{id}`);
    for (const name of commands.keys()) expect(paths).toContain(`/api/v1/commands/${name}`);
    const ids = [...nodes(document['paths'])].flatMap((node) =>
      typeof node['operationId'] === 'string' ? [node['operationId']] : [],
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(document)).not.toContain('accountId');
  });

  test('every path it names is answered by the server, and not by "nothing here"', async () => {
    for (const [path, item] of Object.entries(document['paths'] as Record<string, Node>))
      for (const method of ['get', 'post', 'patch', 'delete'].filter((one) => one in item)) {
        const response = await rig.app.request(
          `${publicUrl}${path.replace('{id}', '0190aaaa-0000-7000-8000-000000000000')}`,
          {
            method,
            headers: { 'content-type': 'application/json' },
            ...(method === 'get' ? {} : { body: '{}' }),
          },
        );
        expect([method, path, response.status === 404]).toEqual([method, path, false]);
        await response.body?.cancel();
      }
  });
});

describe('the built client', () => {
  test('hashed files stay for ever, everything else asks again', async () => {
    expect((await get('/assets/main-Ab12Cd34.js')).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    );
    for (const path of ['/', '/index.html', '/service-worker.js', '/manifest.webmanifest'])
      expect([path, (await get(path)).headers.get('cache-control')]).toEqual([path, 'no-cache']);
  });

  test('has its types, is compressed when asked, and known by its tag', async () => {
    const type = async (path: string) => (await get(path)).headers.get('content-type');
    expect(await type('/assets/main-Ab12Cd34.js')).toBe('text/javascript; charset=utf-8');
    expect(await type('/manifest.webmanifest')).toBe('application/manifest+json; charset=utf-8');
    const brotli = await get('/assets/main-Ab12Cd34.js', { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(await brotli.arrayBuffer()).toString()).toBe(script);
    const gzip = await get('/assets/main-Ab12Cd34.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(script);
    expect(await (await get('/assets/main-Ab12Cd34.js')).text()).toBe(script);
    const tag = brotli.headers.get('etag') ?? '';
    const known = await get('/assets/main-Ab12Cd34.js', { 'accept-encoding': 'br', 'if-none-match': tag });
    expect([known.status, await known.text()]).toEqual([304, '']);
    expect(brotli.headers.get('vary')).toBe('Accept-Encoding');
  });

  test('the app’s own addresses get the app when somebody goes there, and nothing else does', async () => {
    const navigation = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate' };
    const page = await get('/members/0190', navigation);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>hall</title>')]);
    for (const [path, headers] of [
      ['/members/0190', { accept: 'application/json' }],
      ['/assets/gone-Ab12Cd34.js', navigation],
      ['/members', { accept: 'text/html', 'sec-fetch-mode': 'cors' }],
      ['/api/nothing', navigation],
    ] as const) {
      const response = await get(path, headers);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([
        path,
        404,
        'application/json',
      ]);
    }
  });

  test('nothing outside the folder and nothing hidden in it is served', async () => {
    for (const path of [
      '/.stamp',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/..%5c..%5cx',
      '/%00',
      '/%',
      '/assets',
    ])
      expect([path, (await get(path)).status]).toEqual([path, 404]);
  });
});

test('bootstrap tells a client who it is, and its answer opens the same scopes as the server’s own', async () => {
  const response = await admin.send('GET', '/api/v1/bootstrap');
  const body = (await response.json()) as {
    actor: Actor;
    epoch: string;
    zone: string;
    sealKey: JsonWebKey;
    protocol: number;
  };
  const holdings = holdingsOf(body.actor, registry, Date.now());
  const pulled = await admin.pull();
  expect([...heldScopes(holdings).keys()].sort()).toEqual(Object.keys(pulled.begin.holdings).sort());
  expect(body).toMatchObject({ protocol: 1, zone: 'America/Los_Angeles', epoch: pulled.begin.epoch });
  expect(body.sealKey).toMatchObject({ kty: 'EC', crv: 'P-256' });
  expect(body.sealKey).not.toHaveProperty('d');
});

test('a fault says nothing of the inside: a number to report it by, and no more', async () => {
  const broken = await openRig();
  const person = await broken.join({ roles: ['admin'] });
  await broken.hall.behind`drop table sync.epoch cascade`;
  const response = await person.send('GET', '/api/v1/bootstrap');
  expect(response.status).toBe(500);
  const body = (await response.json()) as { error: { code: string; requestId: string } };
  expect(Object.keys(body.error).sort()).toEqual(['code', 'requestId']);
  expect(body.error.requestId).toBe(response.headers.get('x-request-id'));
  const pull = await person.rawPull();
  expect([pull.status, pull.headers.get('unionhall-protocol')]).toEqual([500, '1']);
  await broken.close();
});
