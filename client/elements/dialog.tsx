/**
 * A modal dialog on the native element: focus is trapped, Escape closes and focus returns, all by the browser.
 * Closing is always asked of the owner (`onClose`), who sets `open`; a dialog never closes behind its back.
 */
import { createEffect, createUniqueId, onCleanup, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { IconButton } from './icon-button.tsx';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  actions?: JSX.Element;
  size?: 'sm' | 'md' | 'lg' | undefined;
  children: JSX.Element;
}

export function Dialog(props: DialogProps): JSX.Element {
  const titleId = createUniqueId();
  return (
    <Show when={props.open}>
      <dialog
        class="dialog"
        data-size={props.size ?? 'md'}
        aria-labelledby={titleId}
        ref={(element) => showWhileMounted(element)}
        onCancel={(event) => {
          event.preventDefault();
          props.onClose();
        }}
      >
        <div class="dialog-head">
          <h2 class="dialog-title" id={titleId}>
            {props.title}
          </h2>
          <IconButton icon="close" label={props.closeLabel} onClick={() => props.onClose()} />
        </div>
        <div class="dialog-body">{props.children}</div>
        <Show when={props.actions}>
          <div class="dialog-foot">{props.actions}</div>
        </Show>
      </dialog>
    </Show>
  );
}

/** For a dialog that is drawn by somebody else. Removing an open dialog from the page does not return focus by itself in every browser, so it is done here. */
export function showWhileMounted(element: HTMLDialogElement): void {
  const before = document.activeElement;
  createEffect(() => {
    if (!element.isConnected) return;
    element.showModal();
    const first = element.querySelector<HTMLElement>(
      '[autofocus], .dialog-body :is(input, select, textarea, button, a)',
    );
    first?.focus();
  });
  onCleanup(() => {
    element.close();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
}
