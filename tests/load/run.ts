/**
 * The story of a load run: everybody downloads, streams open, people work, a herd comes back, all falls quiet. Then every
 * stream must have brought its device to the head of all it holds: no poke was lost, between processes neither.
 */
import { inLocal } from '../../server/database/connection.ts';
import { Device } from './device.ts';
import type { Ground } from './ground.ts';
import type { LoadPerson } from './hall.ts';
import type { Options } from './options.ts';
import type { Figures, Recorder } from './recorder.ts';
import { createRecorder } from './recorder.ts';
import { announcing, doingOf } from './work.ts';
import { createWire, hangUp } from './wire.ts';

export interface Outcome {
  readonly operations: Readonly<Record<string, Figures>>;
  /** Most megabytes of each server process; null where the system does not tell. */
  readonly rss: readonly (number | null)[];
  readonly pokes: number;
  readonly problems: readonly string[];
}

const leastThinkMs = 3_000;
const mostThinkMs = 7_000;
const announceEachMs = 10_000;
const herdWithinMs = 10_000;
/** The hub spreads the news of thousands of streams over half a minute; what is lost never comes. */
const settleWithinMs = 90_000;
const sideBySide = 12;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

export async function runLoad(
  ground: Ground,
  options: Options,
  say: (line: string) => void,
): Promise<Outcome> {
  const recorder = createRecorder();
  const run = new Run(ground, options, recorder);
  try {
    say('first downloads …');
    await run.download();
    say(`opening ${options.streams} streams … (${run.memory()})`);
    await run.openStreams();
    say(`${options.workers} people at work for ${options.seconds} s … (${run.memory()})`);
    await run.work();
    say(`falling quiet … (${run.memory()})`);
    await run.settle();
    return {
      operations: recorder.figures(),
      rss: ground.servers.map((server) => server.memory()?.most ?? null),
      pokes: run.pokes,
      problems: recorder.problems,
    };
  } finally {
    run.end();
  }
}

interface News {
  readonly number: number;
  readonly at: number;
  readonly waiting: Set<Device>;
}

class Run {
  readonly #ground: Ground;
  readonly #options: Options;
  readonly #recorder: Recorder;
  readonly #devices: readonly { readonly person: LoadPerson; readonly device: Device }[];
  readonly #news: News[] = [];

  constructor(ground: Ground, options: Options, recorder: Recorder) {
    this.#ground = ground;
    this.#options = options;
    this.#recorder = recorder;
    const { hall, servers } = ground;
    this.#devices = hall.people.map((person) => {
      const origin = servers[person.place % servers.length]?.url ?? '';
      const device = new Device(createWire(origin, person.token, hall.localId), recorder);
      device.onPulled = (cursors) => this.#reached(device, cursors);
      return { person, device };
    });
  }

  get #streaming() {
    return this.#devices.slice(0, this.#options.streams);
  }

  get pokes(): number {
    return this.#devices.reduce((sum, { device }) => sum + device.pokes, 0);
  }

  memory(): string {
    return this.#ground.servers.map((server) => `${server.memory()?.now ?? '?'} MB`).join(', ');
  }

  async download(): Promise<void> {
    // The others sleep on: they are signed in and nothing more.
    const awake = this.#devices.slice(0, this.#options.streams + this.#options.herd);
    await eachOf(awake, ({ device }) => device.catchUp('first download'));
  }

  async openStreams(): Promise<void> {
    await eachOf(this.#streaming, ({ device }) => this.#recorder.time('open stream', () => device.listen()));
    await pause(Math.min(2_000, this.#options.streams));
  }

  async work(): Promise<void> {
    const until = performance.now() + this.#options.seconds * 1000;
    await Promise.all([
      ...this.#streaming.slice(0, this.#options.workers).map((one) => this.#keepWorking(one, until)),
      this.#announce(until),
      this.#herd(),
    ]);
  }

  async #keepWorking(
    { person, device }: { person: LoadPerson; device: Device },
    until: number,
  ): Promise<void> {
    const next = doingOf(this.#ground.hall, person);
    const think = (): number => leastThinkMs + Math.random() * (mostThinkMs - leastThinkMs);
    // Not all in the first instant, and in a short run everybody once.
    await pause(Math.random() * Math.min(think(), (until - performance.now()) / 2));
    while (performance.now() < until) {
      await this.#recorder.time('push', () => device.push(next()));
      await pause(Math.min(think(), Math.max(0, until - performance.now())));
    }
  }

  /** What concerns everybody, from the first who keeps the office; in a small run there may be none. */
  async #announce(until: number): Promise<void> {
    const office = this.#streaming.find(({ person }) => person.work === 'staff');
    if (!office) return;
    const next = announcing(this.#ground.hall);
    while (performance.now() < until) {
      await this.#recorder.time('announce', () => office.device.push(next()));
      const [head] = await this.#heads(['local']);
      if (head) this.#tell(head[1]);
      await pause(Math.min(announceEachMs, Math.max(0, until - performance.now())));
    }
  }

  #tell(number: number): void {
    const waiting = new Set(this.#devices.flatMap(({ device }) => (device.isListening ? [device] : [])));
    const news = { number, at: performance.now(), waiting };
    this.#news.push(news);
    for (const device of waiting) this.#reached(device, device.cursors);
  }

  #reached(device: Device, cursors: Readonly<Record<string, number>>): void {
    for (const { number, at, waiting } of this.#news)
      if ((cursors['local'] ?? -1) >= number && waiting.delete(device))
        this.#recorder.note('news to a device', performance.now() - at);
  }

  /** Those who slept come back on a Monday morning. */
  async #herd(): Promise<void> {
    const within = Math.min(herdWithinMs, this.#options.seconds * 500);
    await pause(Math.min(this.#options.seconds * 250, 15_000));
    const coming = this.#devices.slice(this.#options.streams, this.#options.streams + this.#options.herd);
    await Promise.all(
      coming.map(async ({ device }) => {
        await pause(Math.random() * within);
        await this.#recorder.time('herd: bootstrap', () => device.bootstrap());
        await device.catchUp('herd: pull');
        await this.#recorder.time('herd: open stream', () => device.listen());
      }),
    );
  }

  async #heads(scopes?: readonly string[]): Promise<readonly (readonly [string, number])[]> {
    const { sql, hall } = this.#ground;
    const found = await inLocal(
      sql,
      { localId: hall.localId },
      (tx) => tx<{ scope: string; number: number }[]>`
        select scope, number from sync.feed_counter
        where ${scopes ? tx`scope = any (${[...scopes]}::text[])` : tx`true`}`,
    );
    return found.map(({ scope, number }) => [scope, number] as const);
  }

  async settle(): Promise<void> {
    const until = performance.now() + settleWithinMs;
    // What a mere contact writes about a device is told to nobody: it may be heard of later.
    const isTold = (scope: string): boolean => !scope.startsWith('user:') && !scope.startsWith('review:');
    for (;;) {
      const heads = new Map((await this.#heads()).filter(([scope]) => isTold(scope)));
      const listening = this.#devices.filter(({ device }) => device.isListening);
      const late = listening.filter(({ device }) => device.behind(heads).length > 0);
      if (late.length === 0) return;
      if (performance.now() > until) {
        for (const { person, device } of late)
          this.#recorder.fail('lost poke', `${person.role}: ${device.behind(heads).join(', ')}`);
        return;
      }
      await pause(100);
    }
  }

  end(): void {
    for (const { device } of this.#devices) device.leave();
    hangUp();
  }
}

async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
}
