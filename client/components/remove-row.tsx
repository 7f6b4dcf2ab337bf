/** The button that removes a record, the question before it, and the way back after it. Only for whoever may. */
import { createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { canDelete, scopesOf } from '../../shared/access/can.ts';
import type { Entity } from '../../shared/entity/entity.ts';
import { refusalSentence } from '../../shared/values/refusal-words.ts';
import { Button } from '../elements/button.tsx';
import { ConfirmDialog } from '../elements/confirm-dialog.tsx';
import { useHall } from '../hall.ts';
import type { SeenRow } from '../hall.ts';
import { locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { noteSave } from '../install.ts';
import { offerUndo } from './take-back.ts';
import { useToasts } from './toasts-context.ts';

export interface RemoveRowProps {
  of: Entity;
  row: SeenRow;
  /** In the words of the place; each is a whole sentence but the label. */
  words: { readonly label: string; readonly title: string; readonly text: string; readonly removed: string };
  size?: 'sm' | undefined;
  onGone: () => void;
}

export function RemoveRow(props: RemoveRowProps): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [asking, setAsking] = createSignal(false);
  const may = (): boolean => canDelete(props.of, hall.holdings(), scopesOf(props.of, props.row));
  const remove = async (): Promise<void> => {
    setAsking(false);
    const { of, row: before, words } = props;
    const written = await hall.rows.write({ entity: of.name, op: 'delete', row: before.id });
    if (!written.ok)
      return void toasts.show({ tone: 'bad', text: refusalSentence(written.refusal, locale()) });
    noteSave();
    void offerUndo(hall, toasts, { text: words.removed, icon: 'trash' }, [
      { of, op: 'delete', rowId: before.id, changeId: written.changeId, before },
    ]);
    props.onGone();
  };
  return (
    <Show when={may()}>
      <Button variant="quiet" size={props.size} icon="trash" onClick={() => setAsking(true)}>
        {props.words.label}
      </Button>
      <ConfirmDialog
        open={asking()}
        title={props.words.title}
        confirmLabel={t('action.delete')}
        cancelLabel={t('action.cancel')}
        closeLabel={t('action.close')}
        danger
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      >
        <p>{props.words.text}</p>
      </ConfirmDialog>
    </Show>
  );
}
