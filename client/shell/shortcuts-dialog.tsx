/** The list of keyboard shortcuts, and the switch that turns them off. */
import { For } from 'solid-js';
import type { JSX } from 'solid-js';
import { Checkbox } from '../elements/checkbox.tsx';
import { Dialog } from '../elements/dialog.tsx';
import { t } from '../i18n/t.ts';
import type { NavItem } from './nav.ts';
import { searchKeys, shortcutsAreOn, switchShortcuts } from './shortcuts.ts';

export default function ShortcutsDialog(props: {
  open: boolean;
  onClose: () => void;
  items: readonly NavItem[];
}): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={t('shortcuts.title')}
      closeLabel={t('action.close')}
      size="sm"
    >
      <p class="muted">{t('shortcuts.intro')}</p>
      <dl class="shortcut-list">
        <For each={props.items.filter((item) => item.shortcut)}>
          {(item) => (
            <div>
              <dt>{t(item.label)}</dt>
              <dd>
                <kbd>g</kbd> {t('shortcuts.then')} <kbd>{item.shortcut}</kbd>
              </dd>
            </div>
          )}
        </For>
        <div>
          <dt>{t('shortcuts.everything')}</dt>
          <dd>
            <kbd>{searchKeys}</kbd>
          </dd>
        </div>
        <div>
          <dt>{t('shortcuts.page')}</dt>
          <dd>
            <kbd>/</kbd>
          </dd>
        </div>
        <div>
          <dt>{t('shortcuts.help')}</dt>
          <dd>
            <kbd>?</kbd>
          </dd>
        </div>
      </dl>
      <Checkbox label={t('shortcuts.switch')} checked={shortcutsAreOn()} onChecked={switchShortcuts} />
    </Dialog>
  );
}
