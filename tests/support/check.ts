/** `npm run check`: types, lint, format and unit tests, side by side. */
import { sideBySide } from './side-by-side.ts';

const endings = await sideBySide([
  { line: ['eslint', '.'] },
  { line: ['tsc', '--noEmit'] },
  { line: ['vitest', 'run', '--project', 'unit'] },
  { line: ['prettier', '--check', '--log-level', 'warn', '.'] },
]);
process.exitCode = endings.every(({ code }) => code === 0) ? 0 : 1;
