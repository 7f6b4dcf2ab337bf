/** What this person may change about the class itself: the topic, a cancellation; the office, everything. */
import type { JSX } from 'solid-js';
import { ClassSession } from '../../../shared/entities/class-session.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useToasts } from '../../components/toasts-context.ts';
import type { SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export function ClassDialog(props: { session: SeenRow; open: boolean; onClose: () => void }): JSX.Element {
  const toasts = useToasts();
  return (
    <FormDialog
      of={ClassSession}
      row={props.session}
      open={props.open}
      title={t('roster.edit')}
      onClose={() => props.onClose()}
      onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
    />
  );
}
