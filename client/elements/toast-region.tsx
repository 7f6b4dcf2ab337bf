/** Where toasts appear. Two live regions stand in the page from the start: one that waits its turn, one that does not. */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Icon } from './icon.tsx';
import type { Toast, Toasts } from './toasts.ts';

export function ToastRegion(props: { toasts: Toasts; label: string; dismissLabel: string }): JSX.Element {
  const urgent = (): readonly Toast[] => props.toasts.items().filter((toast) => toast.tone === 'bad');
  const calm = (): readonly Toast[] => props.toasts.items().filter((toast) => toast.tone !== 'bad');
  const line = (toast: Toast): JSX.Element => (
    <ToastLine
      toast={toast}
      dismissLabel={props.dismissLabel}
      onDismiss={() => props.toasts.dismiss(toast.id)}
    />
  );
  return (
    <section
      class="toasts"
      aria-label={props.label}
      onPointerEnter={() => props.toasts.pause()}
      onPointerLeave={() => props.toasts.resume()}
      onFocusIn={() => props.toasts.pause()}
      onFocusOut={() => props.toasts.resume()}
    >
      <div role="alert" class="contents">
        <For each={urgent()}>{line}</For>
      </div>
      <div role="status" class="contents">
        <For each={calm()}>{line}</For>
      </div>
    </section>
  );
}

function ToastLine(props: { toast: Toast; dismissLabel: string; onDismiss: () => void }): JSX.Element {
  return (
    <div class="toast-line" data-tone={props.toast.tone ?? 'neutral'}>
      <Show when={props.toast.icon ?? (props.toast.tone === 'bad' ? 'alert' : undefined)}>
        {(name) => <Icon name={name()} />}
      </Show>
      <p class="toast-text">{props.toast.text}</p>
      <Show when={props.toast.action}>
        {(action) => (
          <button
            type="button"
            class="toast-action"
            onClick={() => {
              action().onAct();
              props.onDismiss();
            }}
          >
            {action().label}
          </button>
        )}
      </Show>
      <button
        type="button"
        class="toast-close"
        aria-label={props.dismissLabel}
        title={props.dismissLabel}
        onClick={() => props.onDismiss()}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
