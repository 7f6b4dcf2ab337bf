/** Where a record that was found is opened, and the place in the hall that it belongs to. */
import type { Entity } from '../../shared/entity/entity.ts';
import type { Hall, SeenRow } from '../hall.ts';
import { dayOf } from '../i18n/format.ts';
import { recordKinds } from '../record-kinds.ts';
import type { IconName } from '../elements/icon.tsx';

export interface Home {
  readonly icon: IconName;
  /** The address in the navigation without which nobody gets there. */
  readonly place: string;
  readonly pathOf: (hall: Hall, row: SeenRow) => string | Promise<string>;
}

/** In the order in which people look for them. */
const homes: Readonly<Record<string, Home>> = {
  member: { icon: 'people', place: '/members', pathOf: (_, row) => `/members/${row.id}` },
  organization: { icon: 'employer', place: '/employers', pathOf: (_, row) => `/employers/${row.id}` },
  organizationContact: {
    icon: 'phone',
    place: '/employers',
    pathOf: (_, row) => `/employers/${String(row['organizationId'])}`,
  },
  student: { icon: 'people', place: '/classes', pathOf: pathOfStudent },
  saltingActivity: { icon: 'visit', place: '/visits', pathOf: (_, row) => `/visits/${row.id}` },
  classSession: { icon: 'class', place: '/classes', pathOf: (_, row) => `/classes/${row.id}` },
};

/** The office finds a student in the member's record; who teaches has no member rows and finds him in his next class. */
async function pathOfStudent(hall: Hall, row: SeenRow): Promise<string> {
  const memberId = row['memberId'];
  if (typeof memberId === 'string' && (await hall.rows.get('member', memberId)))
    return `/members/${memberId}?tab=training`;
  const cohorts = row['cohortIds'];
  const classes = await hall.rows.list('classSession', {
    where: (one) => Array.isArray(cohorts) && cohorts.includes(one['cohortId'] ?? null),
  });
  const today = dayOf(Date.now());
  const next = classes.find((one) => String(one['sessionDate']) >= today) ?? classes.at(-1);
  return next ? `/classes/${next.id}` : '/classes';
}

/** Kinds without a page of their own are opened among the plain records, by who keeps these. */
export function homeOf(of: Entity, hall: Hall): Home | undefined {
  const own = homes[of.name];
  if (own) return own;
  if (!recordKinds(hall.holdings()).includes(of)) return undefined;
  return { icon: 'note', place: '/records', pathOf: (_, row) => `/records/${of.name}?open=${row.id}` };
}

/** Where a kind stands among others whose hits are as good. */
export function rankOfKind(of: Entity): number {
  const at = Object.keys(homes).indexOf(of.name);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}
