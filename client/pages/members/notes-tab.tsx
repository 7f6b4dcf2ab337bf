/** Notes about a member, latest first, and writing one: who will read it is said before it is saved. */
import {
  batch,
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { JSX } from 'solid-js';
import { fieldsWith } from '../../../shared/access/can.ts';
import { MemberNote } from '../../../shared/entities/member-note.ts';
import { momentOfUuid } from '../../../shared/values/uuid.ts';
import { problemSentence, refusalSentence } from '../../../shared/values/refusal-words.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { DraftNotice } from '../../components/draft-notice.tsx';
import { keepDraft } from '../../components/kept-draft.ts';
import { createLive } from '../../components/live.ts';
import { nameOfPerson } from '../../components/person-name.ts';
import { say } from '../../components/say.ts';
import { offerUndo } from '../../components/take-back.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { Segmented } from '../../elements/segmented.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { TextArea } from '../../elements/text-area.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';
import { holdUpdates } from '../../update.ts';

const visibilities = ['staff_only', 'officers', 'all_authorized'] as const;
type Visibility = (typeof visibilities)[number];

const choiceLabel = (field: 'visibility' | 'category', value: string): string => {
  const chosen = MemberNote.fields[field].choices?.find((one) => one.value === value);
  return chosen ? say(chosen.label) : value;
};

export function NotesTab(props: { memberId: string }): JSX.Element {
  const hall = useHall();
  const notes = createLive(
    hall.rows,
    [MemberNote.name, 'user'],
    () => props.memberId,
    async (id) => {
      const rows = await hall.rows.list(MemberNote.name, { prefix: [id] });
      // Ids carry the moment at which they were made.
      const latestFirst = rows.toSorted((one, other) => (one.id < other.id ? 1 : -1));
      return Promise.all(
        latestFirst.map(async (row) => ({
          id: row.id,
          row,
          author: await nameOfPerson(hall.rows, row['authorId']),
        })),
      );
    },
  );
  const mayWrite = (): boolean =>
    fieldsWith(
      MemberNote,
      hall.holdings(),
      'create',
      hall.holdings().map((one) => one.scope),
    ) !== undefined;
  return (
    <div class="stack">
      <Show when={mayWrite()}>
        <Compose memberId={props.memberId} />
      </Show>
      <Show when={notes()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
        {(found) => (
          <Keyed
            each={found()}
            by={(note) => note.id}
            fallback={
              <EmptyRows of={[MemberNote.name]} picture="search" title={t('member.noteNone')}>
                {t('member.noteNoneText')}
              </EmptyRows>
            }
          >
            {(note) => <Note row={note().row} author={note().author} />}
          </Keyed>
        )}
      </Show>
    </div>
  );
}

function Note(props: { row: SeenRow; author: string }): JSX.Element {
  const hall = useHall();
  const isOwn = (): boolean => props.row['authorId'] === hall.seat.userId || !props.row['authorId'];
  const at = (): number | undefined => momentOfUuid(props.row.id);
  const who = (): string => (isOwn() ? t('member.noteYou') : props.author || t('person.unknown'));
  return (
    <Card>
      <p class="note-text">{valueText(MemberNote.fields.noteText, props.row['noteText'])}</p>
      <div class="chips">
        <Chip icon="lock">{choiceLabel('visibility', String(props.row['visibility']))}</Chip>
        <Show when={props.row['category']}>
          {(category) => <Chip icon="note">{choiceLabel('category', String(category()))}</Chip>}
        </Show>
        <Show when={props.row.pending}>
          <StateChip state="saved" label={t('state.saved')} />
        </Show>
      </div>
      <p class="muted mt-2">
        {who()}
        <Show when={at()}>{(moment) => <> · {formatDateTime(moment())}</>}</Show>
      </p>
    </Card>
  );
}

function createCompose(props: { memberId: string }) {
  const hall = useHall();
  const toasts = useToasts();
  const [text, setText] = createSignal('');
  const [visibility, setVisibility] = createSignal<Visibility>('staff_only');
  const [category, setCategory] = createSignal('');
  const [error, setError] = createSignal('');
  const [refusal, setRefusal] = createSignal('');
  const isDirty = createMemo(() => text().trim() !== '');
  const draft = keepDraft(hall.rows, `note:${props.memberId}`, () =>
    isDirty() ? { noteText: text(), visibility: visibility(), category: category() } : undefined,
  );
  const [found, setFound] = createSignal(false);
  // What was typed here and not saved is still here.
  onMount(async () => {
    const kept = await (
      await hall.rows.beside()
    ).drafts
      .read(`note:${props.memberId}`)
      .catch(() => undefined);
    const chosen = visibilities.find((one) => one === kept?.['visibility']);
    if (typeof kept?.['noteText'] !== 'string' || !chosen || isDirty()) return;
    batch(() => {
      setText(String(kept['noteText']));
      setVisibility(chosen);
      setCategory(typeof kept['category'] === 'string' ? kept['category'] : '');
      setFound(true);
    });
  });
  // While something is typed, the app is not updated under it.
  createEffect(() => {
    if (isDirty()) onCleanup(holdUpdates());
  });
  const save = async (): Promise<void> => {
    const set = {
      memberId: props.memberId,
      noteText: text(),
      visibility: visibility(),
      category: category() === '' ? null : category(),
    };
    const written = await hall.rows.write({ entity: MemberNote.name, op: 'create', set });
    if (!written.ok) {
      const problem = written.problems.find((one) => one.field === 'noteText');
      setError(problem ? problemSentence(problem, MemberNote.fields.noteText.label, locale()) : '');
      return void setRefusal(problem ? '' : refusalSentence(written.refusal, locale()));
    }
    noteSave();
    void draft.drop();
    setFound(false);
    setText('');
    setError('');
    setRefusal('');
    void offerUndo(hall, toasts, { text: t('state.saved'), icon: 'saved' }, [
      { of: MemberNote, op: 'create', ...written, before: {} },
    ]);
  };
  return {
    draft,
    found,
    text,
    setText,
    visibility,
    setVisibility,
    category,
    setCategory,
    error,
    refusal,
    save,
  };
}

function Compose(props: { memberId: string }): JSX.Element {
  const note = createCompose(props);
  const readersId = createUniqueId();
  return (
    <Card title={t('member.noteAdd')}>
      <form
        novalidate
        class="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          void note.save();
        }}
      >
        <Show when={note.refusal()}>
          <Banner tone="bad" role="alert">
            {note.refusal()}
          </Banner>
        </Show>
        <DraftNotice found={note.found() ? t('member.draftFound') : undefined} failed={note.draft.failed()} />
        <TextArea
          label={say(MemberNote.fields.noteText.label)}
          value={note.text()}
          onValue={note.setText}
          error={note.error() || undefined}
          maxlength={10_050}
          rows={4}
        />
        <SelectInput
          label={say(MemberNote.fields.category.label)}
          optional={t('field.optional')}
          value={note.category()}
          placeholder={t('form.choose')}
          options={(MemberNote.fields.category.choices ?? []).map((one) => ({
            value: one.value,
            label: say(one.label),
          }))}
          onValue={note.setCategory}
        />
        <Segmented
          legend={t('member.noteWho')}
          layout="inline"
          value={note.visibility()}
          options={visibilities.map((value) => ({ value, label: choiceLabel('visibility', value) }))}
          onValue={note.setVisibility}
        />
        <Banner tone="ink" icon="lock" role="status">
          <p id={readersId}>{t(`member.noteFor.${note.visibility()}`)}</p>
          <p>{t('member.noteFinal')}</p>
        </Banner>
        <div class="form-actions">
          <Button type="submit" variant="primary" aria-describedby={readersId}>
            {t('member.noteSave')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
