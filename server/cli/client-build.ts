/**
 * Builds the client when what it is made from has changed since the last build. Contents are compared, not dates: a
 * checkout or a copied folder has dates that say nothing.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartRefused } from '../database/start-refused.ts';

const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'];

export async function buildClientWhenStale(root: string, log: (line: string) => void): Promise<void> {
  const builtDir = join(root, 'dist', 'client');
  const stampPath = join(builtDir, '.stamp');
  const stamp = stampOf(root);
  if (existsSync(join(builtDir, 'index.html')) && readStamp(stampPath) === stamp) return;
  const vite = findVite(root);
  if (vite === undefined) {
    if (existsSync(join(builtDir, 'index.html'))) return;
    throw new StartRefused([
      'There is no built client and no vite to build it: run "npm ci" with development packages, or copy dist/.',
    ]);
  }
  log('Building the client …');
  await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], root);
  writeFileSync(stampPath, stamp);
}

/** One digest over every file the build may read. Tests are not built. */
export function stampOf(root: string): string {
  const digest = createHash('sha256');
  for (const path of sources.flatMap((source) => listFiles(root, source))) {
    digest
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return digest.digest('hex');
}

function listFiles(root: string, path: string): string[] {
  const full = join(root, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function readStamp(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Vite is for building only; a production installation may do without. */
export function findVite(root: string): string | undefined {
  try {
    return join(
      dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json')),
      'bin',
      'vite.js',
    );
  } catch {
    return undefined;
  }
}

function run(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The client could not be built:\n${said.slice(-4_000)}`));
    });
  });
}
