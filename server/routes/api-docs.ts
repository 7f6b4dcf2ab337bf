/** The page about the interface, with its style and script, from this server alone: the same content security policy holds. */
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { RequestEnvironment } from '../access/variables.ts';
import { apiPage } from '../docs/api-page.ts';
import type { Described } from './openapi.ts';
import { openapi } from './openapi.ts';

const compress = promisify(gzip);
const beside = (name: string): string => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

interface Made {
  readonly text: string;
  readonly packed: Uint8Array<ArrayBuffer>;
}

export function createApiDocsRoutes(described: Described): Hono<RequestEnvironment> {
  const routes = new Hono<RequestEnvironment>();
  const serve = (path: string, type: string, make: () => string | Promise<string>): void => {
    // Made when somebody first asks: most servers are never asked.
    let made: Promise<Made> | undefined;
    routes.get(path, async (c) => answer(c, type, await (made ??= prepare(make))));
  };
  serve('/', 'text/html', () => apiPage(openapi(described)));
  serve('/page.css', 'text/css', () => beside('page.css'));
  serve('/page.js', 'text/javascript', () => beside('page.js'));
  return routes;
}

async function prepare(make: () => string | Promise<string>): Promise<Made> {
  const text = await make();
  return { text, packed: new Uint8Array(await compress(text)) };
}

function answer(c: Context, type: string, { text, packed }: Made): Response {
  const headers = { 'Content-Type': `${type}; charset=utf-8`, Vary: 'Accept-Encoding' };
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(text, 200, headers);
  return c.body(packed, 200, { ...headers, 'Content-Encoding': 'gzip' });
}
