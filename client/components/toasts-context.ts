/** The shell's short messages, for every page. */
import { createContext, useContext } from 'solid-js';
import type { Toasts } from '../elements/toasts.ts';

export const ToastsContext = createContext<Toasts>();

export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw new Error('A page was drawn outside of the shell.');
  return toasts;
}
