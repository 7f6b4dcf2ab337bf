/** How outcomes and attitudes are shown: icon, tone and words together. */
import type { Tone } from '../elements/tone.ts';
import type { IconName } from '../elements/icon.tsx';
import { Organization } from '../../shared/entities/organization.ts';
import { SaltingActivity } from '../../shared/entities/salting-activity.ts';
import type { Field } from '../../shared/entity/field.ts';
import { say } from '../components/say.ts';
import type { PlainKey } from '../i18n/t.ts';
import type { Outcome } from './visit-totals.ts';

export const outcomeLooks: Readonly<Record<Outcome, { readonly icon: IconName; readonly tone: Tone }>> = {
  positive: { icon: 'check', tone: 'good' },
  neutral: { icon: 'more', tone: 'neutral' },
  negative: { icon: 'absent', tone: 'bad' },
  no_contact: { icon: 'offline', tone: 'warn' },
};

export const isOutcome = (value: string): value is Outcome => value in outcomeLooks;

interface Option {
  readonly value: string;
  readonly label: string;
}

const optionsOf = (field: Field): readonly Option[] =>
  (field.choices ?? []).map(({ value, label }) => ({ value, label: say(label) }));

export const visitTypes = (): readonly Option[] => optionsOf(SaltingActivity.fields.activityType);

export const outcomeOptions = () =>
  optionsOf(SaltingActivity.fields.outcome).map((option) => ({
    ...option,
    ...(isOutcome(option.value) ? outcomeLooks[option.value] : {}),
  }));

export const scoreOptions = (): readonly Option[] => optionsOf(Organization.fields.saltingScore);

export const scoreTone = (score: string): Tone =>
  score === '' || score === '3' ? 'neutral' : score < '3' ? 'bad' : 'good';

const meanings: Readonly<Record<string, PlainKey>> = {
  '1': 'attitude.mean1',
  '2': 'attitude.mean2',
  '3': 'attitude.mean3',
  '4': 'attitude.mean4',
  '5': 'attitude.mean5',
};

export const scoreMeaning = (score: string): PlainKey | undefined => meanings[score];
