/**
 * The wire between one device and the server, which a test can really cut: a forward proxy that a browser is told to
 * use. Cutting destroys every open connection and refuses new ones, as a dead zone does; nothing is emulated.
 */
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

export async function createDeviceProxy(): Promise<DeviceProxy> {
  const sockets = new Set<Socket>();
  const ambushes = createAmbushes();
  const make = (): Server =>
    createServer(ambushes.handle).on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  let server: Server | undefined = make();
  const port = await listen(server, 0);
  const cut = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (!ending) return;
    const closed = new Promise((resolve) => ending.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const heal = async (): Promise<void> => {
    if (server) return;
    server = make();
    await listen(server, port);
  };
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    heal,
    close: cut,
    lay: ambushes.lay,
    seen: ambushes.seen,
    listen: ambushes.listen,
  };
}
