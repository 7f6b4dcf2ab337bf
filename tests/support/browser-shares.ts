/**
 * Which browser tests run side by side in `npm test`: each share has about as much to do as the others. Playwright's own
 * `--shard` counts tests, and one of ours takes two minutes, another two seconds.
 */
import { readdirSync } from 'node:fs';

/** Two cores are busy with three: what waits for a wire to heal leaves them to what draws and reads pages. */
const shares = 3;

/** Seconds on a machine of two cores, all shares running. What is not named here counts as `unmeasured`. */
const measured: Readonly<Record<string, number>> = {
  pages: 252,
  'role-until': 81,
  'faults-versions': 75,
  audit: 75,
  members: 75,
  'promises-told': 75,
  contrast: 74,
  organizer: 73,
  conflict: 72,
  'promises-people': 67,
  palette: 57,
  'promises-restart': 53,
  correct: 52,
  'promises-saved': 44,
  desk: 43,
  'api-docs': 43,
  story: 40,
  office: 36,
  admin: 26,
  'faults-tabs': 25,
  'faults-line': 19,
  'faults-storage': 14,
};
const unmeasured = 45;

const secondsOf = (file: string): number => measured[file.replace('.spec.ts', '')] ?? unmeasured;

/** The longest first, each to the share that has least so far. Every file is in exactly one. */
export function browserShares(folder: string): readonly (readonly string[])[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'));
  const all = Array.from({ length: shares }, () => ({ seconds: 0, files: [] as string[] }));
  for (const file of files.toSorted((one, other) => secondsOf(other) - secondsOf(one))) {
    const least = all.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    least.seconds += secondsOf(file);
    least.files.push(`${folder}/${file}`);
  }
  return all.map((share) => share.files);
}
