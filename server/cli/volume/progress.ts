/** Tells how far a seeding is and how fast it goes: a line every few seconds, and the whole at the end. */
import type { Kind } from './kinds.ts';

export interface Progress {
  readonly done: (kind: Kind, rows: number, written: number) => void;
  end(): { readonly written: number; readonly seconds: number };
}

const everyMs = 3_000;

export function createProgress(total: number, log: (line: string) => void): Progress {
  const began = performance.now();
  let spokeAt = began;
  let reached = 0;
  let written = 0;
  const seconds = (): number => (performance.now() - began) / 1000;
  return {
    done(kind, rows, fresh) {
      reached += rows;
      written += fresh;
      if (performance.now() - spokeAt < everyMs) return;
      spokeAt = performance.now();
      const share = Math.floor((100 * reached) / total);
      log(
        `${count(reached)} of ${count(total)} rows (${share} %), ${rate(written, seconds())}, ${kind.of.name}`,
      );
    },
    end: () => ({ written, seconds: seconds() }),
  };
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');

export const rate = (rows: number, seconds: number): string =>
  `${count(rows / Math.max(0.001, seconds))} rows/s`;
