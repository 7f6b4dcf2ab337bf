/**
 * Between the server and its real Postgres: every statement waits here until the run lets it through, so that the run
 * decides in which order transactions meet. A statement that waits for a lock in Postgres is found by asking Postgres
 * who blocks it; it counts as parked, and the run goes on with others.
 */
import net from 'node:net';
import { counted, hold, realNow, realRest, whatIsOutstanding } from './virtual-world.ts';
import type { Watcher } from './watcher.ts';

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
  /** Its last answer may have come; Postgres has yet to hang up. */
  isClosing: boolean;
  /** Its transaction may write. */
  writes: boolean;
  /** So many statements of others go first, as when its process is slow. */
  yields: number;
  /** What was let through ends in a Flush, not in a Sync. */
  isDescribing: boolean;
}

export interface Gate {
  /** For `postgres(…, { socket })`. */
  readonly socketFor: (party: string) => () => Promise<net.Socket>;
  /** What waits first, as far as it can be read: for whoever looks for a fault. */
  peek(): string;
  /** Statements that could be let through now, by place in the list. */
  waiting(): number;
  letThrough(index: number): void;
  /** How many have been let through or went at once: where it stands still, nothing has been written. */
  passed(): number;
  /** A transaction that may write waits until so many statements of others have gone, if there are others. */
  slowDown(statements: number): void;
  /** Resolves when every statement let through has been answered or waits for a lock. */
  settle(quiet: () => Promise<void>): Promise<void>;
  /** The connections of a server process are torn. Postgres ends their transactions. */
  tear(party: string): void;
  /** One connection is torn, as by `pg_terminate_backend`. False when there is none. */
  tearOne(index: number): boolean;
  /** All of the server's connections are torn at once. */
  tearAll(): void;
  close(): void;
}

/** How long an answer may take before Postgres is asked whether it waits for a lock. */
const askAfterMs = 15;
/** A process of Postgres ends in less. */
const askWhoLeftAfterMs = 3;
/** A run that stands still is a fault of the simulation, and says what it waits for. */
const mostRealMs = 30_000;

/** `url` says where Postgres is. */
export function createGate(watcher: Watcher, url: string): Gate {
  const target = new URL(url);
  const lines = new Set<Line>();
  /** Torn from our side; Postgres has yet to end what they began, and what they hold is not free before. */
  const leaving = new Set<Line>();
  let isClosed = false;

  let passed = 0;
  const release = (line: Line, chunk: Buffer, write: (chunk: Buffer) => void): void => {
    passed += 1;
    const text = chunk.toString('latin1', 0, 80);
    if (/^Q....begin/s.test(text)) line.writes = !text.includes('read only');
    line.owed += answersOwed(chunk);
    line.isDescribing ||= chunk.at(-5) === flush;
    line.free ??= hold(`a statement of ${line.party}`);
    write(chunk);
  };
  const settleLine = (line: Line): void => {
    line.free?.();
    line.free = undefined;
    line.parked = false;
  };
  const connect = (party: string): Promise<net.Socket> =>
    counted(
      'a connection',
      new Promise<net.Socket>((resolve, reject) => {
        const socket = net.connect(Number(target.port), target.hostname);
        const line: Line = {
          socket,
          party,
          pid: undefined,
          owed: 0,
          waiting: [],
          free: hold(`${party} connects`),
          parked: false,
          started: false,
          isClosing: false,
          writes: false,
          yields: 0,
          isDescribing: false,
        };
        // In the order of asking: which of two connections stands first is Postgres' haste.
        lines.add(line);
        const write = socket.write.bind(socket) as (chunk: Buffer) => boolean;
        Object.assign(socket, { gated: line, passOn: write });
        socket.write = ((chunk: Buffer) => {
          // A prepared statement is described first and then bound: one statement in two breaths.
          if (!line.started || line.owed > 0 || line.free) release(line, Buffer.from(chunk), write);
          else line.waiting.push(Buffer.from(chunk));
          return true;
        }) as typeof socket.write;
        const end = socket.end.bind(socket) as (chunk?: Buffer) => net.Socket;
        socket.end = ((chunk?: Buffer) => {
          line.isClosing = true;
          line.free ??= hold(`a connection of ${party} that closes`);
          return end(chunk);
        }) as typeof socket.end;
        const emit = socket.emit.bind(socket) as (event: string, ...given: unknown[]) => boolean;
        const hear = answerReader(
          line,
          (answers) => emit('data', answers),
          (answered) => {
            if (!answered.isClosing) settleLine(answered);
          },
        );
        socket.emit = ((event: string, ...given: unknown[]) => {
          if (event !== 'data') return emit(event, ...given);
          hear(given[0] as Buffer);
          return true;
        }) as typeof socket.emit;
        socket.on('close', () => {
          reject(new Error('It was torn before it stood.'));
          settleLine(line);
          lines.delete(line);
          if (line.pid === undefined || isClosed) return;
          leaving.add(line);
          line.free = hold(`a process of Postgres that ${party} had`);
          void seeOut(line);
        });
        socket.once('error', reject);
        socket.once('connect', () => {
          socket.removeListener('error', reject);
          socket.on('error', () => undefined);
          resolve(socket);
        });
      }),
    );
  const ready = (): readonly Line[] => {
    const all = [...lines].filter((line) => line.waiting.length > 0 && !line.free);
    const prompt = all.filter(({ yields }) => yields === 0);
    return prompt.length > 0 ? prompt : all;
  };
  const lookAt = (line: Line, waits: boolean): void => {
    if (waits && !line.parked) {
      line.parked = true;
      line.free?.();
      line.free = undefined;
    } else if (!waits && line.parked && (line.owed > 0 || leaving.has(line))) {
      line.parked = false;
      line.free = hold(`a lock of ${line.party}`);
    }
  };
  const look = async (): Promise<void> => {
    const busy = [...lines, ...leaving].flatMap((line) =>
      line.pid !== undefined && (line.free ?? line.parked) ? [{ line, pid: line.pid }] : [],
    );
    if (busy.length === 0) return;
    const waiting = await watcher.look(busy.map(({ pid }) => pid));
    for (const { line, pid } of busy) {
      const isGone = leaving.has(line) && !waiting.has(pid);
      // Postgres breaks the ring, and who must give way is told.
      if (!isGone) lookAt(line, (waiting.get(pid)?.length ?? 0) > 0 && !isInRing(pid, waiting));
      else if (leaving.delete(line)) settleLine(line);
    }
  };
  const seeOut = async (line: Line): Promise<void> => {
    for (;;) {
      await look();
      if (!line.free) return;
      await realRest(askWhoLeftAfterMs);
    }
  };
  const isParked = ({ parked }: Line): boolean => parked;
  const countParked = (): number => [...lines, ...leaving].filter(isParked).length;
  return {
    socketFor: (party) => () => connect(party),
    peek: () => tell(ready()[0]),
    waiting: () => ready().length,
    passed: () => passed,
    letThrough: (index) => {
      const line = ready()[index];
      const chunk = line?.waiting.shift();
      for (const other of lines) other.yields = other === line ? 0 : Math.max(0, other.yields - 1);
      if (line && chunk)
        release(line, chunk, (line.socket as unknown as { passOn: (chunk: Buffer) => void }).passOn);
    },
    slowDown: (statements) => {
      const line = ready().find(({ writes }) => writes);
      if (line) line.yields = statements;
    },
    settle: async (quiet) => {
      for (;;) {
        let isQuiet = false;
        const rested = quiet().then(() => (isQuiet = true));
        const from = realNow();
        while (!isQuiet) {
          if (realNow() - from > mostRealMs)
            throw new Error(
              `Nothing goes on: ${whatIsOutstanding().join(', ')}; ${[...lines].map(tell).join('; ')}`,
            );
          await Promise.race([rested, realRest(askAfterMs)]);
          if (!isQuiet) await look();
        }
        // Whoever waited for a lock may have it now.
        const before = countParked();
        if (before === 0) return;
        await look();
        if (countParked() === before) return;
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
    tearAll: () => {
      for (const line of lines) line.socket.destroy();
    },
    close: () => {
      isClosed = true;
      for (const line of lines) line.socket.destroy();
      for (const line of [...lines, ...leaving]) settleLine(line);
    },
  };
}

/** Does it wait, over others, for itself? */
function isInRing(pid: number, waiting: ReadonlyMap<number, readonly number[]>): boolean {
  const seen = new Set<number>();
  const reach = (at: number): void => {
    for (const next of waiting.get(at) ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        reach(next);
      }
  };
  reach(pid);
  return seen.has(pid);
}

/** Whose, how far, and what it says: for whoever looks for a fault. */
const tell = (line: Line | undefined): string =>
  line
    ? `${line.party} pid ${line.pid} owed ${line.owed}${line.parked ? ' parked' : ''}: ${readable(line.waiting[0])}`
    : 'nothing';
const readable = (chunk: Buffer | undefined): string =>
  (chunk?.toString('latin1') ?? '').replace(/[^ -~]+/g, ' ').slice(0, 160);

const [sync, simpleQuery, flush] = [0x53, 0x51, 0x48];
const [backendKey, ready, rows, noRows, failure] = [0x4b, 0x5a, 0x54, 0x6e, 0x45];

/** How many answers a chunk of the frontend's messages asks for: one for each Sync, simple query and Flush after a Describe. */
function answersOwed(chunk: Buffer): number {
  let owed = 0;
  for (let at = 0; at + 5 <= chunk.length;) {
    const type = chunk[at];
    if (type === sync || type === simpleQuery || type === flush) owed += 1;
    const length = chunk.readUInt32BE(at + 1);
    if (length < 4) break;
    at += 1 + length;
  }
  return owed;
}

/**
 * Counts the backend's answers, and hands them on in one piece when there is something to go on with: in how many pieces
 * they come is the network's whim, and postgres.js acts on each.
 */
function answerReader(
  line: Line,
  handOn: (answers: Buffer) => void,
  settled: (line: Line) => void,
): (data: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let read = 0;
  return (data) => {
    held = Buffer.concat([held, data]);
    let isComplete = !line.started;
    for (let length = lengthAt(held, read); length > 0; length = lengthAt(held, read)) {
      const type = held[read];
      if (type === backendKey) line.pid = held.readUInt32BE(read + 5);
      if (isDescribed(line, type) || (type === ready && isAnswered(line))) isComplete = true;
      read += length;
    }
    if (!isComplete) return;
    const whole = held.subarray(0, read);
    held = held.subarray(read);
    read = 0;
    if (whole.length > 0) handOn(whole);
    // What postgres.js does next must be counted as following at once.
    if (line.owed === 0 && line.started) setImmediate(() => line.owed === 0 && settled(line));
  };
}

/** Of the whole message that begins there; 0 when it is not all there. */
function lengthAt(held: Buffer, at: number): number {
  if (held.length < at + 5) return 0;
  const length = held.readUInt32BE(at + 1) + 1;
  return held.length < at + length ? 0 : length;
}

/**
 * A statement that was only described is bound in the next breath, or followed by a Sync when it failed. It is the last
 * of what was let through: answers before it belong to others.
 */
function isDescribed(line: Line, type: number | undefined): boolean {
  if (!line.isDescribing || line.owed !== 1) return false;
  if (type !== rows && type !== noRows && type !== failure) return false;
  line.isDescribing = false;
  line.owed = 0;
  return true;
}

function isAnswered(line: Line): boolean {
  line.owed = line.started ? Math.max(line.owed - 1, 0) : 0;
  line.started = true;
  return line.owed === 0;
}
