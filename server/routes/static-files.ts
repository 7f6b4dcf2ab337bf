/**
 * The built client. Files are read once and kept; what has a hash in its name is cached for ever, everything else asks
 * each time. Text is compressed once per encoding, when first wanted.
 *
 * An address without a file is the app's own (`/members/…`) when a browser navigates there, and not found otherwise.
 * Development builds have no such folder: Vite serves the client then.
 */
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { RequestEnvironment } from '../access/variables.ts';
import { refuse } from '../access/refuse.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const compressible = new Set([
  '.html',
  '.js',
  '.css',
  '.json',
  '.map',
  '.webmanifest',
  '.svg',
  '.txt',
  '.wasm',
]);
/** Below this a compressed answer is hardly smaller. */
const leastCompressedBytes = 512;

type Encoding = 'br' | 'gzip' | 'identity';

interface StoredFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly isText: boolean;
  readonly tag: string;
  readonly encoded: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
}

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

const compressors: Readonly<
  Record<Encoding, (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>>
> = {
  identity: async (bytes) => bytes,
  gzip: async (bytes) => new Uint8Array(await compressGzip(bytes, { level: 9 })),
  br: async (bytes) =>
    new Uint8Array(await compressBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })),
};

export function createStaticRoutes(folder: string): Hono<RequestEnvironment> {
  const files = new Map<string, Promise<StoredFile | undefined>>();
  const find = (path: string): Promise<StoredFile | undefined> => {
    const known = files.get(path);
    if (known) return known;
    const found = readStored(folder, path);
    files.set(path, found);
    // Addresses come from outside: only those that are files are remembered.
    void found.then(
      (file) => (file ? undefined : files.delete(path)),
      () => files.delete(path),
    );
    return found;
  };
  const routes = new Hono<RequestEnvironment>();
  routes.get('*', async (c) => {
    const path = safePath(c.req.path);
    const file = path === undefined ? undefined : await find(path);
    if (file && path !== undefined) return answer(c, file, isHashed(path));
    const index = isNavigation(c) ? await find('index.html') : undefined;
    return index ? answer(c, index, false) : refuse(c, 404, 'not_found', 'There is nothing here.');
  });
  return routes;
}

/** Undefined for whatever would leave the folder or name a hidden file. */
export function safePath(asked: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(asked);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.includes('\\')) return undefined;
  const clean = normalize(path).replace(/^[/]+/, '');
  const parts = clean.split(sep);
  if (parts.some((part) => part === '..' || (part.startsWith('.') && part !== '.well-known')))
    return undefined;
  return clean === '' ? 'index.html' : clean;
}

/** Vite puts what has a hash in its name under assets/. */
export const isHashed = (path: string): boolean =>
  /^assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+(\.map)?$/.test(path);

function isNavigation(c: Context): boolean {
  const mode = c.req.header('sec-fetch-mode');
  if (mode !== undefined && mode !== 'navigate') return false;
  const isPage = extname(c.req.path) === '' || c.req.path.endsWith('.html');
  return isPage && (c.req.header('accept') ?? '').includes('text/html');
}

async function readStored(folder: string, path: string): Promise<StoredFile | undefined> {
  const place = join(folder, path);
  try {
    if (!(await stat(place)).isFile()) return undefined;
    const bytes = new Uint8Array(await readFile(place));
    const extension = extname(path);
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return {
      bytes,
      type: types[extension] ?? 'application/octet-stream',
      isText: compressible.has(extension) && bytes.length >= leastCompressedBytes,
      tag: Buffer.from(digest).toString('base64url').slice(0, 22),
      encoded: new Map(),
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}

async function answer(c: Context, file: StoredFile, isForEver: boolean): Promise<Response> {
  const encoding = file.isText ? chooseEncoding(c.req.header('accept-encoding') ?? '') : 'identity';
  const tag = `"${file.tag}-${encoding}"`;
  const headers: Record<string, string> = {
    'Content-Type': file.type,
    'Cache-Control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    ...(file.isText ? { Vary: 'Accept-Encoding' } : {}),
  };
  const known = (c.req.header('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(tag)) return c.body(null, 304, headers);
  if (encoding !== 'identity') headers['Content-Encoding'] = encoding;
  const body = file.encoded.get(encoding) ?? compressors[encoding](file.bytes);
  file.encoded.set(encoding, body);
  return c.body(await body, 200, headers);
}

export function chooseEncoding(accepted: string): Encoding {
  const offered = accepted
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';', 1)[0]);
  if (offered.includes('br')) return 'br';
  return offered.includes('gzip') ? 'gzip' : 'identity';
}
