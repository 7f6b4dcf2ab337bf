/**
 * Commands that leave a core idle when they run alone. What each has to say is printed when it ends, in one piece, so
 * that two of them never talk across each other.
 */
import { spawn } from 'node:child_process';

export interface Command {
  readonly line: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ending {
  readonly code: number;
  /** The end of what it said. */
  readonly lastWords: string;
}

const mostLastWords = 400;

/** Resolves when all have ended, in the order of the commands. */
export const sideBySide = (commands: readonly Command[]): Promise<readonly Ending[]> =>
  Promise.all(commands.map(run));

function run({ line, env = {} }: Command): Promise<Ending> {
  const [command = '', ...args] = line;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const said: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => said.push(part));
    child.stderr.on('data', (part: Buffer) => said.push(part));
    const end = (code: number): void => {
      console.log(`\n── ${line.join(' ')}: ${code === 0 ? 'in order' : 'NOT in order'}`);
      const all = Buffer.concat(said);
      process.stdout.write(all);
      resolve({ code, lastWords: all.toString().trim().slice(-mostLastWords) });
    };
    child.on('error', () => end(1));
    child.on('close', (code) => end(code ?? 1));
  });
}
