/**
 * What a command may be told. The words above its code are its help, their first paragraph is its usage: nothing is said
 * twice. A command that was told something else answers with one sentence, its usage and exit code 2.
 */
import { readFileSync } from 'node:fs';
import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

/** What was asked for cannot be done; its message is for whoever typed it. */
export class UsageError extends Error {
  readonly exitCode: number = 2;
  constructor(problem: string, usage: string) {
    super(`${problem}\n${usage}`);
    this.name = 'UsageError';
  }
}

class HelpAsked extends UsageError {
  override readonly exitCode = 0;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

export interface CommandLine<O extends Options> {
  readonly values: Values<O>;
  /** What stands without dashes. */
  readonly words: readonly string[];
  /** To be thrown: the problem, and the usage. */
  wrong(problem: string): UsageError;
  /** The option's whole number. @throws UsageError when it is none, or less. */
  whole(name: keyof Values<O> & string, least: number): number;
}

export interface ReadingOptions {
  readonly args?: readonly string[];
  /** How many words without dashes it may be told; none when left out. */
  readonly words?: number;
}

/**
 * `module` is the URL of the file with the words above.
 * @throws UsageError for what is not known, misses its value, or is a word too many; and for `--help`.
 */
export function readCommandLine<const O extends Options>(
  module: string | URL,
  options: O,
  { args = process.argv.slice(2), words: most = 0 }: ReadingOptions = {},
): CommandLine<O> {
  const help = wordsAbove(module);
  const [usage = '', ...more] = help.split('\n\n');
  if (args.includes('--help') || args.includes('-h')) throw new HelpAsked(usage, `\n${more.join('\n\n')}`);
  const wrong = (problem: string): UsageError => new UsageError(problem, usage);
  const { values, positionals } = parse(args, options, wrong);
  if (positionals.length > most) throw wrong(`Unexpected argument '${positionals[most] ?? ''}'.`);
  return {
    values,
    words: positionals,
    wrong,
    whole: (name, least) => {
      const text = String(values[name] ?? '');
      if (!/^\d{1,15}$/.test(text) || Number(text) < least)
        throw wrong(`--${name} needs a whole number of at least ${least}.`);
      return Number(text);
    },
  };
}

function parse<O extends Options>(
  args: readonly string[],
  options: O,
  wrong: (problem: string) => UsageError,
): { readonly values: Values<O>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Its first sentence says what is wrong; the others how to type what nobody wants to.
    const said = error instanceof Error ? error.message : String(error);
    throw wrong(`${said.split(/\.? *\n|\. /)[0] ?? said}.`.replace(/\.\.$/, '.'));
  }
}

function wordsAbove(module: string | URL): string {
  const comment = /\/\*\*([\s\S]*?)\*\//.exec(readFileSync(new URL(module), 'utf8'))?.[1] ?? '';
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  return lines.join('\n').trim();
}

/** Prints what a UsageError has to say and gives its exit code; undefined for any other error. */
export function sayUsage(error: unknown): number | undefined {
  if (!(error instanceof UsageError)) return undefined;
  if (error.exitCode === 0) console.log(error.message);
  else console.error(error.message);
  return error.exitCode;
}

/** For a program that reads its line before anything else: a UsageError ends the process. */
export function orEnd<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = sayUsage(error);
    if (code === undefined) throw error;
    process.exit(code);
  }
}
