/**
 * One of several as big buttons, each a thumb wide: native radios in a grid that breaks where the screen ends. For more
 * choices than Segmented can set side by side, or when they must be hit without looking.
 */
import type { JSX } from 'solid-js';
import { RadioGroup } from './radio-group.tsx';
import type { RadioGroupProps } from './radio-group.tsx';
import './choice-grid.css';

export type ChoiceGridProps<Value extends string> = RadioGroupProps<Value> & {
  /** How many stand side by side on a phone. */
  across: 2 | 3;
};

export const ChoiceGrid = <Value extends string>(props: ChoiceGridProps<Value>): JSX.Element => (
  <RadioGroup {...props} look="choice-grid" choiceClass="segment choice" />
);
