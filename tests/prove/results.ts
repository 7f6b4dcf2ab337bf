/** What the measuring commands left in test-results, and tables made of it. */
import { existsSync, readFileSync } from 'node:fs';

export function readResult<T>(name: string): T | undefined {
  const path = `test-results/${name}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
}

export function readLines<T>(name: string): readonly T[] {
  const path = `test-results/${name}`;
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const notRun = (command: string): string => `Not run: \`npm run ${command}\`.`;
