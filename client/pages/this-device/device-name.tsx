/** The name by which the office knows this device. */
import { createSignal } from 'solid-js';
import type { JSX } from 'solid-js';
import { useKeeper } from '../../components/keeper.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { t } from '../../i18n/t.ts';

const mostCharacters = 80;

export function DeviceName(): JSX.Element {
  const keeper = useKeeper();
  const toasts = useToasts();
  const [typed, setTyped] = createSignal<string>();
  const [error, setError] = createSignal<string>();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = (typed() ?? keeper.deviceLabel()).trim();
    if (name === '') return void setError(t('device.nameNeeded'));
    await keeper.rename(name.slice(0, mostCharacters));
    setTyped(undefined);
    toasts.show({ text: t('device.renamed'), icon: 'check' });
  };
  return (
    <form class="inline-form" onSubmit={(event) => void save(event)} novalidate>
      <TextInput
        label={t('device.name')}
        hint={t('device.nameHint')}
        error={error()}
        value={typed() ?? keeper.deviceLabel()}
        maxlength={mostCharacters}
        autocomplete="off"
        onValue={(text) => {
          setTyped(text);
          setError(undefined);
        }}
      />
      <Button type="submit">{t('action.save')}</Button>
    </form>
  );
}
