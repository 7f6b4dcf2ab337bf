/** Changes that were not accepted: what, why, and what to do next. Closing one keeps it in the history. */
import { Show } from 'solid-js';
import type { JSX } from 'solid-js';
import * as v from 'valibot';
import { CloseRefusal } from '../../shared/commands/queued.ts';
import { registry } from '../../shared/entities/index.ts';
import { problemSentence, refusalSentence } from '../../shared/values/refusal-words.ts';
import { Refusal } from '../../shared/values/refusal.ts';
import { Button } from '../elements/button.tsx';
import { Keyed } from '../elements/keyed.tsx';
import { useHall } from '../hall.ts';
import type { SeenRow } from '../hall.ts';
import { locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { ChangeCard } from './change-card.tsx';
import { createLive } from './live.ts';
import { readKeptChange, sourceText } from './read-kept-change.ts';
import { createCommandRunner } from './run-command.ts';
import { useToasts } from './toasts-context.ts';

export function RefusalList(props: {
  rows: readonly SeenRow[];
  now: () => number;
  /** The reader's own changes: who they are from goes without saying. */
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
  const close = (id: string, as: 'corrected' | 'discarded'): void =>
    void commands.run(CloseRefusal.name, { refusalId: id, as }, id);
  return (
    <Show when={(shown()?.length ?? 0) > 0}>
      <ul class="changes" aria-label={t('review.refusals')}>
        <Keyed each={shown()} by={({ row }) => row.id}>
          {(kept) => (
            <ChangeCard
              words={[kept().words]}
              at={kept().at}
              now={props.now}
              state="needs_you"
              stateLabel={t('review.refused')}
              facts={props.own ? [] : [sourceText(kept())]}
              problem={whyText(kept().row)}
            >
              <Button
                size="sm"
                busy={commands.busy() === kept().row.id}
                onClick={() => close(kept().row.id, 'corrected')}
              >
                {t('review.corrected')}
              </Button>
              <Button
                size="sm"
                variant="quiet"
                icon="trash"
                onClick={() => close(kept().row.id, 'discarded')}
              >
                {t('action.discard')}
              </Button>
            </ChangeCard>
          )}
        </Keyed>
      </ul>
    </Show>
  );
}

/** The fields at fault, in the words of the form; else the refusal's own sentence. */
function whyText(row: SeenRow): string {
  const parsed = v.safeParse(Refusal, row['refusal']);
  if (!parsed.success) return t('review.noReason');
  const of = registry.get(String(row['about']));
  const fields = (parsed.output.fields ?? []).map((problem) => {
    const label = of?.fields[problem.field]?.label ?? { en: problem.field, es: problem.field };
    return problemSentence(problem, label, locale());
  });
  return [refusalSentence(parsed.output, locale()), ...fields].join(' ');
}
