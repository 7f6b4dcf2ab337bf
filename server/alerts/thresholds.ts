/** When somebody is to look: more than `most` of one thing within so long, by one person. The one place for these numbers. */
export interface Threshold {
  readonly most: number;
  readonly withinMs: number;
}

const minute = 60_000;

export const thresholds = {
  /** Different member records, opened one by one. */
  members_opened: { most: 100, withinMs: 60 * minute },
  /** What a person removed, less what he had made himself within the last day: taking back is not removing. */
  deletes: { most: 10, withinMs: 5 * minute },
  failed_sign_ins: { most: 10, withinMs: minute },
} as const satisfies Readonly<Record<string, Threshold>>;

export type AlertKind = keyof typeof thresholds;
