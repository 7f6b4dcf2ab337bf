/**
 * The wire between one device and the server, which a test can really cut: a forward proxy that a browser is told to
 * use. Cutting destroys every open connection and refuses new ones, as a dead zone does; nothing is emulated.
 */
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNarrowLine } from './narrow-line.ts';
import type { LineShape } from './narrow-line.ts';
import { bringAbout, readWhole } from './wire-trouble.ts';
import type { Trouble } from './wire-trouble.ts';

/** A trouble that lies in wait on the wire. */
export interface Ambush {
  /** How many requests it has met. */
  count(): number;
  /** Resolves when the next request has met it, its body read, before the server gets it. */
  met(): Promise<void>;
  end(): void;
}

/** A whole answer as the wire carried it. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface DeviceProxy {
  readonly url: string;
  readonly cut: () => Promise<void>;
  readonly heal: () => Promise<void>;
  /** From now on the whole line is like this; `{}` is a good one. */
  readonly shape: (shape: LineShape) => void;
  readonly close: () => Promise<void>;
  /** The next `times` requests whose path matches meet the trouble. The latest ambush comes first. */
  readonly lay: (path: RegExp, trouble: Trouble, times?: number) => Ambush;
  /** How many requests to such a path have passed since the beginning, in trouble or not. */
  readonly seen: (path: RegExp) => number;
  /** From now on every answer of the server to such a path is kept, also one that is cut off or never ends. */
  readonly listen: (path: RegExp) => readonly Heard[];
}

interface Laid {
  readonly path: RegExp;
  readonly trouble: Trouble;
  left: number;
  count: number;
  waiting: (() => void)[];
}

type Hear = (path: string, answer: IncomingMessage) => void;

function forward(incoming: IncomingMessage, outgoing: ServerResponse, target: URL, hear: Hear): void {
  const onward = request(
    {
      host: '127.0.0.1',
      port: target.port,
      path: target.pathname + target.search,
      method: incoming.method,
      headers: incoming.headers,
    },
    (answer) => {
      hear(target.pathname, answer);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

async function fall(
  laid: Laid,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
): Promise<void> {
  laid.left -= 1;
  const body = await readWhole(incoming);
  laid.count += 1;
  for (const resolve of laid.waiting.splice(0)) resolve();
  const { method, headers } = incoming;
  await bringAbout({ url, method, headers, body, outgoing }, laid.trouble);
}

function createAmbushes() {
  const all: Laid[] = [];
  const paths: string[] = [];
  const listeners: Hear[] = [];
  const hear: Hear = (path, answer) => {
    for (const listener of listeners) listener(path, answer);
  };
  return {
    handle: (incoming: IncomingMessage, outgoing: ServerResponse): void => {
      const target = new URL(incoming.url ?? '');
      paths.push(target.pathname);
      const laid = all.find((one) => one.left > 0 && one.path.test(target.pathname));
      if (laid) fall(laid, incoming, outgoing, target).catch(() => outgoing.destroy());
      else forward(incoming, outgoing, target, hear);
    },
    lay: (path: RegExp, trouble: Trouble, times = 1): Ambush => {
      const laid: Laid = { path, trouble, left: times, count: 0, waiting: [] };
      all.unshift(laid);
      return {
        count: () => laid.count,
        met: () => new Promise((resolve) => laid.waiting.push(resolve)),
        end: () => void (laid.left = 0),
      };
    },
    seen: (path: RegExp): number => paths.filter((one) => path.test(one)).length,
    listen: (path: RegExp): readonly Heard[] => {
      const heard: Heard[] = [];
      listeners.push((name, answer) => {
        if (!path.test(name)) return;
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        heard.push({
          path: name,
          headers: answer.headers,
          get body() {
            return Buffer.concat(chunks);
          },
        });
      });
      return heard;
    },
  };
}

/** The proxy itself, which only its own line can reach. */
function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export async function createDeviceProxy(): Promise<DeviceProxy> {
  const ambushes = createAmbushes();
  const proxy = createServer(ambushes.handle);
  const line = createNarrowLine(await listen(proxy));
  const port = await line.listen(0);
  let isCut = false;
  const cut = async (): Promise<void> => {
    isCut = true;
    await line.close();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    heal: async () => {
      if (isCut) await line.listen(port);
      isCut = false;
    },
    shape: line.shape,
    close: async () => {
      await cut();
      proxy.close();
      proxy.closeAllConnections();
    },
    lay: ambushes.lay,
    seen: ambushes.seen,
    listen: ambushes.listen,
  };
}
