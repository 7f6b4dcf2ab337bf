/**
 * `npm run check`: types, lint, format and unit tests, side by side, since each alone leaves a core idle. What one of
 * them has to say is printed when it ends, in one piece.
 */
import { spawn } from 'node:child_process';

const commands = [
  ['eslint', '.'],
  ['tsc', '--noEmit'],
  ['vitest', 'run', '--project', 'unit'],
  ['prettier', '--check', '--log-level', 'warn', '.'],
] as const;

function run([command, ...args]: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => said.push(part));
    child.stderr.on('data', (part: Buffer) => said.push(part));
    const end = (code: number): void => {
      console.log(`\n── ${[command, ...args].join(' ')}: ${code === 0 ? 'in order' : 'NOT in order'}`);
      process.stdout.write(Buffer.concat(said));
      resolve(code);
    };
    child.on('error', () => end(1));
    child.on('close', (code) => end(code ?? 1));
  });
}

const codes = await Promise.all(commands.map(run));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
