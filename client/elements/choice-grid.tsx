/**
 * One of several as big buttons, each a thumb wide: native radios in a grid that breaks where the screen ends. For more
 * choices than a strip can set side by side, or when they must be hit without looking.
 */
import type { JSX } from 'solid-js';
import { Segmented } from './segmented.tsx';
import type { SegmentedProps } from './segmented.tsx';
import './choice-grid.css';

export type ChoiceGridProps<Value extends string> = Omit<SegmentedProps<Value>, 'layout'> & {
  across: 2 | 3;
};

export const ChoiceGrid = <Value extends string>(props: ChoiceGridProps<Value>): JSX.Element => (
  <Segmented {...props} />
);
