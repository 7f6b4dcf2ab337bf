/**
 * Which browser tests run side by side in `npm test`: each share has about as much to do as the others. Playwright's own
 * `--shard` counts tests, and one of ours takes two minutes, another two seconds.
 */
import { readdirSync } from 'node:fs';

/** Two cores are busy with three: what waits for a wire to heal leaves them to what draws and reads pages. */
const shares = 3;

/** Seconds on a machine of two cores, all shares running. What is not named here counts as `unmeasured`. */
const measured: Readonly<Record<string, number>> = {
  pages: 150,
  'promises-told': 85,
  admin: 50,
  'role-until': 50,
  audit: 75,
  correct: 60,
  palette: 60,
  'promises-restart': 55,
  conflict: 50,
  contrast: 45,
  members: 45,
  'promises-saved': 45,
  desk: 40,
  office: 40,
  organizer: 40,
  'promises-people': 40,
  story: 40,
  'faults-tabs': 60,
  'faults-line': 25,
  'faults-storage': 25,
  'faults-versions': 25,
  'api-docs': 35,
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
