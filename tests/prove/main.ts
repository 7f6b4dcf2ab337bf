/**
 * npm run prove -- [--seeds 1000] [--written]
 *
 * Runs everything that measures and writes docs/proof.md from what was
 * measured. `--written` runs nothing and writes what stands in test-results. What was not run is said to be not run.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { orEnd, readCommandLine } from '../../server/cli/command-line.ts';
import { measureNames } from '../bench/options.ts';
import { commitNow } from './commit-now.ts';
import { benchSection } from './bench-section.ts';
import { faultSection, loadSection, restoreSection } from './other-sections.ts';
import { simulationSection } from './simulation-section.ts';

const { seeds, written } = orEnd(() => {
  const { values, whole } = readCommandLine(import.meta.url, {
    seeds: { type: 'string', default: '1000' },
    written: { type: 'boolean', default: false },
  });
  return { seeds: whole('seeds', 1), written: values.written };
});

const steps: readonly (readonly string[])[] = [
  ['simulate', '--', '--seeds', String(seeds), '--controls'],
  ['faults'],
  ['restore:drill'],
  ['load'],
  ['load', '--', '--processes', '2'],
  ['bench', '--', '--only', measureNames.join(',')],
];
if (!written)
  for (const step of steps) {
    const { status } = spawnSync('npm', ['run', ...step], { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }

const text = [
  '# What was measured',
  `Written by \`npm run prove\` on ${new Date().toISOString().slice(0, 10)} at commit ${commitNow()}; each part says when and at which commit it ran. Nothing here was written by hand.`,
  simulationSection(),
  faultSection(),
  restoreSection(),
  loadSection(),
  benchSection(),
].join('\n\n');
const file = 'docs/proof.md';
writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
console.log(`${file} is written.`);
