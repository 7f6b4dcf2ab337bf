/** One of a few, all in sight: native radios drawn as one strip. */
import type { JSX } from 'solid-js';
import { RadioGroup } from './radio-group.tsx';
import type { RadioGroupProps } from './radio-group.tsx';

export type SegmentedProps<Value extends string> = RadioGroupProps<Value> & {
  /** stacked: icon over word, for attendance. inline: icon beside word. */
  layout?: 'stacked' | 'inline' | undefined;
};

export const Segmented = <Value extends string>(props: SegmentedProps<Value>): JSX.Element => (
  <RadioGroup {...props} look="segmented" choiceClass="segment" layout={props.layout ?? 'stacked'} />
);
