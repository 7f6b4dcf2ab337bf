/**
 * What can befall one request between a device and the server, done to real bytes on a real line: answers that are
 * lost after the server did its work, portals that answer in its place, lines that break in the middle of a body.
 */
import { request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/**
 * swallow: the server does its work and the answer is lost. portal: somebody else answers 200 with a page.
 * status: a machine in between refuses. cut_after: the line breaks after so many bytes of the body. delay: the answer
 * is held back. twice: the request reaches the server twice at the same time. slow: a narrow line.
 * rewrite: another version of a text, which the server may keep in another place.
 */
export type Trouble =
  | { readonly kind: 'swallow' }
  | { readonly kind: 'portal' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly kind: 'cut_after'; readonly bytes: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'twice' }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  | {
      readonly kind: 'rewrite';
      readonly change: (text: string) => string;
      readonly at?: (path: string) => string;
    };

export type TroubleKind = Trouble['kind'];
type Of<Kind extends TroubleKind> = Extract<Trouble, { kind: Kind }>;

/** One request, its body read whole. */
export interface Exchange {
  readonly url: URL;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly outgoing: ServerResponse;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function readWhole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Asks the server; its body is still to be read. */
function ask({ url, method, headers, body }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onward = request(
      { host: '127.0.0.1', port: url.port, path: url.pathname + url.search, method, headers },
      resolve,
    );
    onward.on('error', reject);
    onward.end(body);
  });
}

function pass(answer: IncomingMessage, { outgoing }: Exchange): void {
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.on('error', () => outgoing.destroy());
  outgoing.on('close', () => answer.destroy());
  answer.pipe(outgoing);
}

/** Body bytes one by one as `each` allows; false from `each` breaks the line. */
async function passInSteps(
  answer: IncomingMessage,
  { outgoing }: Exchange,
  step: number,
  each: (sent: number) => Promise<boolean>,
): Promise<void> {
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  let sent = 0;
  for await (const part of answer)
    for (let at = 0; at < (part as Buffer).length; at += step) {
      if (outgoing.destroyed) return;
      const piece = (part as Buffer).subarray(at, at + step);
      await new Promise((resolve) => outgoing.write(piece, resolve));
      sent += piece.length;
      if (!(await each(sent))) return void outgoing.destroy();
    }
  outgoing.end();
}

const portalPage = '<!doctype html><title>Harbor Inn</title><h1>Welcome! Accept our terms to go online.</h1>';

const deeds: { readonly [Kind in TroubleKind]: (exchange: Exchange, how: Of<Kind>) => Promise<void> } = {
  swallow: async (exchange) => {
    await readWhole(await ask(exchange));
    exchange.outgoing.destroy();
  },
  portal: ({ outgoing }) => {
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(portalPage);
    return Promise.resolve();
  },
  status: ({ outgoing }, { status, retryAfter }) => {
    const patience = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    outgoing.writeHead(status, { 'content-type': 'text/html', ...patience }).end('<h1>Gateway</h1>');
    return Promise.resolve();
  },
  cut_after: async (exchange, { bytes }) =>
    passInSteps(await ask(exchange), exchange, 64, (sent) => Promise.resolve(sent < bytes)),
  delay: async (exchange, { ms }) => {
    const answer = await ask(exchange);
    await pause(ms);
    pass(answer, exchange);
  },
  twice: async (exchange) => {
    const [first, second] = await Promise.all([ask(exchange), ask(exchange)]);
    await readWhole(second);
    pass(first, exchange);
  },
  slow: async (exchange, { bytesPerSecond }) => {
    const step = Math.max(1, Math.round(bytesPerSecond / 20));
    await passInSteps(await ask(exchange), exchange, step, async () => {
      await pause((step / bytesPerSecond) * 1000);
      return true;
    });
  },
  rewrite: async (exchange, { change, at }) => {
    const { 'accept-encoding': _any, 'if-none-match': _known, ...headers } = exchange.headers;
    const url = new URL(exchange.url);
    if (at) url.pathname = at(url.pathname);
    const answer = await ask({ ...exchange, url, headers });
    const text = change((await readWhole(answer)).toString('utf8'));
    const { 'content-length': _length, etag: _etag, ...rest } = answer.headers;
    exchange.outgoing.writeHead(answer.statusCode ?? 502, rest).end(text);
  },
};

/** Never rejects: what goes wrong on a line is a broken line. */
export async function bringAbout(exchange: Exchange, trouble: Trouble): Promise<void> {
  const deed = deeds[trouble.kind] as (one: Exchange, how: Trouble) => Promise<void>;
  await deed(exchange, trouble).catch(() => void exchange.outgoing.destroy());
}
