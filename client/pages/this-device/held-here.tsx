/** What of the hall's records lies on this device, by which right, and until when. */
import { createMemo, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { heldScopes } from '../../../shared/access/holdings.ts';
import type { Holding } from '../../../shared/access/holdings.ts';
import { registry } from '../../../shared/entities/index.ts';
import { createLive } from '../../components/live.ts';
import { say } from '../../components/say.ts';
import { scopeWords } from '../../components/scope-words.ts';
import { Card } from '../../elements/card.tsx';
import { Facts } from '../../elements/facts.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { formatDateTime, formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';

export function HeldHere(): JSX.Element {
  const hall = useHall();
  const names = [...registry.keys()];
  const counts = createLive(
    hall.rows,
    names,
    () => undefined,
    async () => {
      const found = await Promise.all(names.map((name) => hall.rows.count(name)));
      return names
        .map((name, index) => ({ name, count: found[index] ?? 0 }))
        .filter(({ count }) => count > 0);
    },
  );
  const cohorts = createLive(
    hall.rows,
    ['cohort'],
    () => undefined,
    async () => new Map((await hall.rows.list('cohort')).map((row) => [row.id, String(row['name'])])),
  );
  const rights = createMemo(() => rightsOf(hall.holdings(), cohorts()));
  const items = () =>
    (counts() ?? []).map(({ name, count }) => {
      const of = registry.get(name);
      return { label: of ? say(of.label.many) : name, value: formatNumber(count) };
    });
  return (
    <Card title={t('device.held')} footer={t('device.heldFoot')}>
      <ul class="plain-list">
        <For each={rights()}>
          {(right) => (
            <li>
              {right.text}
              <Show when={right.until !== null}>
                <span class="muted"> · {t('device.until', { when: formatDateTime(right.until ?? 0) })}</span>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={counts()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
        <Facts items={items()} columns={2} />
      </Show>
    </Card>
  );
}

interface Right {
  readonly text: string;
  readonly until: number | null;
}

/** One line for each kind of scope; cohorts by their names. The many review scopes are one line. */
function rightsOf(
  holdings: readonly Holding[],
  cohorts: ReadonlyMap<string, string> | undefined,
): readonly Right[] {
  const lines = new Map<string, Right>();
  for (const [scope, until] of heldScopes(holdings)) {
    const [kind = '', id = ''] = scope.split(':');
    const words = scopeWords(scope);
    const text = kind === 'cohort' ? `${words} ${cohorts?.get(id) ?? ''}`.trim() : words;
    lines.set(text, { text, until });
  }
  return [...lines.values()];
}
