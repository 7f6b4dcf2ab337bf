/** The one live thing in the header: how sending stands. Always there, always leads to the Unsent page. */
import type { JSX } from 'solid-js';
import { Icon } from '../elements/icon.tsx';
import { VisuallyHidden } from '../elements/visually-hidden.tsx';
import { t } from '../i18n/t.ts';
import { pillIcons, pillLook, pillText } from './sync-words.ts';
import type { SyncPill } from './sync-words.ts';

export type { SyncPill };

export function SyncPillLink(props: { sync: SyncPill; now: () => number }): JSX.Element {
  return (
    <a
      class="sync-pill"
      href="/unsent"
      data-look={pillLook(props.sync, props.now())}
      data-state={props.sync.state}
    >
      <Icon name={pillIcons[props.sync.state]} size="sm" />
      <span class="sync-pill-text">{pillText(props.sync)}</span>
      <VisuallyHidden>. {t('sync.open')}</VisuallyHidden>
    </a>
  );
}
