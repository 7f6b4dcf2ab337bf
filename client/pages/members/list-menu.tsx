/** The lists one works with, as a menu: those that everybody has, one's own by name, and the deeds with them. */
import { createMemo, createSignal, For, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { Dialog } from '../../elements/dialog.tsx';
import { Menu } from '../../elements/menu.tsx';
import type { MenuItem } from '../../elements/menu.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import {
  isSameName,
  mostNameLength,
  readLists,
  readyLists,
  showsReady,
  showsSaved,
  toKeep,
  withList,
  withoutList,
} from '../../members/saved-lists.ts';
import type { SavedList, Shown } from '../../members/saved-lists.ts';

const kept = 'lists:members';

/** One's own lists; each change is on the disk before it is shown. */
function createLists() {
  const hall = useHall();
  const toasts = useToasts();
  const [lists, setLists] = createSignal<readonly SavedList[]>([]);
  onMount(async () => {
    const { drafts } = await hall.rows.beside();
    setLists(readLists(await drafts.read(kept).catch(() => undefined)));
  });
  const change = async (next: readonly SavedList[]): Promise<boolean> => {
    try {
      await (await hall.rows.beside()).drafts.keep(kept, next.length > 0 ? toKeep(next) : undefined);
    } catch {
      toasts.show({ tone: 'bad', text: t('members.list.notKept') });
      return false;
    }
    setLists(next);
    return true;
  };
  const remove = async (list: SavedList): Promise<void> => {
    if (!(await change(withoutList(lists(), list.name)))) return;
    const undo = (): void => void change(withList(lists(), list));
    const action = { label: t('action.undo'), onAct: undo };
    toasts.show({ text: t('members.list.removed', { name: list.name }), icon: 'trash', action });
  };
  return { lists, change, remove };
}

type Lists = ReturnType<typeof createLists>;

export function ListMenu(props: { shown: Shown; onShow: (shown: Partial<Shown>) => void }): JSX.Element {
  const own = createLists();
  const [naming, setNaming] = createSignal(false);
  const [managing, setManaging] = createSignal(false);
  const current = createMemo((): string | undefined => {
    const saved = own.lists().find((list) => showsSaved(props.shown, list));
    const ready = readyLists.find((list) => showsReady(props.shown, list));
    return saved?.name ?? (ready && t(ready.key));
  });
  const line = (label: string, shown: Partial<Shown>): MenuItem => ({
    label,
    icon: label === current() ? 'check' : 'filter',
    onSelect: () => props.onShow(shown),
  });
  // Memos: what is shown moves with every key in the box beside it, the menu seldom.
  const view = createMemo(() => props.shown.view);
  const items = createMemo((): readonly MenuItem[] => [
    ...readyLists.map((list) =>
      line(t(list.key), {
        view: { ...view(), status: list.status, classification: list.classification },
      }),
    ),
    ...own.lists().map((list) => line(list.name, list)),
    { label: t('members.list.save'), icon: 'plus', onSelect: () => setNaming(true) },
    ...(own.lists().length > 0
      ? [{ label: t('members.list.manage'), icon: 'edit' as const, onSelect: () => setManaging(true) }]
      : []),
  ]);
  return (
    <>
      <Menu
        label={t('members.lists')}
        icon="down"
        align="start"
        text={current() ?? t('members.lists')}
        items={items()}
      />
      <Show when={naming()}>
        <NameDialog own={own} shown={props.shown} onClose={() => setNaming(false)} />
      </Show>
      <ManageDialog own={own} open={managing()} onClose={() => setManaging(false)} />
    </>
  );
}

function NameDialog(props: { own: Lists; shown: Shown; onClose: () => void }): JSX.Element {
  const toasts = useToasts();
  const [name, setName] = createSignal('');
  const [error, setError] = createSignal('');
  const isTaken = (): boolean => props.own.lists().some((list) => isSameName(list.name, name()));
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name().trim() === '') return void setError(t('members.list.nameless'));
    const { view, query, sort } = props.shown;
    const list = { name: name().trim(), view, query: query.trim(), sort };
    if (!(await props.own.change(withList(props.own.lists(), list)))) return;
    toasts.show({ text: t('members.list.saved', { name: list.name }), icon: 'saved' });
    props.onClose();
  };
  return (
    <Dialog
      open
      size="sm"
      onClose={() => props.onClose()}
      title={t('members.list.save')}
      closeLabel={t('action.close')}
    >
      <form novalidate class="form-grid" onSubmit={(event) => void save(event)}>
        <TextInput
          label={t('members.list.name')}
          hint={isTaken() ? t('members.list.taken') : t('members.list.what')}
          value={name()}
          error={error() || undefined}
          maxlength={mostNameLength}
          autocomplete="off"
          onValue={(value) => {
            setName(value);
            setError('');
          }}
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

function ManageDialog(props: { own: Lists; open: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={t('members.list.manage')}
      closeLabel={t('action.close')}
      actions={
        <Button variant="primary" onClick={() => props.onClose()}>
          {t('action.close')}
        </Button>
      }
    >
      <ul class="own-lists">
        <For each={props.own.lists()} fallback={<li class="muted">{t('members.list.none')}</li>}>
          {(list) => <OwnList own={props.own} list={list} />}
        </For>
      </ul>
    </Dialog>
  );
}

/** A name is written down when the field is left, or with Enter. */
function OwnList(props: { own: Lists; list: SavedList }): JSX.Element {
  const [error, setError] = createSignal('');
  const rename = async (written: string): Promise<void> => {
    const name = written.trim();
    const others = withoutList(props.own.lists(), props.list.name);
    if (name === props.list.name) return void setError('');
    if (name === '') return void setError(t('members.list.nameless'));
    if (others.some((one) => isSameName(one.name, name))) return void setError(t('members.list.double'));
    await props.own.change(withList(others, { ...props.list, name }));
  };
  return (
    <li class="own-list">
      <TextInput
        label={t('members.list.nameOf', { name: props.list.name })}
        hideLabel
        value={props.list.name}
        error={error() || undefined}
        maxlength={mostNameLength}
        autocomplete="off"
        onValue={() => setError('')}
        onChange={(event) => void rename(event.currentTarget.value)}
      />
      <Button
        variant="quiet"
        icon="trash"
        aria-label={t('members.list.removeOf', { name: props.list.name })}
        onClick={() => void props.own.remove(props.list)}
      >
        {t('members.list.remove')}
      </Button>
    </li>
  );
}
