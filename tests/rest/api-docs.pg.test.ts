/** The page about the interface: all of the description stands on it, nothing it needs comes from elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../shared/commands/index.ts';
import { registry } from '../../shared/entities/index.ts';
import { errorCodes } from '../../server/docs/error-codes.ts';
import { apiPage } from '../../server/docs/api-page.ts';
import { curlOf } from '../../server/docs/examples.ts';
import {
  asList,
  asObject,
  asText,
  followRef,
  operationsOf,
  schemasOf,
} from '../../server/docs/read-document.ts';
import { openapi } from '../../server/routes/openapi.ts';
import type { Rig } from '../support/people.ts';
import { openRig, publicUrl } from '../support/people.ts';

let rig: Rig;
let page = '';
const document = openapi({ registry, commands, publicUrl });

beforeAll(async () => {
  rig = await openRig();
  page = await (await get('/api/docs')).text();
});
afterAll(() => rig.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  rig.app.request(`${publicUrl}${path}`, { headers });

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[sign] ?? ''};`,
  );
/** The part of the page with this id, up to the next of its kind. */
function part(id: string): string {
  const start = page.search(new RegExp(`id="${id}"`));
  expect(start, id).toBeGreaterThan(0);
  const end = page.indexOf('</details>', start);
  return page.slice(start, end);
}

describe('all of the description', () => {
  test('every path with each of its methods, its parameters, its answers and an example', () => {
    const operations = operationsOf(document);
    expect(operations.length).toBeGreaterThan(100);
    for (const [path, item] of Object.entries(asObject(document['paths'])))
      for (const method of ['get', 'post', 'put', 'patch', 'delete'])
        if (asObject(item)[method] !== undefined)
          expect(operations.some((one) => one.path === path && one.method === method.toUpperCase())).toBe(
            true,
          );
    for (const one of operations) {
      const told = part(one.id);
      expect(told).toContain(`<code class="path">${escaped(one.path)}</code>`);
      expect(told).toContain(`data-method="${one.method}"`);
      for (const parameter of one.parameters) {
        expect(told, one.id).toContain(`<code>${escaped(asText(parameter['name']))}</code>`);
        expect(told.replace(/<\/?code>/g, '`'), one.id).toContain(escaped(asText(parameter['description'])));
      }
      for (const [status, response] of one.responses) {
        expect(told, one.id).toContain(`<code>${status}</code>`);
        expect(told, one.id).toContain(escaped(asText(response['description'])));
      }
      expect(told, one.id).toContain(`$HALL${one.path.split('{')[0] ?? ''}`);
    }
  });

  test('every schema with each of its fields and the words it allows', () => {
    const schemas = schemasOf(document);
    expect(schemas.length).toBeGreaterThan(50);
    for (const [name, schema] of schemas) {
      const told = part(`schema-${name}`);
      for (const [field, value] of Object.entries(asObject(schema['properties']))) {
        expect(told, `${name}.${field}`).toContain(`<code>${field}</code>`);
        for (const word of asList(asObject(value)['enum']))
          expect(told, `${name}.${field}`).toContain(`<code>${escaped(String(word))}</code>`);
        const most = asObject(value)['maxLength'];
        if (most !== undefined)
          expect(told, `${name}.${field}`).toContain(`at most ${String(most)} characters`);
      }
    }
  });

  test('every code with which the server refuses a request', () => {
    const sources = readdirSync('server', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('docs'))
      .map((name) => readFileSync(join('server', name), 'utf8'));
    const refused = sources.flatMap((source) => [
      ...[...source.matchAll(/\brefuse(?:ForNow)?\(\s*c,\s*(\d{3}),\s*'(\w+)'/g)].map(
        (found) => `${found[1]} ${found[2]}`,
      ),
      ...[...source.matchAll(/error: \{ code: '(\w+)'[^}]*\}[^;]*?(\d{3})/g)].map(
        (found) => `${found[2]} ${found[1]}`,
      ),
    ]);
    expect(new Set(refused).size).toBeGreaterThan(20);
    const known = new Set(errorCodes.map(([status, code]) => `${status} ${code}`));
    expect([...new Set(refused)].filter((one) => !known.has(one))).toEqual([]);
    for (const [status, code, what] of errorCodes) {
      expect(page).toMatch(new RegExp(`<td>${status}</td>\\s*<th scope="row"><code>${code}</code></th>`));
      expect(page.replace(/<\/?code>/g, '`')).toContain(escaped(what));
    }
  });

  test('links lead somewhere, and no id stands twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((found) => found[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map((found) => found[1]);
    expect(links.length).toBeGreaterThan(200);
    expect(links.filter((one) => !ids.includes(one))).toEqual([]);
  });
});

describe('nothing from elsewhere and nothing inline', () => {
  test('the policy of the whole server holds, and the page keeps to it', async () => {
    const response = await get('/api/docs');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    for (const [tag] of page.matchAll(/<script\b[^>]*>[^<]*/g))
      expect(tag).toMatch(/^<script src="\/api\/docs\/page\.js" defer>$/);
    for (const [, address] of page.matchAll(/\s(?:src|href)="([^"]+)"/g))
      expect(address).toMatch(/^[#/](?!\/)/);
  });

  test('style and script come from the same server, packed when asked', async () => {
    for (const [path, type] of [
      ['/api/docs/page.css', 'text/css; charset=utf-8'],
      ['/api/docs/page.js', 'text/javascript; charset=utf-8'],
    ] as const) {
      const response = await get(path);
      expect([path, response.status, response.headers.get('content-type')]).toEqual([path, 200, type]);
      expect(await response.text()).not.toMatch(/https?:\/\/|@import/);
    }
    const packed = await get('/api/docs', { 'accept-encoding': 'br, gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(page);
  });

  test('what a fact sheet says is text on the page, whatever it looks like', async () => {
    const hostile = await apiPage({
      ...document,
      components: {
        schemas: { 'X"><img src=x>': { type: 'object', description: '<script>alert(1)</script>' } },
      },
    });
    expect(hostile).not.toContain('<img');
    expect(hostile).not.toContain('<script>alert');
    expect(hostile).toContain('&lt;script&gt;alert(1)');
  });

  test('each example is one line of shell whose body is JSON with what is required and nothing unknown', () => {
    const bodies = operationsOf(document).flatMap((one) => {
      if (one.body === undefined) return [];
      const curl = curlOf(document, one);
      expect(curl.match(/'/g)?.length ?? 0, curl).toSatisfy((quotes: number) => quotes % 2 === 0);
      const body = /-d '([^']*)'/.exec(curl)?.[1] ?? '';
      return [
        { one, schema: followRef(document, one.body), body: JSON.parse(body) as Record<string, unknown> },
      ];
    });
    expect(bodies.length).toBeGreaterThan(40);
    for (const { one, schema, body } of bodies) {
      for (const name of asList(schema['required'])) expect(body, one.id).toHaveProperty(String(name));
      if (schema['additionalProperties'] === false)
        for (const name of Object.keys(body))
          expect(asObject(schema['properties']), one.id).toHaveProperty(name);
    }
  });

  test('README leads there', () => {
    expect(readFileSync('README.md', 'utf8')).toContain('`/api/docs`');
  });
});
