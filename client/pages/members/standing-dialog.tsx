/** A new status or classification, and the day from which it holds: the two are one fact and are saved as one. */
import { createSignal, createUniqueId, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import { Member } from '../../../shared/entities/member.ts';
import { dayAt } from '../../../shared/values/calendar.ts';
import type { Json } from '../../../shared/values/json.ts';
import { problemSentence, refusalSentence } from '../../../shared/values/refusal-words.ts';
import type { FieldProblem } from '../../../shared/values/refusal.ts';
import { FieldInput } from '../../components/field-input.tsx';
import { offerUndo } from '../../components/take-back.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { Dialog } from '../../elements/dialog.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';

export type Standing = 'status' | 'classification';

export function StandingDialog(props: { row: SeenRow; name: Standing; onClose: () => void }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const formId = createUniqueId();
  const [value, setValue] = createSignal<Json>(untrack(() => props.row[props.name] ?? null));
  const [since, setSince] = createSignal<Json>(untrack(() => dayAt(Date.now(), hall.zone())));
  const [problems, setProblems] = createSignal<readonly FieldProblem[]>([]);
  const [refusal, setRefusal] = createSignal('');
  const sinceName = (): 'statusOn' | 'classificationOn' => `${props.name}On`;
  const errorOf = (name: Standing | 'statusOn' | 'classificationOn'): string | undefined => {
    const problem = problems().find((one) => one.field === name);
    return problem && problemSentence(problem, Member.fields[name].label, locale());
  };
  const save = async (): Promise<void> => {
    if (!since()) return void setProblems([{ field: sinceName(), problem: 'required' }]);
    const row = props.row;
    const set = { [props.name]: value(), [sinceName()]: since() };
    const written = await hall.rows.write({ entity: Member.name, op: 'update', row: row.id, set });
    if (!written.ok) {
      setProblems(written.problems);
      return void setRefusal(written.problems.length === 0 ? refusalSentence(written.refusal, locale()) : '');
    }
    noteSave();
    const before = Object.fromEntries(Object.keys(set).map((name) => [name, row[name] ?? null]));
    void offerUndo(hall, toasts, { text: t('state.saved'), icon: 'saved' }, [
      { of: Member, op: 'update', ...written, before },
    ]);
    props.onClose();
  };
  return (
    <Dialog
      open
      onClose={() => props.onClose()}
      title={t(props.name === 'status' ? 'member.changeStatus' : 'member.changeClass')}
      closeLabel={t('action.close')}
    >
      <form
        novalidate
        class="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Show when={refusal()}>
          <Banner tone="bad" role="alert">
            {refusal()}
          </Banner>
        </Show>
        <FieldInput
          field={Member.fields[props.name]}
          id={`${formId}-value`}
          value={value()}
          error={errorOf(props.name)}
          onValue={setValue}
        />
        <FieldInput
          field={{ ...Member.fields[sinceName()], optional: false }}
          id={`${formId}-since`}
          value={since()}
          error={errorOf(sinceName())}
          hint={t('member.standingText')}
          onValue={setSince}
        />
        <div class="form-actions">
          <Button type="submit" variant="primary">
            {t('action.save')}
          </Button>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
