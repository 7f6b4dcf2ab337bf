/** Gives a person a role, for good or through a day. */
import { createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import type { Role } from '../../../shared/access/roles.ts';
import { isRole, roleLabels, roles } from '../../../shared/access/roles.ts';
import { GrantRole } from '../../../shared/commands/index.ts';
import { isOnline } from '../../components/online.ts';
import type { CommandRunner } from '../../components/run-command.ts';
import { say } from '../../components/say.ts';
import { Button } from '../../elements/button.tsx';
import { DateInput } from '../../elements/date-input.tsx';
import { Dialog } from '../../elements/dialog.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { useHall } from '../../hall.ts';
import { dayOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { endOfDay } from './end-of-day.ts';
import type { SeenPerson } from './read-people.ts';

export function GrantDialog(props: {
  person: SeenPerson;
  commands: CommandRunner;
  onClose: () => void;
}): JSX.Element {
  const hall = useHall();
  const [role, setRole] = createSignal<Role | ''>('');
  const [until, setUntil] = createSignal('');
  const [roleError, setRoleError] = createSignal<string>();
  const [dayError, setDayError] = createSignal<string>();
  const grant = async (): Promise<void> => {
    const roleName = role();
    const day = until();
    const isDayRight = day === '' || day >= dayOf(Date.now());
    setRoleError(roleName === '' ? t('people.roleNeeded') : undefined);
    setDayError(isDayRight ? undefined : t('people.dayPast'));
    if (roleName === '' || !isDayRight || !isOnline(hall)) return;
    const expiresAt = day === '' ? null : new Date(endOfDay(day, hall.zone())).toISOString();
    const input = { userId: props.person.id, roleName, startsAt: null, expiresAt };
    if (await props.commands.run(GrantRole.name, input, props.person.id)) props.onClose();
  };
  return (
    <Dialog
      open
      title={t('people.grantTo', { name: props.person.name })}
      closeLabel={t('action.close')}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button
            variant="primary"
            busy={props.commands.busy() === props.person.id}
            aria-disabled={isOnline(hall) ? undefined : 'true'}
            onClick={() => void grant()}
          >
            {t('people.grant')}
          </Button>
        </>
      }
    >
      <form
        class="form-grid"
        novalidate
        onSubmit={(event) => {
          event.preventDefault();
          void grant();
        }}
      >
        <SelectInput
          label={t('people.role')}
          placeholder={t('people.chooseRole')}
          value={role()}
          error={roleError()}
          options={roles.map((value) => ({ value, label: say(roleLabels[value]) }))}
          onValue={(value) => setRole(isRole(value) ? value : '')}
        />
        <DateInput
          label={t('people.until')}
          hint={t('people.untilHint')}
          optional={t('field.optional')}
          value={until()}
          error={dayError()}
          onValue={setUntil}
        />
        <Show when={!isOnline(hall)}>
          <p class="muted">{t('change.needsSignal')}</p>
        </Show>
      </form>
    </Dialog>
  );
}
