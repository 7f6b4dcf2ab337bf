/**
 * The plain records of the hall, each kind drawn from its fact sheet: a table to find one, a form to add or change one.
 * What a kind of record needs beyond that gets a page of its own.
 */
import { createEffect, createSignal, For, on, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate, useParams, useSearchParams } from '@solidjs/router';
import { registry } from '../../../shared/entities/index.ts';
import type { Entity } from '../../../shared/entity/entity.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { EntityTable } from '../../components/entity-table.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { RecordDialog } from './record-dialog.tsx';
import { mayCreate, readableColumns, recordKinds } from '../../record-kinds.ts';

export default function RecordsPage(): JSX.Element {
  const hall = useHall();
  const params = useParams<{ entity?: string }>();
  const kinds = (): readonly Entity[] => recordKinds(hall.holdings());
  const chosen = (): Entity | undefined => {
    const named = params.entity === undefined ? kinds()[0] : registry.get(params.entity);
    return named && kinds().includes(named) ? named : undefined;
  };
  return (
    <Show when={chosen()} fallback={<NotFound />} keyed>
      {(of) => <Records of={of} kinds={kinds()} />}
    </Show>
  );
}

/** On a phone the kinds run off the side: the one that is open is brought into sight. */
const showCurrent = (nav: HTMLElement): void =>
  void requestAnimationFrame(() =>
    nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }),
  );

type Opened = { readonly kind: 'new' } | { readonly kind: 'row'; readonly id: string };

function Records(props: { of: Entity; kinds: readonly Entity[] }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams<{ open: string }>();
  const [opened, setOpened] = createSignal<Opened>();
  // A link may name the record to open, or ask for a new one.
  createEffect(
    on(
      () => params.open,
      (id) => {
        if (id === 'new' && mayCreate(props.of, hall.holdings())) setOpened({ kind: 'new' });
        else if (typeof id === 'string' && id !== '') setOpened({ kind: 'row', id });
      },
    ),
  );
  const close = (): void => {
    setOpened(undefined);
    if (params.open !== undefined) setParams({ open: null }, { replace: true });
  };
  const addLabel = (): string => t('records.add', { kind: say(props.of.label.one).toLocaleLowerCase() });
  return (
    <>
      <PageHeader
        title={say(props.of.label.many)}
        eyebrow={t('nav.records')}
        meta={<DataAge />}
        actions={
          <Show when={mayCreate(props.of, hall.holdings())}>
            <Button variant="primary" icon="plus" onClick={() => setOpened({ kind: 'new' })}>
              {addLabel()}
            </Button>
          </Show>
        }
      />
      <Show when={props.kinds.length > 1}>
        <nav class="kind-nav no-print" aria-label={t('nav.records')} ref={showCurrent}>
          <For each={props.kinds}>
            {(kind) => (
              <a
                href={`/records/${kind.name}`}
                aria-current={kind.name === props.of.name ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  navigate(`/records/${kind.name}`);
                }}
              >
                {say(kind.label.many)}
              </a>
            )}
          </For>
        </nav>
      </Show>
      <EntityTable
        of={props.of}
        columns={readableColumns(props.of, hall.holdings())}
        onOpen={(row) => setOpened({ kind: 'row', id: row.id })}
        empty={
          <EmptyRows of={[props.of.name]} picture="search" title={t('records.noneTitle')}>
            {mayCreate(props.of, hall.holdings()) ? t('records.noneText') : t('records.noneReadOnly')}
          </EmptyRows>
        }
      />
      <Show when={opened()} keyed>
        {(what) => (
          <RecordDialog
            of={props.of}
            id={what.kind === 'row' ? what.id : undefined}
            title={what.kind === 'new' ? addLabel() : say(props.of.label.one)}
            onClose={close}
            onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
          />
        )}
      </Show>
    </>
  );
}
