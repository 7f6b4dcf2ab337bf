/**
 * The worker in one file. What the app loads when it needs it is in it: asking the disk for a module takes as long as the
 * machine pleases. And here a control can spoil a line of the code under test.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One edit in the code under test, which the suite must notice. */
export interface Spoiled {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** @throws when the line to be spoiled is not there exactly once: a control that does nothing would always pass. */
export async function buildWorker(outDir: string, spoiled: readonly Spoiled[] = []): Promise<string> {
  for (const { file, from } of spoiled) {
    const times = readFileSync(`${root}${file}`, 'utf8').split(from).length - 1;
    if (times !== 1) throw new Error(`${file} has ${times} times, not once: ${from}`);
  }
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { conditions: ['browser', 'development', 'module'] },
    ssr: {
      noExternal: true,
      external: ['@node-rs/argon2'],
      resolve: { conditions: ['browser', 'development', 'module'] },
    },
    plugins: [
      {
        name: 'spoil',
        enforce: 'pre',
        transform: (code, id) => {
          const edits = spoiled.filter(({ file }) => id === `${root}${file}`);
          return edits.length === 0
            ? undefined
            : edits.reduce((text, { from, to }) => text.replace(from, to), code);
        },
      },
    ],
    build: {
      ssr: 'tests/simulation/worker.ts',
      outDir,
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs', codeSplitting: false } },
    },
  });
  return `${outDir}/worker.mjs`;
}
