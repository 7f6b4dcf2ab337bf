/** Above a form that keeps what is typed: that it opened with what was begun, or that this device cannot keep it. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../elements/banner.tsx';
import { StateChip } from '../elements/state-chip.tsx';
import { t } from '../i18n/t.ts';

export function DraftNotice(props: {
  /** Said when something was begun. */
  found: string | undefined;
  failed: boolean;
  /** What one may do about it. */
  children?: JSX.Element;
}): JSX.Element {
  return (
    <>
      <Show when={props.found}>
        <div class="draft-found">
          <StateChip state="draft" label={t('state.draft')} />
          <p>{props.found}</p>
          {props.children}
        </div>
      </Show>
      <Show when={props.failed}>
        <Banner tone="warn" role="alert">
          {t('draft.notKept')}
        </Banner>
      </Show>
    </>
  );
}
