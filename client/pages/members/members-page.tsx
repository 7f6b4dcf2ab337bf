/** The office's list of members: found while typing, kept to what one works with, opened by keyboard, taken along on paper. */
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate } from '@solidjs/router';
import { Member } from '../../../shared/entities/member.ts';
import { comingOf } from '../../components/coming.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { WindowTable } from '../../elements/window-table.tsx';
import type { WindowColumn, WindowTableHandle } from '../../elements/window-table.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatNumber } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { apprentices, nameColumn, possibleColumns, readView } from '../../members/list-view.ts';
import type { ListView } from '../../members/list-view.ts';
import type { Shown, Sort } from '../../members/saved-lists.ts';
import { keepPreference, readPreference } from '../../preferences.ts';
import { ColumnChoice } from './column-choice.tsx';
import { columnText, createFoundMembers } from './found-members.ts';
import { hearsSingleKeys } from '../../shell/shortcuts.ts';
import { ListMenu } from './list-menu.tsx';
import { NewMember } from './new-member.tsx';
import { PrintedMembers } from './printed-members.tsx';
import { saveMembers } from './save-members.ts';
import './members.css';

export default function MembersPage(): JSX.Element {
  const hall = useHall();
  const mayRead = createMemo(() => possibleColumns(hall.holdings()).length > 0);
  return (
    <Show when={mayRead()} fallback={<NotFound />}>
      <Members />
    </Show>
  );
}

const fieldLabel = (name: string): string => {
  const field = Object.entries(Member.fields).find(([one]) => one === name)?.[1];
  return field ? say(field.label) : name;
};

function createDesk() {
  const hall = useHall();
  const [view, setView] = createSignal<ListView>(readView(readPreference('members')));
  const [query, setQuery] = createSignal('');
  const [sort, setSort] = createSignal<Sort>();
  const members = createFoundMembers(hall, view, query, sort);
  const change = (some: Partial<ListView>): void => {
    const next = { ...view(), ...some };
    setView(next);
    keepPreference('members', JSON.stringify(next));
  };
  const sortBy = (by: string): void =>
    void setSort((now) => (now?.by === by ? { by, descending: !now.descending } : { by, descending: false }));
  const possible = createMemo(() => possibleColumns(hall.holdings()));
  /** In the order of the fact sheet, and only what the person may see. */
  const chosen = createMemo(() => possible().filter((name) => view().columns.includes(name)));
  const columns = createMemo((): readonly WindowColumn<SeenRow>[] => [
    { id: nameColumn, label: t('members.name'), text: fileNameOf, sortable: true, width: 'long' },
    ...chosen().map((name, at) => ({
      id: name,
      label: fieldLabel(name),
      text: (row: SeenRow) => columnText(row, name),
      sortable: true,
      narrow: at > 0 ? ('hide' as const) : undefined,
    })),
  ]);
  const clear = (): void => {
    setQuery('');
    change({ status: '', classification: '' });
  };
  const shown = (): Shown => ({ view: view(), query: query(), sort: sort() });
  const show = (wanted: Partial<Shown>): void => {
    if (wanted.view) change(wanted.view);
    setQuery(wanted.query ?? '');
    if ('sort' in wanted) setSort(wanted.sort);
  };
  const isFiltered = (): boolean =>
    members.answered() !== '' || view().status !== '' || view().classification !== '';
  return {
    ...members,
    view,
    change,
    query,
    setQuery,
    sort,
    sortBy,
    shown,
    show,
    possible,
    chosen,
    columns,
    clear,
    isFiltered,
  };
}

type Desk = ReturnType<typeof createDesk>;

const fileNameOf = (row: SeenRow): string => columnText(row, nameColumn) || columnText(row, 'memberNumber');
const hrefOf = (row: SeenRow): string => `/members/${row.id}`;

function Members(): JSX.Element {
  const desk = createDesk();
  const hall = useHall();
  const toasts = useToasts();
  const [choosing, setChoosing] = createSignal(false);
  const save = (): void => {
    const left = saveMembers(hall, desk.found() ?? [], [nameColumn, ...desk.chosen()], fieldLabel);
    if (left.length > 0)
      toasts.show({ text: t('members.csvLess', { fields: left.join(', ') }), icon: 'info' });
  };
  return (
    <>
      <PageHeader
        title={t('members.title')}
        meta={<DataAge />}
        actions={
          <>
            <Button icon="filter" onClick={() => setChoosing(true)}>
              {t('members.columns')}
            </Button>
            <Button icon="download" onClick={save}>
              {t('members.csv')}
            </Button>
            <Button icon="print" onClick={() => print()}>
              {t('action.print')}
            </Button>
            <NewMember />
          </>
        }
      />
      <div class="stack">
        <MemberTable desk={desk} />
      </div>
      <PrintedMembers columns={desk.columns()} rows={desk.found() ?? []} />
      <ColumnChoice
        open={choosing()}
        possible={desk.possible()}
        chosen={desk.chosen()}
        label={fieldLabel}
        onChoose={(columns) => desk.change({ columns })}
        onClose={() => setChoosing(false)}
      />
    </>
  );
}

function MemberTable(props: { desk: Desk }): JSX.Element {
  const navigate = useNavigate();
  let rows: WindowTableHandle | undefined;
  let box: HTMLDivElement | undefined;
  const focusSearch = (): void => box?.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
  const press = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'Enter') props.desk.settle();
    const first = props.desk.found()?.[0];
    if (event.key === 'ArrowDown') rows?.enter();
    else if (event.key === 'Enter' && first && props.desk.query().trim() !== '') navigate(hrefOf(first));
    else return;
    event.preventDefault();
  };
  // From anywhere on the page, like the shell's own single keys, and off with them.
  const walk = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || (event.key !== 'j' && event.key !== 'k') || !hearsSingleKeys(event)) return;
    event.preventDefault();
    rows?.enter();
  };
  onMount(() => document.addEventListener('keydown', walk));
  onCleanup(() => document.removeEventListener('keydown', walk));
  const filters = (): string => `${props.desk.view().status}|${props.desk.view().classification}`;
  return (
    <>
      <div class="toolbar toolbar-wide no-print" ref={(element) => (box = element)}>
        <TextInput
          label={t('members.search')}
          hideLabel
          type="search"
          icon="search"
          autocomplete="off"
          placeholder={t('members.search')}
          value={props.desk.query()}
          onValue={props.desk.setQuery}
          onKeyDown={press}
          class="toolbar-search"
        />
        <ListMenu shown={props.desk.shown()} onShow={props.desk.show} />
        <Filter desk={props.desk} name="status" any={t('members.anyStatus')} />
        <Filter desk={props.desk} name="classification" any={t('members.anyClass')} />
        <Counted desk={props.desk} />
      </div>
      <Show when={props.desk.found()} fallback={<SkeletonRows rows={8} label={t('app.loading')} />}>
        {(found) => (
          <Show when={found().length > 0} fallback={<NobodyFound desk={props.desk} />}>
            <WindowTable
              caption={t('members.title')}
              columns={props.desk.columns()}
              rows={found()}
              rowKey={(row) => row.id}
              href={hrefOf}
              sort={props.desk.sort()}
              onSort={props.desk.sortBy}
              onLeaveTop={focusSearch}
              ref={(handle) => (rows = handle)}
              resetOn={`${props.desk.answered()}|${filters()}`}
            />
          </Show>
        )}
      </Show>
    </>
  );
}

function Filter(props: { desk: Desk; name: 'status' | 'classification'; any: string }): JSX.Element {
  const options = () => [
    ...(props.name === 'classification' ? [{ value: apprentices, label: t('members.apprentices') }] : []),
    ...(Member.fields[props.name].choices ?? []).map((one) => ({ value: one.value, label: say(one.label) })),
  ];
  return (
    <SelectInput
      label={fieldLabel(props.name)}
      hideLabel
      value={props.desk.view()[props.name]}
      placeholder={props.any}
      options={options()}
      onValue={(value) => props.desk.change({ [props.name]: value })}
    />
  );
}

function Counted(props: { desk: Desk }): JSX.Element {
  const hall = useHall();
  const found = (): number | undefined => props.desk.found()?.length;
  const words = (): string => {
    const [count, all] = [found(), props.desk.all()?.length ?? 0];
    if (count === undefined) return props.desk.all() ? t('members.preparing') : '';
    // None of what is still coming is no number to tell.
    if (all === 0) return comingOf(hall, [Member.name]) ? '' : t('members.found', { count: 0 });
    if (!props.desk.isFiltered()) return t('members.found', { count });
    return t('members.foundOf', { found: formatNumber(count), all: formatNumber(all) });
  };
  return (
    <p class="muted figures" role="status" aria-busy={props.desk.query().trim() !== props.desk.answered()}>
      {words()}
    </p>
  );
}

function NobodyFound(props: { desk: Desk }): JSX.Element {
  return (
    <Show
      when={props.desk.isFiltered() && (props.desk.all()?.length ?? 0) > 0}
      fallback={
        <EmptyRows of={[Member.name]} picture="search" title={t('members.noneTitle')}>
          {t('members.noneText')}
        </EmptyRows>
      }
    >
      <EmptyRows
        of={[Member.name]}
        picture="search"
        title={t('form.noMatch')}
        actions={<Button onClick={props.desk.clear}>{t('members.clear')}</Button>}
      >
        {props.desk.answered() === '' ? t('members.noMatchFilter') : t('members.noMatch')}
      </EmptyRows>
    </Show>
  );
}
