/** The day from which a judgement holds. Pure. */
export interface Judged {
  readonly score: string;
  readonly since: string;
}

/** Another score holds from today; back at the score that stood, its day stands too. */
export const sinceFor = (before: Judged, score: string, today: string): string =>
  score === before.score && before.since !== '' ? before.since : today;
