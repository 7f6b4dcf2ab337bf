/** Which columns the list of members shows: one tick each, at once. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../../elements/button.tsx';
import { Checkbox } from '../../elements/checkbox.tsx';
import { Dialog } from '../../elements/dialog.tsx';
import { t } from '../../i18n/t.ts';

export function ColumnChoice(props: {
  open: boolean;
  possible: readonly string[];
  chosen: readonly string[];
  label: (name: string) => string;
  onChoose: (columns: readonly string[]) => void;
  onClose: () => void;
}): JSX.Element {
  const set = (name: string, isChosen: boolean): void =>
    props.onChoose(props.possible.filter((one) => (one === name ? isChosen : props.chosen.includes(one))));
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={t('members.columns')}
      closeLabel={t('action.close')}
      actions={
        <Button variant="primary" onClick={() => props.onClose()}>
          {t('action.close')}
        </Button>
      }
    >
      <fieldset class="column-choice">
        <legend class="muted mb-2">{t('members.columnsText')}</legend>
        <For each={props.possible}>
          {(name) => (
            <Checkbox
              label={props.label(name)}
              checked={props.chosen.includes(name)}
              onChecked={(isChosen) => set(name, isChosen)}
            />
          )}
        </For>
      </fieldset>
    </Dialog>
  );
}
