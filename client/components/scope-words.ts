/** What lies in a scope, in words: for whoever reads what a device holds, or what was downloaded. */
import { t } from '../i18n/t.ts';

const keys = {
  local: 'device.scopeLocal',
  user: 'device.scopeUser',
  roster: 'device.scopeRoster',
  past: 'device.scopePast',
  employers: 'device.scopeEmployers',
  organizing: 'device.scopeOrganizing',
  notes: 'device.scopeNotes',
  training: 'device.scopeTraining',
  cohort: 'device.scopeCohort',
  member: 'device.scopeMember',
  alerts: 'device.scopeAlerts',
  review: 'device.scopeReview',
} as const;

const isKnown = (kind: string): kind is keyof typeof keys => Object.hasOwn(keys, kind);

/** The scope itself where it is of no known kind. */
export function scopeWords(scope: string): string {
  const [kind = ''] = scope.split(':');
  return isKnown(kind) ? t(keys[kind]) : scope;
}
