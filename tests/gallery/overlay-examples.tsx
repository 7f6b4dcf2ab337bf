/** Dialogs and toasts, opened by buttons. */
import { createSignal } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../../client/elements/button.tsx';
import { Card } from '../../client/elements/card.tsx';
import { ConfirmDialog } from '../../client/elements/confirm-dialog.tsx';
import { Dialog } from '../../client/elements/dialog.tsx';
import { TextInput } from '../../client/elements/text-input.tsx';
import type { Toasts } from '../../client/elements/toasts.ts';
import { InstallPanel } from '../../client/shell/install-card.tsx';

export function OverlayExamples(props: { toasts: Toasts }): JSX.Element {
  const [dialog, setDialog] = createSignal(false);
  const [confirm, setConfirm] = createSignal(false);
  const [text, setText] = createSignal('');
  return (
    <Card title="Over the page">
      <div class="flex flex-wrap gap-3">
        <Button onClick={() => setDialog(true)}>Open dialog</Button>
        <Button onClick={() => setConfirm(true)}>Discard for good</Button>
        <Button
          onClick={() =>
            props.toasts.show({
              text: '14 students marked present',
              icon: 'saved',
              action: { label: 'Undo', onAct: () => undefined },
            })
          }
        >
          Show toast
        </Button>
        <Button
          onClick={() => props.toasts.show({ text: 'This device is full. Nothing was saved.', tone: 'bad' })}
        >
          Show failure
        </Button>
      </div>
      <div class="mt-5">
        <InstallPanel />
      </div>
      <Dialog
        open={dialog()}
        onClose={() => setDialog(false)}
        title="Correct an arrival time"
        closeLabel="Close"
        actions={
          <>
            <Button onClick={() => setDialog(false)}>Cancel</Button>
            <Button variant="primary" onClick={() => setDialog(false)}>
              Save
            </Button>
          </>
        }
      >
        <TextInput label="Reason" value={text()} onValue={setText} />
      </Dialog>
      <ConfirmDialog
        open={confirm()}
        title="Discard 3 changes?"
        confirmLabel="Discard"
        cancelLabel="Keep them"
        closeLabel="Close"
        danger
        typed={{ label: 'Type discard to go on', word: 'discard' }}
        onCancel={() => setConfirm(false)}
        onConfirm={() => setConfirm(false)}
      >
        <p>They have not reached the office and cannot be brought back.</p>
      </ConfirmDialog>
    </Card>
  );
}
