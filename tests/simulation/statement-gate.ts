/**
 * Between the server and its real Postgres: every statement waits here until the run lets it through, so that the run
 * decides in which order transactions meet. A statement that waits for a lock in Postgres is found by asking Postgres
 * who blocks it; it counts as parked, and the run goes on with others.
 */
import net from 'node:net';
import postgres from 'postgres';
import { counted, hold, realRest } from './virtual-world.ts';

interface Line {
  readonly socket: net.Socket;
  readonly party: string;
  pid: number | undefined;
  /** Answers still to come for what was let through. */
  owed: number;
  waiting: Buffer[];
  free: (() => void) | undefined;
  parked: boolean;
  started: boolean;
}

export interface Gate {
  /** For `postgres(…, { socket })`. */
  readonly socketFor: (party: string) => () => Promise<net.Socket>;
  /** What waits first, as far as it can be read: for whoever looks for a fault. */
  peek(): string;
  /** Statements that could be let through now, by place in the list. */
  waiting(): number;
  letThrough(index: number): void;
  /** Resolves when every statement let through has been answered or waits for a lock. */
  settle(quiet: () => Promise<void>): Promise<void>;
  /** The connections of a server process are torn. Postgres ends their transactions. */
  tear(party: string): void;
  /** One connection is torn, as by `pg_terminate_backend`. False when there is none. */
  tearOne(index: number): boolean;
  parked(): number;
  close(): Promise<void>;
}

/** How long an answer may take before Postgres is asked whether it waits for a lock. */
const askAfterMs = 15;

export function createGate(url: string): Gate {
  const target = new URL(url);
  const lines = new Set<Line>();
  const watcher = postgres(url, { max: 1, onnotice: () => undefined, idle_timeout: 0 });

  const release = (line: Line, chunk: Buffer, write: (chunk: Buffer) => void): void => {
    const owed = answersOwed(chunk);
    line.owed += owed.syncs;
    if (!line.free) line.free = hold();
    write(chunk);
  };
  const settleLine = (line: Line): void => {
    line.free?.();
    line.free = undefined;
    line.parked = false;
  };
  const connect = (party: string): Promise<net.Socket> =>
    counted(
      new Promise<net.Socket>((resolve, reject) => {
        const socket = net.connect(Number(target.port), target.hostname);
        const line: Line = {
          socket,
          party,
          pid: undefined,
          owed: 0,
          waiting: [],
          free: undefined,
          parked: false,
          started: false,
        };
        const write = socket.write.bind(socket) as (chunk: Buffer) => boolean;
        Object.assign(socket, { gated: line, passOn: write });
        socket.write = ((chunk: Buffer) => {
          // A prepared statement is described first and then bound: one statement in two breaths.
          if (!line.started || line.owed > 0 || line.free) release(line, Buffer.from(chunk), write);
          else line.waiting.push(Buffer.from(chunk));
          return true;
        }) as typeof socket.write;
        socket.on('data', answerReader(line, settleLine));
        socket.on('close', () => {
          settleLine(line);
          lines.delete(line);
        });
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.removeListener('error', reject);
          socket.on('error', () => undefined);
          lines.add(line);
          resolve(socket);
        });
      }),
    );
  const ready = (): readonly Line[] => [...lines].filter((line) => line.waiting.length > 0 && !line.free);
  const blocked = async (): Promise<void> => {
    const busy = [...lines].filter((line) => line.free ?? line.parked);
    for (const line of busy) {
      if (line.pid === undefined) continue;
      const [row] = await watcher<{ by: number[] }[]>`select pg_blocking_pids(${line.pid}) as by`;
      const waits = (row?.by.length ?? 0) > 0;
      if (waits && !line.parked) {
        line.parked = true;
        line.free?.();
        line.free = undefined;
      } else if (!waits && line.parked && line.owed > 0) {
        line.parked = false;
        line.free = hold();
      }
    }
  };
  return {
    socketFor: (party) => () => connect(party),
    peek: () =>
      `${ready()[0]?.party ?? ''} ${
        ready()[0]
          ?.waiting[0]?.toString('latin1')
          .replace(/[^ -~]+/g, ' ')
          .slice(0, 160) ?? ''
      }`,
    waiting: () => ready().length,
    letThrough: (index) => {
      const line = ready()[index];
      const chunk = line?.waiting.shift();
      if (line && chunk)
        release(line, chunk, (line.socket as unknown as { passOn: (chunk: Buffer) => void }).passOn);
    },
    settle: async (quiet) => {
      for (;;) {
        let isQuiet = false;
        const rested = quiet().then(() => (isQuiet = true));
        while (!isQuiet) {
          await Promise.race([rested, realRest(askAfterMs)]);
          if (!isQuiet) await blocked();
        }
        // Whoever waited for a lock may have it now.
        if (![...lines].some(({ parked }) => parked)) return;
        const before = [...lines].filter(({ parked }) => parked).length;
        await blocked();
        if ([...lines].filter(({ parked }) => parked).length === before) return;
      }
    },
    tear: (party) => {
      for (const line of lines) if (line.party === party) line.socket.destroy();
    },
    tearOne: (index) => {
      const line = [...lines][index % Math.max(lines.size, 1)];
      line?.socket.destroy();
      return line !== undefined;
    },
    parked: () => [...lines].filter(({ parked }) => parked).length,
    close: async () => {
      for (const line of lines) line.socket.destroy();
      await watcher.end();
    },
  };
}

/** How many "ready for query" a chunk of the frontend's messages asks for: one for each Sync and each simple query. */
function answersOwed(chunk: Buffer): { readonly syncs: number } {
  let syncs = 0;
  for (let at = 0; at + 5 <= chunk.length;) {
    const type = chunk[at];
    if (type === 0x53 || type === 0x51) syncs += 1;
    const length = chunk.readUInt32BE(at + 1);
    if (length < 4) break;
    at += 1 + length;
  }
  return { syncs };
}

/** Counts the backend's answers, message by message. */
function answerReader(line: Line, settled: (line: Line) => void): (data: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (data) => {
    held = held.length === 0 ? data : Buffer.concat([held, data]);
    while (held.length >= 5) {
      const length = held.readUInt32BE(1) + 1;
      if (held.length < length) return;
      if (held[0] === 0x4b) line.pid = held.readUInt32BE(5);
      if (held[0] === 0x5a) {
        line.owed = line.started ? Math.max(line.owed - 1, 0) : 0;
        line.started = true;
        // postgres.js hears the same bytes after us; what it does next must be counted as following at once.
        if (line.owed === 0) setImmediate(() => line.owed === 0 && settled(line));
      }
      held = held.subarray(length);
    }
  };
}
