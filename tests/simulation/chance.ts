/** Chance that can be had again: everything a run decides comes from one seed (sfc32 after Chris Doty-Humphrey). */
export interface Chance {
  /** In [0, 1). */
  next(): number;
  /** In 0 … below - 1. */
  below(limit: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  pick<T>(from: readonly T[]): T | undefined;
  /** Picks by weight; a weight of 0 is never picked. */
  weighted<T>(from: readonly (readonly [number, T])[]): T | undefined;
  bytes(into: Uint8Array): void;
}

const words = (seed: number): [number, number, number, number] => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  return [next(), next(), next(), next()];
};

export function createChance(seed: number): Chance {
  let [a, b, c, d] = words(seed);
  const word = (): number => {
    const sum = (a + b + d) >>> 0;
    d = (d + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  const next = (): number => word() / 0x1_0000_0000;
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    oneIn: (times) => below(times) === 0,
    pick: (from) => from[below(from.length)],
    weighted: (from) => {
      let left = next() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, one] of from) {
        left -= weight;
        if (left < 0) return one;
      }
      return undefined;
    },
    bytes: (into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = word() & 0xff;
    },
  };
}
