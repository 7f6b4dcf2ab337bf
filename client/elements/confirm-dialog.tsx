/** Asks before what cannot be undone. With `typed`, the word must be written out first; the button says why it waits. */
import { createEffect, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextInput } from './text-input.tsx';

export interface ConfirmDialogProps {
  open: boolean;
  title: string;
  children: JSX.Element;
  confirmLabel: string;
  cancelLabel: string;
  closeLabel: string;
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  /** `error` is shown when the word is not what was written; without it the label is repeated. */
  typed?: { label: string; word: string; error?: string | undefined } | undefined;
  onConfirm: () => void;
  onCancel: () => void;
}

const sameWord = (one: string, other: string): boolean =>
  one.trim().localeCompare(other, undefined, { sensitivity: 'base' }) === 0;

export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const [written, setWritten] = createSignal('');
  const [missed, setMissed] = createSignal(false);
  createEffect(() => {
    if (props.open) return;
    setWritten('');
    setMissed(false);
  });
  const confirm = (): void => {
    if (props.typed && !sameWord(written(), props.typed.word)) setMissed(true);
    else props.onConfirm();
  };
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onCancel()}
      title={props.title}
      closeLabel={props.closeLabel}
      size="sm"
      actions={
        <>
          <Button onClick={() => props.onCancel()}>{props.cancelLabel}</Button>
          <Button variant={props.danger ? 'danger' : 'primary'} busy={props.busy} onClick={confirm}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
      <Show when={props.typed}>
        {(typed) => (
          <TextInput
            class="mt-4"
            label={typed().label}
            value={written()}
            error={missed() ? (typed().error ?? typed().label) : undefined}
            autocomplete="off"
            autocapitalize="none"
            onValue={(value) => {
              setWritten(value);
              setMissed(false);
            }}
          />
        )}
      </Show>
    </Dialog>
  );
}
