/**
 * Which browser tests run side by side in `npm test`: each share has about as much to do as the others. Playwright's own
 * `--shard` counts tests, and one of ours takes two minutes, another two seconds.
 */
import { readdirSync } from 'node:fs';

/** Two cores are busy with three: what waits for a wire to heal leaves them to what draws and reads pages. */
const shares = 3;

/** Seconds on a machine of two cores, all shares running. What is not named here counts as `unmeasured`. */
const measured: Readonly<Record<string, number>> = {
  pages: 172,
  members: 110,
  audit: 92,
  'promises-told': 81,
  'faults-versions': 77,
  organizer: 69,
  correct: 65,
  'api-docs': 63,
  desk: 62,
  palette: 59,
  conflict: 58,
  'promises-saved': 56,
  admin: 54,
  contrast: 52,
  'role-until': 47,
  'promises-people': 44,
  'promises-restart': 43,
  story: 43,
  office: 41,
  'faults-tabs': 37,
  'faults-line': 31,
  'faults-storage': 22,
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
