/** How long each operation took and what went wrong, by its name. */
import { percentile } from '../bench/statistics.ts';

export interface Figures {
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly errors: number;
}

export interface Recorder {
  /** Measures the work; a failure is counted, kept in words and swallowed: one device's trouble stops no other. */
  time<T>(operation: string, work: () => Promise<T>): Promise<T | undefined>;
  note(operation: string, milliseconds: number): void;
  fail(operation: string, problem: string): void;
  figures(): Readonly<Record<string, Figures>>;
  /** The first few problems, in words. */
  readonly problems: readonly string[];
}

const mostProblems = 20;

export function createRecorder(): Recorder {
  const took = new Map<string, number[]>();
  const errors = new Map<string, number>();
  const problems: string[] = [];
  const note = (operation: string, milliseconds: number): void => {
    const known = took.get(operation);
    if (known) known.push(milliseconds);
    else took.set(operation, [milliseconds]);
  };
  const fail = (operation: string, problem: string): void => {
    errors.set(operation, (errors.get(operation) ?? 0) + 1);
    if (problems.length < mostProblems) problems.push(`${operation}: ${problem}`);
  };
  return {
    note,
    fail,
    problems,
    async time(operation, work) {
      const began = performance.now();
      try {
        const result = await work();
        note(operation, performance.now() - began);
        return result;
      } catch (error) {
        fail(operation, error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
    figures: () =>
      Object.fromEntries(
        [...new Set([...took.keys(), ...errors.keys()])].map((name) => [
          name,
          figuresOf(took.get(name) ?? [], errors.get(name) ?? 0),
        ]),
      ),
  };
}

const figuresOf = (values: readonly number[], errors: number): Figures => ({
  count: values.length,
  p50: rounded(percentile(values, 0.5)),
  p95: rounded(percentile(values, 0.95)),
  p99: rounded(percentile(values, 0.99)),
  errors,
});

const rounded = (value: number): number => Math.round(value * 10) / 10;
