/** The guards behind the real adaptor: its requests are not Node's, which a test without a socket never sees. */
import { request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxBodyBytes, requestGuards } from './request-guards.ts';
import type { RequestEnvironment } from './variables.ts';

let server: Server;

beforeAll(async () => {
  const app = new Hono<RequestEnvironment>();
  for (const guard of requestGuards({ publicUrl: 'https://hall.example', trustProxy: 0 }))
    app.use('*', guard);
  app.all('/api/echo', async (c) => c.text(`${c.req.method} ${await c.req.text()}`));
  app.post('/api/thrice', async (c) => {
    const [value, text] = [await c.req.json<unknown>(), await c.req.text()];
    return c.json({ value, text, bytes: (await c.req.arrayBuffer()).byteLength });
  });
  server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

/** Without a length: in chunks, or with no body at all. */
const send = (
  method: string,
  chunks: readonly string[],
  path = '/api/echo',
  length?: number,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const announced = length === undefined ? {} : { 'content-length': length };
    const headers = { 'content-type': 'application/json', ...announced };
    const asking = request({ port, method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asking.on('error', reject);
    for (const chunk of chunks) asking.write(chunk);
    asking.end();
  });

test('a removal without a body reaches its route', async () => {
  expect(await send('DELETE', [])).toEqual({ status: 200, text: 'DELETE ' });
});

test('a body that comes in parts, of no announced length, arrives whole', async () => {
  expect(await send('POST', ['{"a":', '1}'])).toEqual({ status: 200, text: 'POST {"a":1}' });
});

test('one that grows past the limit is refused while it comes', async () => {
  const chunk = ' '.repeat(maxBodyBytes / 4);
  expect((await send('POST', [chunk, chunk, chunk, chunk, '1'])).status).toBe(413);
});

test('a body can be read again in any form, whether its length was announced or not', async () => {
  const body = '{"hall":"Ñandú"}';
  const bytes = Buffer.byteLength(body);
  const read = { status: 200, text: JSON.stringify({ value: { hall: 'Ñandú' }, text: body, bytes }) };
  expect(await send('POST', [body], '/api/thrice', bytes)).toEqual(read);
  expect(await send('POST', [body.slice(0, 5), body.slice(5)], '/api/thrice')).toEqual(read);
});
