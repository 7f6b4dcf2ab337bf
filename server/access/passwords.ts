/**
 * Hashing of passwords: argon2id, 64 MiB, three passes.
 *
 * 1. A flood of sign-ins cannot eat the memory: a few run, some wait, the rest are told to come back (`HasherBusy`).
 * 2. Checking a password for an account that does not exist costs the same as for one that does.
 * 3. The same characters typed on another keyboard give the same hash (NFKC); nothing else is changed.
 */
import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify, type Options } from '@node-rs/argon2';

export interface HashingOptions {
  readonly memoryKib: number;
  readonly passes: number;
  readonly running: number;
  readonly waiting: number;
}

/**
 * Three at a time: hashing runs on libuv's pool of four threads, and the fourth is left for files and names.
 * What they take together stays under 200 MiB.
 */
const standard: HashingOptions = { memoryKib: 64 * 1024, passes: 3, running: 3, waiting: 32 };

export class HasherBusy extends Error {
  readonly retryAfterSeconds = 5;

  constructor() {
    super('Too many passwords are being checked at this moment.');
    this.name = 'HasherBusy';
  }
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** `stored` is null when there is no account; the answer is then false, after the same work. */
  verify(stored: string | null, password: string): Promise<boolean>;
  /** True when the hash was made under lesser parameters than today's. */
  isOutdated(stored: string): boolean;
}

const argon2id = 2;

export function createPasswordHasher(overrides: Partial<HashingOptions> = {}): PasswordHasher {
  const options = { ...standard, ...overrides };
  const parameters: Options = {
    algorithm: argon2id,
    memoryCost: options.memoryKib,
    timeCost: options.passes,
    parallelism: 1,
  };
  const inTurn = createTurnstile(options.running, options.waiting);
  const hashNow = (password: string) => hash(password.normalize('NFKC'), parameters);
  let dummy: Promise<string> | undefined;

  return {
    hash: (password) => inTurn(() => hashNow(password)),
    verify: (stored, password) =>
      inTurn(async () => {
        dummy ??= hashNow(randomBytes(24).toString('base64'));
        const fits = await verify(stored ?? (await dummy), password.normalize('NFKC'));
        return fits && stored !== null;
      }),
    isOutdated(stored) {
      const made = parseOptions(stored);
      return made.memoryCost < options.memoryKib || made.timeCost < options.passes;
    },
  };
}

type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

export function createTurnstile(mostRunning: number, mostWaiting: number): Turnstile {
  const queue: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= mostRunning) {
      if (queue.length >= mostWaiting) throw new HasherBusy();
      // The one who leaves hands over the place, so `running` stays as it is.
      await new Promise<void>((enter) => queue.push(enter));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
