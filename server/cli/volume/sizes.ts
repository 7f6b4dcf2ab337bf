/** How much of everything a volume local holds. */
export const sizeNames = ['quick', 'normal', 'stress'] as const;
export type SizeName = (typeof sizeNames)[number];

export interface Size {
  readonly members: number;
  readonly employers: number;
  /** Sister unions, training partners, JATCs. */
  readonly otherOrganizations: number;
  readonly contactsEach: number;
  /** Over twenty years; a member has one at least. */
  readonly employments: number;
  readonly cohorts: number;
  readonly studentsEach: number;
  /** Of one cohort, over the year until today, each with a mark for every student. */
  readonly pastClasses: number;
  readonly comingClasses: number;
  readonly visits: number;
  readonly notes: number;
}

const classes = { pastClasses: 120, comingClasses: 4 };

export const sizes: Readonly<Record<SizeName, Size>> = {
  quick: {
    members: 200,
    employers: 14,
    otherOrganizations: 2,
    contactsEach: 3,
    employments: 1_000,
    cohorts: 2,
    studentsEach: 10,
    pastClasses: 20,
    comingClasses: 2,
    visits: 200,
    notes: 240,
  },
  normal: {
    members: 2_000,
    employers: 140,
    otherOrganizations: 10,
    contactsEach: 3,
    employments: 50_000,
    cohorts: 8,
    studentsEach: 25,
    ...classes,
    visits: 10_000,
    notes: 12_000,
  },
  stress: {
    members: 10_000,
    employers: 700,
    otherOrganizations: 50,
    contactsEach: 3,
    employments: 250_000,
    cohorts: 40,
    studentsEach: 25,
    ...classes,
    visits: 50_000,
    notes: 60_000,
  },
};
