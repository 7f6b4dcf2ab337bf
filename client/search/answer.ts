/**
 * The answer to the newest question, worked out in slices: keys, touches and frames go first, an older question is
 * dropped, and the answer before it stays until the new one is whole, so nothing flickers.
 */
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import { soon } from './build-index.ts';
import { inSlices } from './search-index.ts';
import { finish } from './searcher.ts';

export interface Answering<Answer> {
  readonly answer: Accessor<Answer>;
  /** Works out at once what is still open: before a key that acts on what was found. */
  readonly settle: () => void;
}

/** A third of a frame: what is drawn has the rest. */
const sliceMs = 5;

export function createAnswer<Question, Answer>(
  question: Accessor<Question>,
  stepsTo: (question: Question) => Generator<undefined, Answer>,
  first: Answer,
): Answering<Answer> {
  const [answer, setAnswer] = createSignal<Answer>(first);
  let open: Generator<undefined, Answer> | undefined;
  const close = (found: Answer): void => {
    open = undefined;
    setAnswer(() => found);
  };
  const work = async (mine: Generator<undefined, Answer>): Promise<void> => {
    const isStale = (): boolean => open !== mine;
    await soon();
    if (isStale()) return;
    const found = await inSlices(mine, { sliceMs, now: () => performance.now(), rest: soon, isStale });
    if (found === undefined || isStale()) return;
    close(found);
    // Laid out at once: the frame in which the next key comes has only to paint it.
    if (typeof document !== 'undefined') document.body.getBoundingClientRect();
  };
  createEffect(
    on(question, (asked) => {
      const mine = stepsTo(asked);
      open = mine;
      work(mine).catch((error: unknown) => console.error('What was asked for could not be found.', error));
    }),
  );
  onCleanup(() => (open = undefined));
  return { answer, settle: () => open && close(finish(open)) };
}
