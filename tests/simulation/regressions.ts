/**
 * Runs in which a promise was once broken, shortened to what it took. They are run with every batch of seeds; what was
 * mended has a test of its own besides, since a run tells another story as soon as the deeds change.
 */
export interface Regression {
  readonly seed: number;
  readonly steps: number;
  readonly skip: readonly number[];
}

export const regressions: readonly Regression[] = [
  // Lost work was told to nobody when the app was torn away as it opened (I8).
  { seed: 640, steps: 80, skip: [] },
  { seed: 640, steps: 60, skip: [47, 59] },
  // Sealed work was handed over in the order of its ids, not as it was done (I12).
  { seed: 640, steps: 60, skip: [44, 48, 51, 57, 58] },
  // A gesture was parted by the halving of a batch (I7), and by a row given up.
  { seed: 35, steps: 80, skip: [] },
  { seed: 114, steps: 80, skip: [] },
  // The power failed while another transaction was being committed: the simulated app lived on with half a disk.
  { seed: 568, steps: 80, skip: [] },
];
