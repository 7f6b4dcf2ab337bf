/** Server processes of the bench: started, waited for, ended again by their own handle. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { childEnvironment } from '../../server/environment.ts';

export interface Child {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ChildOptions {
  /** The script and what it is told. */
  readonly script: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly readyPath: string;
  readonly nodeFlags?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly verbose: boolean;
  readonly profile: boolean;
}

const readyWithinMs = 60_000;
const pollMs = 50;
const mostKeptOutput = 4000;
const profileFlags = ['--cpu-prof', '--cpu-prof-dir=test-results/profiles'];

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

/** As the image of a real deployment starts the server: its heap is held small before it is held up. */
export const imageFlags =
  readFileSync('server/deploy/Dockerfile', 'utf8').match(/--(?:max|heap)-[a-z-]+=\d+/g) ?? [];

/** Resolves when the process answers; rejects with what it said when it does not. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(
    process.execPath,
    [
      ...(options.profile ? profileFlags : []),
      ...(options.nodeFlags ?? []),
      '--import',
      'tsx',
      ...options.script,
    ],
    {
      env: childEnvironment(options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  let ended = false;
  const hear = (chunk: Buffer): void => {
    said = `${said}${chunk.toString()}`.slice(-mostKeptOutput);
    if (options.verbose) process.stderr.write(chunk);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void exit.then(() => (ended = true));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    if (ended) return;
    child.kill('SIGTERM');
    await Promise.race([exit, pause(5000)]);
    if (!ended) child.kill('SIGKILL');
    await exit;
  };
  const url = `http://${options.host}:${options.port}`;
  const deadline = performance.now() + readyWithinMs;
  while (!ended && performance.now() < deadline) {
    const answer = await fetch(`${url}${options.readyPath}`).catch(() => undefined);
    if (answer?.ok) return { url, pid: child.pid ?? 0, stop };
    await pause(pollMs);
  }
  await stop();
  throw new Error(`${options.script.join(' ')} did not come up:\n${said}`);
}
