/** Work that came after its author had lost the record: kept whole until the office takes or discards it. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { DecideSetAside } from '../../shared/commands/index.ts';
import { SetAside } from '../../shared/entities/set-aside.ts';
import { Button } from '../elements/button.tsx';
import { Keyed } from '../elements/keyed.tsx';
import { useHall } from '../hall.ts';
import type { SeenRow } from '../hall.ts';
import { t } from '../i18n/t.ts';
import { ChangeCard } from './change-card.tsx';
import { createLive } from './live.ts';
import { isOnline } from './online.ts';
import { readKeptChange, sourceText } from './read-kept-change.ts';
import { createCommandRunner } from './run-command.ts';
import { useToasts } from './toasts-context.ts';
import { valueText } from './value-text.ts';

export function SetAsideList(props: {
  rows: readonly SeenRow[];
  now: () => number;
  own?: boolean | undefined;
}): JSX.Element {
  const hall = useHall();
  const commands = createCommandRunner(hall, useToasts());
  const shown = createLive(
    hall.rows,
    [],
    () => props.rows,
    (rows) => Promise.all(rows.map((row) => readKeptChange(hall.rows, row))),
  );
  const decide = (id: string, decision: 'take' | 'discard'): void =>
    void commands.run(DecideSetAside.name, { setAsideId: id, decision }, id);
  const mayDecide = (row: SeenRow): boolean =>
    !props.own && hall.holdings().some((one) => one.scope === `review:${String(row['about'])}`);
  return (
    <Show when={(shown()?.length ?? 0) > 0}>
      <ul class="changes" aria-label={t('review.setAsides')}>
        <Keyed each={shown()} by={({ row }) => row.id}>
          {(kept) => (
            <ChangeCard
              words={[kept().words]}
              at={kept().at}
              now={props.now}
              state="set_aside"
              stateLabel={t('state.set_aside')}
              facts={props.own ? [] : [sourceText(kept())]}
              problem={valueText(SetAside.fields.reason, kept().row['reason'])}
            >
              <Show when={mayDecide(kept().row)} fallback={<p class="muted">{t('review.officeLooks')}</p>}>
                <Button
                  size="sm"
                  variant="primary"
                  busy={commands.busy() === kept().row.id}
                  aria-disabled={isOnline(hall) ? undefined : 'true'}
                  onClick={() => decide(kept().row.id, 'take')}
                >
                  {t('review.take')}
                </Button>
                <Button
                  size="sm"
                  aria-disabled={isOnline(hall) ? undefined : 'true'}
                  onClick={() => decide(kept().row.id, 'discard')}
                >
                  {t('action.discard')}
                </Button>
                <Show when={!isOnline(hall)}>
                  <p class="muted">{t('change.needsSignal')}</p>
                </Show>
              </Show>
            </ChangeCard>
          )}
        </Keyed>
      </ul>
    </Show>
  );
}
