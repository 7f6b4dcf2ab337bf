/**
 * A simulated device: keeps cursors and views as a device does, and forgets the rows. It pulls when it is poked and at
 * no other time, so that a poke that is lost shows at the end.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { decodeFrames } from '../../shared/sync/frames.ts';
import { FrameHeader, Poke, protocolVersion, PushAnswer } from '../../shared/sync/protocol.ts';
import type { Change } from '../../shared/sync/requests.ts';
import type { Recorder } from './recorder.ts';
import { textOf } from './wire.ts';
import type { Wire } from './wire.ts';

type Numbers = Readonly<Record<string, number>>;

export class Device {
  readonly id = randomUUID();
  readonly #wire: Wire;
  readonly #recorder: Recorder;
  #epoch: string | null = null;
  #cursors: Numbers = {};
  #views: Readonly<Record<string, string>> = {};
  #heard: Numbers = {};
  #pulling: Promise<void> | undefined;
  #stream: IncomingMessage | undefined;
  #sequence = 0;
  #isLeaving = false;
  pokes = 0;
  /** Told after every pull. */
  onPulled: ((cursors: Numbers) => void) | undefined;

  constructor(wire: Wire, recorder: Recorder) {
    this.#wire = wire;
    this.#recorder = recorder;
  }

  get cursors(): Numbers {
    return this.#cursors;
  }

  get #report() {
    return { id: this.id, label: 'Load', app: '0.1.0', clock: new Date().toISOString(), unsent: 0 };
  }

  /** Everything there is. */
  async catchUp(operation: string): Promise<void> {
    for (let more = true; more;) more = (await this.#recorder.time(operation, () => this.#pull())) ?? false;
    this.onPulled?.(this.#cursors);
  }

  async #pull(): Promise<boolean> {
    const answer = await this.#wire.send('POST', '/api/sync/pull', {
      protocol: protocolVersion,
      epoch: this.#epoch,
      device: this.#report,
      cursors: this.#cursors,
      views: this.#views,
    });
    for await (const { header } of decodeFrames(answer)) {
      const frame = v.parse(FrameHeader, header);
      if (frame.frame === 'begin') {
        this.#epoch = frame.epoch;
        this.#views = shared(frame.views);
      }
      if (frame.frame !== 'end') continue;
      this.#cursors = frame.cursors;
      return frame.more;
    }
    throw new Error('A pull was cut.');
  }

  async bootstrap(): Promise<void> {
    await textOf(await this.#wire.send('GET', '/api/v1/bootstrap'));
  }

  /** @throws when a change is not taken. */
  async push(changes: readonly Omit<Change, 'sequence'>[]): Promise<void> {
    const numbered = changes.map((change) => ({ ...change, sequence: (this.#sequence += 1) }));
    const answer = await this.#wire.send('POST', '/api/sync/push', {
      protocol: protocolVersion,
      epoch: this.#epoch,
      device: this.#report,
      changes: numbered,
    });
    const { answers } = v.parse(PushAnswer, JSON.parse(await textOf(answer)));
    const bad = answers.find(({ outcome }) => outcome !== 'applied' && outcome !== 'merged');
    if (bad || answers.length !== changes.length)
      throw new Error(`A push was answered ${JSON.stringify(bad ?? answers)}`);
  }

  /** Resolves when the stream stands; from then on it is listened to. */
  async listen(): Promise<void> {
    const stream = await this.#wire.send('GET', '/api/sync/live');
    this.#stream = stream;
    stream.setEncoding('utf8');
    let held = '';
    stream.on('data', (chunk: string) => {
      held += chunk;
      for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
        this.#hear(held.slice(0, end));
        held = held.slice(end + 2);
      }
    });
    const lost = (): void => {
      if (!this.#isLeaving) this.#recorder.fail('live stream', 'the stream ended');
      this.#isLeaving = true;
    };
    stream.once('error', lost);
    stream.once('close', lost);
  }

  #hear(block: string): void {
    if (!block.startsWith('event: poke')) return;
    const poke = v.parse(Poke, JSON.parse(block.slice(block.indexOf('data: ') + 6)));
    this.#heard = poke.numbers;
    this.pokes += 1;
    this.#pulling ??= this.#answerPoke().finally(() => (this.#pulling = undefined));
  }

  /** One pull at a time; what is heard meanwhile is looked at afterwards. */
  async #answerPoke(): Promise<void> {
    for (let heard = this.#heard; this.#isBehind(heard) && !this.#isLeaving; heard = this.#heard) {
      const before = this.#cursors;
      await this.catchUp('pull');
      if (this.#cursors === before) break;
    }
  }

  #isBehind(numbers: Numbers): boolean {
    return Object.entries(numbers).some(([scope, number]) => (this.#cursors[scope] ?? -1) < number);
  }

  /** The scopes of these in which it has not reached the head. */
  behind(heads: ReadonlyMap<string, number>): readonly string[] {
    return Object.entries(this.#cursors).flatMap(([scope, number]) =>
      number < (heads.get(scope) ?? 0) ? [scope] : [],
    );
  }

  get isListening(): boolean {
    return this.#stream !== undefined && !this.#isLeaving;
  }

  leave(): void {
    this.#isLeaving = true;
    this.#stream?.destroy();
  }
}

const viewsSeen = new Map<string, Readonly<Record<string, string>>>();

/** Thousands of devices hold the same few views: one copy of each in memory. */
function shared(views: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const key = Object.values(views).join('\n');
  const known = viewsSeen.get(key) ?? views;
  viewsSeen.set(key, known);
  return known;
}
