/**
 * A list whose items keep their elements while what they say changes: whoever stands on a row with the keyboard stays
 * there when an answer or somebody else's work comes in. An item is the same as long as its key is.
 */
import { createMemo, For } from 'solid-js';
import type { Accessor, JSX } from 'solid-js';

export function Keyed<Item>(props: {
  each: readonly Item[] | undefined;
  by: (item: Item) => string;
  fallback?: JSX.Element;
  children: (item: Accessor<Item>) => JSX.Element;
}): JSX.Element {
  const byKey = createMemo(() => new Map((props.each ?? []).map((item) => [props.by(item), item])));
  return (
    <For each={[...byKey().keys()]} fallback={props.fallback}>
      {(key) => props.children(latest(byKey, key))}
    </For>
  );
}

/** One that is leaving keeps its last words until it is gone. */
function latest<Item>(byKey: Accessor<ReadonlyMap<string, Item>>, key: string): Accessor<Item> {
  const first = byKey().get(key) as Item;
  const item = createMemo((last: Item) => byKey().get(key) ?? last, first);
  return item;
}
