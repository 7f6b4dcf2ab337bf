/**
 * For a record that the ordinary way of editing keeps closed: the office sets it right at the server, with a reason that
 * stands in the history. Shows nothing to whoever may not, and says before the tap that it needs signal.
 */
import { createMemo, createSignal, createUniqueId, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { scopesOf } from '../../shared/access/can.ts';
import { correctableFields } from '../../shared/access/correct.ts';
import type { Holding } from '../../shared/access/holdings.ts';
import { holdingsOf } from '../../shared/access/holdings.ts';
import { CorrectRecord } from '../../shared/commands/index.ts';
import { registry } from '../../shared/entities/index.ts';
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { completeSet } from '../../shared/entity/row.ts';
import type { Json } from '../../shared/values/json.ts';
import { refusalSentence } from '../../shared/values/refusal-words.ts';
import { Button } from '../elements/button.tsx';
import { useHall } from '../hall.ts';
import type { Hall, SeenRow } from '../hall.ts';
import { locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';
import { drawnFields } from './entity-form.tsx';
import type { FormSend } from './entity-form.tsx';
import { FormDialog } from './form-dialog.tsx';
import { isOnline } from './online.ts';
import { useToasts } from './toasts-context.ts';

export interface CorrectWithReasonProps {
  of: Entity;
  row: SeenRow;
  /** What the record is called, for the dialog and for whoever does not see it. */
  name: string;
  /** Only these fields, in this order. */
  only: readonly string[];
  size?: 'sm' | undefined;
  /** Whether or not it was accepted: the record may say something else now. */
  onAnswer?: (() => void) | undefined;
}

export function CorrectWithReason(props: CorrectWithReasonProps): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const hintId = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const fields = createMemo(() => {
    const allowed = correctableFields(props.of, rightsOf(hall), scopesOf(props.of, props.row));
    return drawnFields(props.of, allowed, props.row);
  });
  const send: FormSend = {
    asks: { name: 'reason', field: CorrectRecord.fields.reason, hint: t('correct.reasonHint') },
    label: t('correct.send'),
    run: (set, said) => correct(hall, props, set, said),
  };
  return (
    <Show when={fields().length > 0}>
      <Button
        size={props.size}
        icon="edit"
        aria-label={t('correct.named', { name: props.name })}
        aria-disabled={isOnline(hall) ? undefined : 'true'}
        aria-describedby={isOnline(hall) ? undefined : hintId}
        onClick={() => setOpen(true)}
      >
        {t('correct.button')}
      </Button>
      <Show when={!isOnline(hall)}>
        <span class="muted" id={hintId}>
          {t('correct.needsSignal')}
        </span>
      </Show>
      <FormDialog
        of={props.of}
        row={props.row}
        only={props.only}
        writable={fields()}
        send={send}
        open={open()}
        title={t('correct.named', { name: props.name })}
        onClose={() => setOpen(false)}
        onSaved={() => toasts.show({ text: t('correct.done'), tone: 'good', icon: 'check' })}
      >
        <p class="muted mb-4">{t('correct.lede')}</p>
      </FormDialog>
    </Show>
  );
}

/** What the roles give, with what is on no device: `hall.holdings()` knows only what the device may keep. */
const rightsOf = (hall: Hall): readonly Holding[] =>
  holdingsOf(hall.actor(), registry, Date.now() + hall.sync.status().clockOffsetMs);

async function correct(
  hall: Hall,
  { of, row, onAnswer }: CorrectWithReasonProps,
  touched: Values,
  reason: Json,
): ReturnType<FormSend['run']> {
  const refused = (sentence: string) => ({ ok: false, problems: [], sentence }) as const;
  if (Object.keys(touched).length === 0) return refused(t('correct.nothing'));
  const set = completeSet(of, touched, row);
  const base = Object.fromEntries(Object.keys(set).map((name) => [name, row[name] ?? null]));
  const input = { entity: of.name, row: row.id, set, base, reason };
  const answer = await hall.sync.command(CorrectRecord.name, input, row.id);
  onAnswer?.();
  if (answer.ok) return { ok: true };
  if (answer.refusal === 'offline') return refused(t('correct.needsSignal'));
  return {
    ok: false,
    problems: answer.refusal.fields ?? [],
    sentence: refusalSentence(answer.refusal, locale()),
  };
}
