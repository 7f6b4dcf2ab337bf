/** Reads a live stream line by line, as a device does with fetch. */
import * as v from 'valibot';
import { Poke } from '../../shared/sync/protocol.ts';
import type { Person } from './people.ts';

export type Heard =
  { readonly event: 'poke'; readonly poke: Poke } | { readonly event: 'end'; readonly reason: string };

export interface Listening {
  /** The next event; undefined when the stream has closed. */
  next(): Promise<Heard | undefined>;
  /** What comes within the time, and no more. */
  within(milliseconds: number): Promise<Heard | 'nothing' | undefined>;
  stop(): Promise<void>;
}

export async function listenTo(person: Person): Promise<Listening> {
  const response = await person.send('GET', '/api/sync/live');
  if (response.status !== 200 || !response.body)
    throw new Error(`The stream was answered ${response.status}.`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const events = eventsOf(reader);
  let waiting: Promise<Heard | undefined> | undefined;
  const next = (): Promise<Heard | undefined> => {
    waiting ??= events.next().then(({ value }) => value ?? undefined);
    return waiting;
  };
  const take = async (): Promise<Heard | undefined> => {
    const heard = await next();
    waiting = undefined;
    return heard;
  };
  return {
    next: take,
    async within(milliseconds) {
      const late = new Promise<'nothing'>((resolve) => setTimeout(() => resolve('nothing'), milliseconds));
      const first = await Promise.race([next(), late]);
      if (first !== 'nothing') waiting = undefined;
      return first;
    },
    stop: () => reader.cancel(),
  };
}

async function* eventsOf(
  reader: ReadableStreamDefaultReader<string>,
): AsyncGenerator<Heard, undefined, undefined> {
  let held = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return undefined;
    held += value;
    for (let end = held.indexOf('\n\n'); end >= 0; end = held.indexOf('\n\n')) {
      const heard = eventFrom(held.slice(0, end));
      held = held.slice(end + 2);
      if (heard) yield heard;
    }
  }
}

function eventFrom(block: string): Heard | undefined {
  const event = /^event: (.*)$/m.exec(block)?.[1];
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null');
  if (event === 'poke') return { event, poke: v.parse(Poke, data) };
  return event === 'end'
    ? { event, reason: v.parse(v.object({ reason: v.string() }), data).reason }
    : undefined;
}
