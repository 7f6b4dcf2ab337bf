/** Whom to talk to at an employer: the first to call stands first, a tap calls, everyone who may adds and corrects. */
import { createMemo, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { OrganizationContact } from '../../../shared/entities/organization-contact.ts';
import { titleOf } from '../../../shared/entity/row.ts';
import { refusalSentence } from '../../../shared/values/refusal-words.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { createLiveRows } from '../../components/live.ts';
import { noteOpened } from '../../components/opened.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Icon } from '../../elements/icon.tsx';
import { IconButton } from '../../elements/icon-button.tsx';
import { Keyed } from '../../elements/keyed.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { StateChip } from '../../elements/state-chip.tsx';
import { useHall } from '../../hall.ts';
import type { SeenRow } from '../../hall.ts';
import { locale } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { noteSave } from '../../install.ts';
import { addsContacts, mayEdit } from '../../organizing/rights.ts';
import { dialled } from './find-employers.ts';

type Opened = { readonly row: SeenRow | undefined };

const nameOf = (row: SeenRow): string => titleOf(OrganizationContact, row);
const isFirst = (row: SeenRow): boolean => row['isPrimary'] === true;

export function Contacts(props: { employer: SeenRow }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const [opened, setOpened] = createSignal<Opened>();
  const rows = createLiveRows(
    hall.rows,
    [OrganizationContact.name],
    () => props.employer.id,
    (id) => hall.rows.list(OrganizationContact.name, { where: (row) => row['organizationId'] === id }),
  );
  noteOpened(OrganizationContact, () => opened()?.row?.id);
  const contacts = createMemo(() => {
    const found = rows();
    return found && [...found.filter(isFirst), ...found.filter((row) => !isFirst(row))];
  });
  /** At most one is first: the others step back in the same gesture. */
  const makeFirst = async (row: SeenRow): Promise<void> => {
    const group = crypto.randomUUID();
    const entity = OrganizationContact.name;
    const before = (rows() ?? []).filter((other) => isFirst(other) && other.id !== row.id);
    const written = await hall.rows.writeAll([
      ...before.map((other) => ({
        entity,
        op: 'update' as const,
        row: other.id,
        set: { isPrimary: false },
        group,
      })),
      { entity, op: 'update', row: row.id, set: { isPrimary: true }, group },
    ]);
    const failed = written.find((one) => !one.ok);
    if (failed && !failed.ok)
      return void toasts.show({ tone: 'bad', text: refusalSentence(failed.refusal, locale()) });
    noteSave();
    toasts.show({ text: t('state.saved'), icon: 'saved' });
  };
  return (
    <Card
      title={t('employers.contacts')}
      flush
      actions={
        <Show when={addsContacts(hall)}>
          <Button icon="plus" onClick={() => setOpened({ row: undefined })}>
            {t('employers.addContact')}
          </Button>
        </Show>
      }
    >
      <Show when={contacts()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
        {(known) => (
          <Show when={known().length > 0} fallback={<NoContacts />}>
            <RowList label={t('employers.contacts')}>
              <Keyed each={known()} by={(row) => row.id}>
                {(row) => (
                  <Contact
                    row={row()}
                    onEdit={() => setOpened({ row: row() })}
                    onFirst={() => void makeFirst(row())}
                  />
                )}
              </Keyed>
            </RowList>
          </Show>
        )}
      </Show>
      <Show when={opened()} keyed>
        {(what) => (
          <FormDialog
            of={OrganizationContact}
            row={what.row}
            fixed={{ organizationId: props.employer.id }}
            open
            title={
              what.row ? t('employers.editContact', { name: nameOf(what.row) }) : t('employers.addContact')
            }
            onClose={() => setOpened(undefined)}
            onSaved={() => toasts.show({ text: t('state.saved'), icon: 'saved' })}
          />
        )}
      </Show>
    </Card>
  );
}

function Contact(props: { row: SeenRow; onEdit: () => void; onFirst: () => void }): JSX.Element {
  const hall = useHall();
  const may = (): boolean => mayEdit(OrganizationContact, hall, props.row, 'isPrimary');
  const words = (name: string): string => String(props.row[name] ?? '');
  return (
    <Row
      title={nameOf(props.row)}
      detail={[words('title'), words('phone'), words('email'), words('notes')].filter(Boolean).join(' · ')}
      trailing={
        <div class="contact-deeds">
          <Show when={props.row.pending}>
            <StateChip state="saved" label={t('state.saved')} />
          </Show>
          <Show
            when={isFirst(props.row)}
            fallback={
              <Show when={may()}>
                <IconButton
                  icon="check"
                  label={t('employers.makeFirst', { name: nameOf(props.row) })}
                  onClick={() => props.onFirst()}
                />
              </Show>
            }
          >
            <Chip tone="good" icon="phone">
              {t('employers.firstToCall')}
            </Chip>
          </Show>
          <Show when={may()}>
            <IconButton
              icon="edit"
              label={t('employers.editContact', { name: nameOf(props.row) })}
              onClick={() => props.onEdit()}
            />
          </Show>
          <Show when={dialled(props.row['phone'])}>
            {(number) => (
              <a
                class="btn button-secondary button-icon"
                href={`tel:${number()}`}
                aria-label={t('employers.call', { name: nameOf(props.row) })}
              >
                <Icon name="phone" />
              </a>
            )}
          </Show>
        </div>
      }
    />
  );
}

function NoContacts(): JSX.Element {
  const hall = useHall();
  return (
    <EmptyRows
      of={[OrganizationContact.name]}
      picture="roster"
      level={3}
      title={t('employers.noContactsTitle')}
    >
      {addsContacts(hall) ? t('employers.noContactsText') : t('employers.noContactsReadOnly')}
    </EmptyRows>
  );
}
