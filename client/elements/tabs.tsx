/** Tabs over one panel. Arrow keys, Home and End choose; the panel's content is the caller's, for the active tab. */
import { createUniqueId, Index, Show } from 'solid-js';
import type { JSX } from 'solid-js';

export interface Tab {
  id: string;
  label: string;
  count?: number | undefined;
}

export interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  active: string;
  onSelect: (id: string) => void;
  children: JSX.Element;
}

export function Tabs(props: TabsProps): JSX.Element {
  const name = createUniqueId();
  const tabId = (id: string): string => `${name}-${id}`;
  const move = (event: KeyboardEvent): void => {
    const at = props.tabs.findIndex((tab) => tab.id === props.active);
    const target = props.tabs[nextIndex(event.key, at, props.tabs.length)];
    if (!target) return;
    event.preventDefault();
    props.onSelect(target.id);
    document.getElementById(tabId(target.id))?.focus();
  };
  return (
    <div>
      <div class="tab-list" role="tablist" aria-label={props.label} onKeyDown={move}>
        {/* By place: a count that moves must not make the tab anew under whoever stands on it. */}
        <Index each={props.tabs}>
          {(tab) => (
            <button
              type="button"
              role="tab"
              class="tab"
              id={tabId(tab().id)}
              aria-selected={tab().id === props.active}
              aria-controls={`${name}-panel`}
              tabindex={tab().id === props.active ? 0 : -1}
              onClick={() => props.onSelect(tab().id)}
            >
              {tab().label}
              <Show when={tab().count !== undefined}>
                <span class="count">{tab().count}</span>
              </Show>
            </button>
          )}
        </Index>
      </div>
      <div role="tabpanel" id={`${name}-panel`} aria-labelledby={tabId(props.active)}>
        {props.children}
      </div>
    </div>
  );
}

/** -1 when the key means nothing here. */
function nextIndex(key: string, at: number, length: number): number {
  if (key === 'ArrowRight') return (at + 1) % length;
  if (key === 'ArrowLeft') return (at - 1 + length) % length;
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : -1;
}
