/** One record: its form when the person may change it, its facts when not; always the way to its history. */
import { createMemo, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import { fieldsWith, scopesOf } from '../../../shared/access/can.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import { writableFields } from '../../components/entity-form.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLive } from '../../components/live.ts';
import { noteOpened } from '../../components/opened.ts';
import { RemoveRow } from '../../components/remove-row.tsx';
import { say } from '../../components/say.ts';
import { createTitleBook, titlesOf } from '../../components/titles.ts';
import { valueText } from '../../components/value-text.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Dialog } from '../../elements/dialog.tsx';
import { Facts } from '../../elements/facts.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export interface RecordDialogProps {
  of: Entity;
  /** Left out for a new record. */
  id: string | undefined;
  title: string;
  onClose: () => void;
  onSaved: () => void;
}

export function RecordDialog(props: RecordDialogProps): JSX.Element {
  const hall = useHall();
  const row = createLive(
    hall.rows,
    [untrack(() => props.of.name)],
    () => props.id,
    async (id) => {
      const found = id === undefined ? undefined : await hall.rows.get(props.of.name, id);
      return found ? { found, title: await createTitleBook(hall.rows).ofRow(props.of, found) } : undefined;
    },
  );
  noteOpened(
    untrack(() => props.of),
    () => row()?.found.id,
  );
  const mayEdit = createMemo(() => {
    const known = row()?.found;
    return known !== undefined && writableFields(props.of, hall, known).length > 0;
  });
  return (
    <Show
      when={props.id === undefined}
      fallback={
        <Show when={row()}>
          {(known) => (
            <Show
              when={mayEdit()}
              fallback={<ReadDialog {...props} row={known().found} name={known().title} />}
            >
              <FormDialog
                of={props.of}
                row={known().found}
                open
                title={known().title || props.title}
                onClose={props.onClose}
                onSaved={props.onSaved}
              >
                <RecordDeeds of={props.of} row={known().found} onGone={props.onClose} />
              </FormDialog>
            </Show>
          )}
        </Show>
      }
    >
      <FormDialog of={props.of} open title={props.title} onClose={props.onClose} onSaved={props.onSaved} />
    </Show>
  );
}

function RecordDeeds(props: { of: Entity; row: SeenRow; onGone: () => void }): JSX.Element {
  return (
    <div class="card-deeds record-deeds">
      <Show when={props.row.pending}>
        <StateChip state="saved" label={t('state.saved')} />
      </Show>
      <ButtonLink variant="quiet" size="sm" icon="history" href={`/history/${props.of.name}/${props.row.id}`}>
        {t('history.title')}
      </ButtonLink>
      <RemoveRow
        of={props.of}
        row={props.row}
        size="sm"
        words={{
          label: t('action.delete'),
          title: t('records.removeTitle'),
          text: t('records.removeText'),
          removed: t('records.removed'),
        }}
        onGone={() => props.onGone()}
      />
    </div>
  );
}

function ReadDialog(props: RecordDialogProps & { row: SeenRow; name: string }): JSX.Element {
  const hall = useHall();
  const names = (): readonly string[] => {
    const readable = fieldsWith(props.of, hall.holdings(), 'read', scopesOf(props.of, props.row));
    return Object.keys(props.of.fields).filter((name) => readable?.has(name) && name in props.row);
  };
  const titles = createLive(
    hall.rows,
    [],
    () => props.row,
    (row) => titlesOf(hall.rows, props.of, names(), [row]),
  );
  const items = () =>
    names().flatMap((name) => {
      const field = props.of.fields[name];
      return field ? [{ label: say(field.label), value: valueText(field, props.row[name], titles()) }] : [];
    });
  return (
    <Dialog open onClose={props.onClose} title={props.name || props.title} closeLabel={t('action.close')}>
      <RecordDeeds of={props.of} row={props.row} onGone={props.onClose} />
      <Facts items={items()} />
    </Dialog>
  );
}
