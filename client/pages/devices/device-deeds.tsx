/** What an administrator can do to a device from afar. Both need signal, and neither touches what is unsent on it. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { EndSession, ForceResync } from '../../../shared/commands/index.ts';
import { isOnline } from '../../components/online.ts';
import { createCommandRunner } from '../../components/run-command.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Banner } from '../../elements/banner.tsx';
import { ConfirmDialog } from '../../elements/confirm-dialog.tsx';
import { Menu } from '../../elements/menu.tsx';
import type { MenuItem } from '../../elements/menu.tsx';
import { useHall } from '../../hall.ts';
import type { Hall, SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export type Deed = 'resync' | 'end';

export interface Asking {
  readonly deed: Deed;
  readonly device: SeenRow;
  readonly person: string;
}

/** Asked of the roles that the commands name, so that page and server cannot differ. */
export const mayReachDevices = (hall: Hall): boolean =>
  hall.holdings().some(({ role }) => role !== 'anyone' && EndSession.roles.includes(role));

const nameOf = (device: SeenRow): string => String(device['label']);

export function NeedsSignal(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={mayReachDevices(hall) && !isOnline(hall)}>
      <Banner tone="ink" icon="offline" role="status" title={t('devices.offlineTitle')}>
        {t('devices.offlineText')}
      </Banner>
    </Show>
  );
}

export function DeviceMenu(props: { device: SeenRow; onAsk: (deed: Deed) => void }): JSX.Element {
  const hall = useHall();
  const deed = (label: string, icon: MenuItem['icon'], which: Deed): MenuItem => ({
    label,
    icon,
    danger: which === 'end',
    disabled: !isOnline(hall),
    onSelect: () => props.onAsk(which),
  });
  const ending = (): readonly MenuItem[] => {
    if (props.device.id === hall.deviceId)
      return [{ label: t('devices.own'), icon: 'device', href: '/device' }];
    return props.device['endedAt'] ? [] : [deed(t('devices.endSession'), 'lock', 'end')];
  };
  return (
    <Menu
      label={t('devices.deedsOf', { name: nameOf(props.device) })}
      align="start"
      items={[deed(t('devices.resync'), 'download', 'resync'), ...ending()]}
    />
  );
}

export function DeviceDialog(props: { asking: Asking; onClose: () => void }): JSX.Element {
  const hall = useHall();
  const commands = createCommandRunner(hall, useToasts());
  const isEnd = (): boolean => props.asking.deed === 'end';
  const unsent = (): number => Number(props.asking.device['unsentCount'] ?? 0);
  const run = async (): Promise<void> => {
    const { id } = props.asking.device;
    await commands.run(isEnd() ? EndSession.name : ForceResync.name, { deviceId: id }, id);
    props.onClose();
  };
  return (
    <ConfirmDialog
      open
      danger={isEnd()}
      title={t(isEnd() ? 'devices.endTitle' : 'devices.resyncTitle', { name: nameOf(props.asking.device) })}
      confirmLabel={t(isEnd() ? 'devices.endSession' : 'devices.resync')}
      cancelLabel={t('action.cancel')}
      closeLabel={t('action.close')}
      busy={commands.busy() !== undefined}
      onConfirm={() => void run()}
      onCancel={() => props.onClose()}
    >
      <p>{isEnd() ? t('devices.endText', { person: props.asking.person }) : t('devices.resyncText')}</p>
      <Show when={unsent() > 0}>
        <p class="mt-2 strong">{t('devices.unsentKept', { count: unsent() })}</p>
      </Show>
    </ConfirmDialog>
  );
}
