/** The card of a member in groups of fields. A group is edited where it stands; what the role may not change is text. */
import { batch, createEffect, createMemo, createSignal, For, on, onMount, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import { fieldsWith, scopesOf } from '../../../shared/access/can.ts';
import { Member } from '../../../shared/entities/member.ts';
import type { Entity, Values } from '../../../shared/entity/entity.ts';
import { isReplicated } from '../../../shared/entity/entity.ts';
import { isJsonObject } from '../../../shared/values/json.ts';
import { EntityForm, writableFields } from '../../components/entity-form.tsx';
import type { Begun, SavedChange } from '../../components/entity-form.tsx';
import { DraftNotice } from '../../components/draft-notice.tsx';
import { keepDraft } from '../../components/kept-draft.ts';
import { isOnline } from '../../components/online.ts';
import { say } from '../../components/say.ts';
import { offerUndo } from '../../components/take-back.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Facts } from '../../elements/facts.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { StandingDialog } from './standing-dialog.tsx';
import type { Standing } from './standing-dialog.tsx';

const of: Entity = Member;

const groups = [
  { title: 'member.group.contact', fields: ['phone', 'email', 'address', 'city', 'state', 'zipCode'] },
  {
    title: 'member.group.identity',
    fields: ['memberNumber', 'firstName', 'middleName', 'lastName', 'hireDate'],
  },
  { title: 'member.group.general', fields: ['generalNotes'] },
] as const;

export function InfoTab(props: { row: SeenRow }): JSX.Element {
  const hall = useHall();
  const readable = createMemo(() => {
    const names = fieldsWith(of, hall.holdings(), 'read', scopesOf(of, props.row));
    return new Set(
      Object.entries(of.fields)
        .filter(([name, field]) => names?.has(name) && isReplicated(field))
        .map(([name]) => name),
    );
  });
  const mayReadBirth = (): boolean =>
    fieldsWith(of, hall.holdings(), 'read', scopesOf(of, props.row))?.has('dateOfBirth') ?? false;
  return (
    <div class="side-by-side">
      <For each={groups.filter((group) => group.fields.some((name) => readable().has(name)))}>
        {(group) => (
          <Group
            row={props.row}
            name={group.title}
            title={t(group.title)}
            readable={group.fields.filter((name) => readable().has(name))}
          >
            <Show when={group.title === 'member.group.identity' && mayReadBirth()}>
              <BirthDate id={props.row.id} />
            </Show>
          </Group>
        )}
      </For>
      <StandingCard row={props.row} readable={readable()} />
    </div>
  );
}

const factsOf = (row: SeenRow, names: readonly string[]) =>
  names.flatMap((name) => {
    const field = of.fields[name];
    return field ? [{ label: say(field.label), value: valueText(field, row[name]) }] : [];
  });

const readBegun = (kept: Values | undefined): Begun | undefined => {
  const { typed, before } = kept ?? {};
  return isJsonObject(typed) && isJsonObject(before) ? { typed, before } : undefined;
};

function Group(props: {
  row: SeenRow;
  /** The group's name in any language. */
  name: string;
  title: string;
  readable: readonly string[];
  children?: JSX.Element;
}): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [editing, setEditing] = createSignal(false);
  let box: HTMLDivElement | undefined;
  const writable = createMemo(() => {
    const names = writableFields(of, hall, props.row);
    return props.readable.filter((name) => names.includes(name));
  });
  const only = (): readonly string[] => props.readable.filter((name) => !writable().includes(name));
  // The focus goes into the form, and back to the button that opened it.
  createEffect(
    on(
      editing,
      (isOpen) =>
        // After the key that opened it has run its course, and what it drew stands.
        requestAnimationFrame(() =>
          box?.querySelector<HTMLElement>(isOpen ? 'input, select, textarea' : '[data-edit]')?.focus(),
        ),
      { defer: true },
    ),
  );
  const [begun, setBegun] = createSignal<Begun>();
  const draftName = untrack(() => `member:${props.row.id}:${props.name}`);
  // What was typed here and not saved is still here.
  const readDraft = async (): Promise<Begun | undefined> =>
    readBegun(await (await hall.rows.beside()).drafts.read(draftName).catch(() => undefined));
  const edit = async (): Promise<void> => {
    const found = await readDraft();
    batch(() => (setBegun(found), setEditing(true)));
  };
  onMount(async () => {
    const found = await readDraft();
    if (found && writable().length > 0) batch(() => (setBegun(found), setEditing(true)));
  });
  const close = (): void => void setEditing(false);
  const saved = (change?: SavedChange): void => {
    close();
    if (!change) return;
    void offerUndo(hall, toasts, { text: t('state.saved'), icon: 'saved' }, [
      { of, op: 'update', rowId: props.row.id, ...change },
    ]);
  };
  return (
    <div ref={(element) => (box = element)}>
      <Card
        title={props.title}
        actions={
          <Show when={writable().length > 0 && !editing()}>
            <Button
              size="sm"
              icon="edit"
              data-edit=""
              aria-label={t('member.editGroup', { group: props.title.toLocaleLowerCase() })}
              onClick={() => void edit()}
            >
              {t('action.edit')}
            </Button>
          </Show>
        }
      >
        <Show when={editing()} fallback={<Facts items={factsOf(props.row, props.readable)} />}>
          <Show when={only().length > 0}>
            <Facts items={factsOf(props.row, only())} />
          </Show>
          <div
            onKeyDown={(event) => {
              if (event.key === 'Escape' && !event.defaultPrevented) close();
            }}
          >
            <KeptForm
              row={props.row}
              only={writable()}
              draftName={draftName}
              begun={begun()}
              onSaved={saved}
              onCancel={close}
            />
          </div>
        </Show>
        {props.children}
      </Card>
    </div>
  );
}

/** The form of a group. What is typed is written down while it is typed, and gone once it is saved or given up. */
function KeptForm(props: {
  row: SeenRow;
  only: readonly string[];
  draftName: string;
  begun: Begun | undefined;
  onSaved: (change?: SavedChange) => void;
  onCancel: () => void;
}): JSX.Element {
  const hall = useHall();
  const [typed, setTyped] = createSignal(untrack(() => props.begun));
  const draft = keepDraft(
    hall.rows,
    untrack(() => props.draftName),
    () => typed() as Values | undefined,
  );
  const leave = (go: () => void): void => {
    void draft.drop();
    go();
  };
  return (
    <>
      <DraftNotice found={props.begun && t('member.draftFound')} failed={draft.failed()} />
      <EntityForm
        of={of}
        row={props.row}
        only={props.only}
        begun={props.begun}
        onTyped={setTyped}
        onSaved={(_id, change) => leave(() => props.onSaved(change))}
        onCancel={() => leave(() => props.onCancel())}
      />
    </>
  );
}

/** Asked of the office each time, and never kept. */
function BirthDate(props: { id: string }): JSX.Element {
  const hall = useHall();
  const [shown, setShown] = createSignal<{ id: string; text: string }>();
  const here = (): string | undefined => (shown()?.id === props.id ? shown()?.text : undefined);
  const ask = async (): Promise<void> => {
    const id = untrack(() => props.id);
    const answer = await hall.sync.ask<{ row: Values }>(`/api/v1/member/${id}`).catch(() => undefined);
    if (answer) setShown({ id, text: valueText(Member.fields.dateOfBirth, answer.row['dateOfBirth']) });
  };
  return (
    <div class="mt-4">
      <Show
        when={here()}
        fallback={
          <Show when={isOnline(hall)} fallback={<p class="muted">{t('member.birthOffline')}</p>}>
            <Button size="sm" icon="lock" onClick={() => void ask()}>
              {t('member.birthShow')}
            </Button>
            <p class="muted mt-2">{t('member.birthAsk')}</p>
          </Show>
        }
      >
        {(text) => <Facts items={[{ label: say(Member.fields.dateOfBirth.label), value: text() }]} />}
      </Show>
    </div>
  );
}

function StandingCard(props: { row: SeenRow; readable: ReadonlySet<string> }): JSX.Element {
  const hall = useHall();
  const [changing, setChanging] = createSignal<Standing>();
  const may = (name: Standing): boolean => writableFields(of, hall, props.row).includes(name);
  const fact = (name: Standing) => {
    const since = props.row[`${name}On`];
    const value = valueText(Member.fields[name], props.row[name]);
    const day = typeof since === 'string' ? t('member.since', { day: formatDay(since, 'long') }) : '';
    return { label: say(Member.fields[name].label), value: [value, day].filter(Boolean).join(', ') };
  };
  const names = (): readonly Standing[] =>
    (['status', 'classification'] as const).filter((name) => props.readable.has(name));
  return (
    <Show when={names().length > 0}>
      <Card title={t('member.group.standing')}>
        <Facts items={names().map(fact)} />
        <div class="card-deeds">
          <Show when={may('status')}>
            <Button size="sm" icon="edit" onClick={() => setChanging('status')}>
              {t('member.changeStatus')}
            </Button>
          </Show>
          <Show when={may('classification')}>
            <Button size="sm" icon="edit" onClick={() => setChanging('classification')}>
              {t('member.changeClass')}
            </Button>
          </Show>
        </div>
        <Show when={changing()} keyed>
          {(name) => <StandingDialog row={props.row} name={name} onClose={() => setChanging(undefined)} />}
        </Show>
      </Card>
    </Show>
  );
}
