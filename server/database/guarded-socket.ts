/**
 * A socket to Postgres whose loss cannot end the process.
 *
 * Danger: postgres.js 3.4 forgets its socket when it closes, and writes to it all the same when a transaction that was
 * under way goes on to its next statement (porsager/postgres#1208): an exception that nobody can catch. So a connection
 * that is lost in the middle of something first tells its loss to whoever waits for an answer and to the rollback that
 * follows, and closes a moment later. One that rests closes at once. Whoever comes later still is stopped by `inLocal`.
 */
import { connect, Socket } from 'node:net';

const momentMs = 50;

const readyForQuery = 0x5a;
const idle = 0x49;

/** Connects to Postgres over TCP. Rejects as the connection does. */
export const connectTo = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });

/** What postgres.js holds: passes everything on until the real socket is lost. */
export function guardSocket(real: Socket): Socket {
  const shown = new Socket();
  const watch = watchState();
  let isLost = false;
  let closing: ReturnType<typeof setTimeout> | undefined;
  const close = (hadError: boolean): void => {
    clearTimeout(closing);
    shown.emit('close', hadError);
  };
  const lose = (error: Error): void => {
    shown.emit('error', error);
    clearTimeout(closing);
    closing = setTimeout(close, momentMs, false);
  };
  real.on('data', (chunk: Buffer) => {
    watch.hear(chunk);
    shown.emit('data', chunk);
  });
  real.on('drain', () => shown.emit('drain'));
  real.on('error', () => undefined);
  real.on('close', () => {
    isLost = true;
    if (watch.isResting() || watch.isStarting()) return close(watch.isStarting());
    lose(lost());
  });
  shown.write = ((chunk: Buffer | string) => {
    watch.speak();
    if (!isLost) return real.write(chunk);
    setImmediate(() => lose(lost()));
    return true;
  }) as typeof shown.write;
  shown.end = ((chunk?: Buffer | string) => {
    if (chunk === undefined) real.end();
    else real.end(chunk);
    return shown;
  }) as typeof shown.end;
  shown.destroy = () => {
    real.destroy();
    return shown;
  };
  shown.pause = () => {
    real.pause();
    return shown;
  };
  shown.resume = () => {
    real.resume();
    return shown;
  };
  shown.setKeepAlive = (...given) => {
    real.setKeepAlive(...given);
    return shown;
  };
  Object.defineProperty(shown, 'readyState', { get: () => (isLost ? 'closed' : real.readyState) });
  return shown;
}

const lost = (): Error =>
  Object.assign(new Error('The connection to the database was lost.'), { code: 'CONNECTION_CLOSED' });

interface Watch {
  hear(chunk: Buffer): void;
  speak(): void;
  /** Outside of any transaction, with nothing asked. */
  isResting(): boolean;
  /** Not ready for anybody yet: postgres.js signs in and asks for the types, and nobody hears of either failing. */
  isStarting(): boolean;
}

const readyAfter = 2;

/** Follows the backend's messages as far as that. */
function watchState(): Watch {
  let held: Buffer = Buffer.alloc(0);
  let isResting = false;
  let readies = 0;
  return {
    speak: () => {
      isResting = false;
    },
    isResting: () => isResting,
    isStarting: () => readies < readyAfter,
    hear: (chunk) => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      while (held.length >= 5) {
        const length = held.readUInt32BE(1) + 1;
        if (held.length < length) return;
        if (held[0] === readyForQuery) {
          isResting = held[5] === idle;
          readies += 1;
        }
        held = held.subarray(length);
      }
    },
  };
}
