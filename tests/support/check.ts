/**
 * npm run check
 *
 * Types, lint, format and unit tests, side by side.
 */
import { orEnd, readCommandLine } from '../../server/cli/command-line.ts';
import { sideBySide } from './side-by-side.ts';

orEnd(() => readCommandLine(import.meta.url, {}));
const endings = await sideBySide([
  { line: ['eslint', '.'] },
  { line: ['tsc', '--noEmit'] },
  { line: ['vitest', 'run', '--project', 'unit'] },
  { line: ['prettier', '--check', '--log-level', 'warn', '.'] },
]);
process.exitCode = endings.every(({ code }) => code === 0) ? 0 : 1;
