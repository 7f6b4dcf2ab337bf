/** Adding a member, for those who may; the new record opens. */
import { createEffect, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { Member } from '../../../shared/entities/member.ts';
import { FormDialog } from '../../components/form-dialog.tsx';
import { useToasts } from '../../components/toasts-context.ts';
import { createAsked } from '../../components/asked.ts';
import { Button } from '../../elements/button.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { mayCreate } from '../../record-kinds.ts';

export function NewMember(): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [open, setOpen] = createAsked();
  const [saved, setSaved] = createSignal<string>();
  createEffect(() => {
    const id = saved();
    if (id !== undefined) navigate(`/members/${id}`);
  });
  return (
    <Show when={mayCreate(Member, hall.holdings())}>
      <Button variant="primary" icon="plus" onClick={() => setOpen(true)}>
        {t('members.add')}
      </Button>
      <FormDialog
        of={Member}
        open={open()}
        title={t('members.add')}
        onClose={() => setOpen(false)}
        onSaved={(id) => {
          toasts.show({ text: t('state.saved'), icon: 'saved' });
          setSaved(id);
        }}
      />
    </Show>
  );
}
