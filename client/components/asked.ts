/** Whether a form for a new record is open: by a tap, or because a link asks for it with `?new=1`. */
import { createEffect, createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import { useSearchParams } from '@solidjs/router';

export function createAsked(): [Accessor<boolean>, (open: boolean) => void] {
  const [params, setParams] = useSearchParams<{ new: string }>();
  const [open, setOpen] = createSignal(false);
  createEffect(() => {
    if (params.new !== undefined) setOpen(true);
  });
  const change = (wanted: boolean): void => {
    setOpen(wanted);
    // Asked once: a reload does not ask again.
    if (!wanted && params.new !== undefined) setParams({ new: null }, { replace: true });
  };
  return [open, change];
}
