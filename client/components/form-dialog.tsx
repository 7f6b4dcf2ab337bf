/** An entity's form in a dialog. Leaving it with something typed asks first; Escape is a way of leaving. */
import { createSignal, onCleanup, onMount } from 'solid-js';
import type { JSX } from 'solid-js';
import { useBeforeLeave } from '@solidjs/router';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { ConfirmDialog } from '../elements/confirm-dialog.tsx';
import { Dialog } from '../elements/dialog.tsx';
import type { SeenRow } from '../hall.ts';
import { t } from '../i18n/t.ts';
import { EntityForm } from './entity-form.tsx';
import type { FormSend } from './entity-form.tsx';

export interface FormDialogProps {
  of: Entity;
  row?: SeenRow | undefined;
  start?: Values | undefined;
  fixed?: Values | undefined;
  only?: readonly string[] | undefined;
  writable?: readonly string[] | undefined;
  send?: FormSend | undefined;
  open: boolean;
  title: string;
  onClose: () => void;
  onSaved: (rowId: string) => void;
  /** Stands above the form: what the record is, where its history is. */
  children?: JSX.Element;
}

export function FormDialog(props: FormDialogProps): JSX.Element {
  const [dirty, setDirty] = createSignal(false);
  const [asking, setAsking] = createSignal(false);
  let goOn: (() => void) | undefined;
  useBeforeLeave((event) => {
    if (!props.open || !dirty() || event.defaultPrevented) return;
    event.preventDefault();
    goOn = () => event.retry(true);
    setAsking(true);
  });
  const warn = (event: BeforeUnloadEvent): void => {
    if (props.open && dirty()) event.preventDefault();
  };
  onMount(() => addEventListener('beforeunload', warn));
  onCleanup(() => removeEventListener('beforeunload', warn));
  const leave = (): void => {
    setAsking(false);
    setDirty(false);
    props.onClose();
  };
  const askToLeave = (): void => {
    if (dirty()) setAsking(true);
    else leave();
  };
  return (
    <>
      <Dialog open={props.open} onClose={askToLeave} title={props.title} closeLabel={t('action.close')}>
        {props.children}
        <EntityForm
          of={props.of}
          row={props.row}
          start={props.start}
          fixed={props.fixed}
          only={props.only}
          writable={props.writable}
          send={props.send}
          onDirty={setDirty}
          onCancel={askToLeave}
          onSaved={(id) => {
            leave();
            props.onSaved(id);
          }}
        />
      </Dialog>
      <ConfirmDialog
        open={asking()}
        title={t('form.leaveTitle')}
        confirmLabel={t('form.leave')}
        cancelLabel={t('form.stay')}
        closeLabel={t('action.close')}
        danger
        onConfirm={() => {
          leave();
          goOn?.();
        }}
        onCancel={() => {
          goOn = undefined;
          setAsking(false);
        }}
      >
        <p>{t('form.leaveText')}</p>
      </ConfirmDialog>
    </>
  );
}
