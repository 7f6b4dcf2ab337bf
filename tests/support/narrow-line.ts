/**
 * The bytes of one device's line, in both directions: so many a second for all connections together, each after a delay,
 * or standing still. What stands still is not lost: as in TCP, it goes on when the way is open again.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';

export interface LineShape {
  /** For each direction. */
  readonly bytesPerSecond?: number;
  /** There and back. */
  readonly roundTripMs?: number;
  /** up: what the device says does not arrive. down: it arrives, and no answer comes back. */
  readonly blocked?: 'up' | 'down';
}

type Direction = 'up' | 'down';

export interface NarrowLine {
  /** What is not named is as on a good line. */
  shape(shape: LineShape): void;
  listen(port: number): Promise<number>;
  /** Every connection breaks, new ones are refused. */
  close(): Promise<void>;
}

/** One direction: when its next byte may leave, and what waits for it to open. */
interface Way {
  readonly direction: Direction;
  freeAt: number;
  waiting: (() => void)[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function createPace() {
  let current: LineShape = {};
  const ways: readonly Way[] = (['up', 'down'] as const).map((direction) => ({
    direction,
    freeAt: 0,
    waiting: [],
  }));
  /** Resolves when so many bytes have arrived at the other end. */
  const pass = async (way: Way, bytes: number): Promise<void> => {
    const { bytesPerSecond, roundTripMs = 0 } = current;
    const now = Date.now();
    if (bytesPerSecond !== undefined)
      way.freeAt = Math.max(now, way.freeAt) + (bytes / bytesPerSecond) * 1000;
    const wait = Math.max(0, way.freeAt - now) + roundTripMs / 2;
    if (wait > 0) await pause(wait);
    while (current.blocked === way.direction) await new Promise<void>((resolve) => way.waiting.push(resolve));
  };
  return {
    shape: (shape: LineShape): void => {
      current = shape;
      for (const way of ways) {
        way.freeAt = 0;
        for (const go of way.waiting.splice(0)) go();
      }
    },
    through: (direction: Direction): Transform => {
      const way = ways.find((one) => one.direction === direction) as Way;
      let before: Promise<void> = Promise.resolve();
      return new Transform({
        // Pieces of one connection travel behind each other: a delay is not paid by each in turn.
        transform(this: Transform, piece: Buffer, _encoding, next: TransformCallback) {
          const arrival = pass(way, piece.length);
          before = before.then(() => arrival).then(() => void this.push(piece));
          next();
        },
        flush: (next) => void before.then(() => next()),
      });
    },
  };
}

/** A line that leads to this port of this machine. */
export function createNarrowLine(target: number): NarrowLine {
  const pace = createPace();
  const sockets = new Set<Socket>();
  const join = (outer: Socket): void => {
    const inner = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    outer.pipe(pace.through('up')).pipe(inner);
    inner.pipe(pace.through('down')).pipe(outer);
  };
  let server: Server | undefined;
  return {
    shape: pace.shape,
    listen: (port) =>
      new Promise((resolve, reject) => {
        const opening = createServer(join);
        opening.once('error', reject);
        opening.listen(port, '127.0.0.1', () => {
          server = opening;
          resolve((opening.address() as AddressInfo).port);
        });
      }),
    close: async () => {
      const ending = server;
      server = undefined;
      if (!ending) return;
      const closed = new Promise((resolve) => ending.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
