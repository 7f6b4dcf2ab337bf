/** Contenders take turns within each round, in a rotating order, so that a busy minute falls on all of them. */
export interface Contender<T> {
  readonly name: string;
  readonly run: (round: number) => Promise<T>;
}

export type Say = (line: string) => void;

/** Round -1 warms processes and caches up and is not counted. */
export async function interleave<T>(
  rounds: number,
  contenders: readonly Contender<T>[],
  say: Say,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const results = new Map<string, T[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    say(round < 0 ? '  warming up' : `  round ${round + 1} of ${rounds}`);
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const contender = contenders[(round + 1 + turn) % contenders.length];
      if (!contender) continue;
      const result = await contender.run(round);
      if (round >= 0) results.get(contender.name)?.push(result);
    }
  }
  return results;
}

/** A bench that measured the wrong thing is worse than none: answers are checked, times are not. */
export function check(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(`The bench itself is wrong: ${sentence}`);
}
