/** Who has a seat here, with which roles, until when; what does not fit together is said. Giving and ending need signal. */
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { roleLabels } from '../../../shared/access/roles.ts';
import { EndRole } from '../../../shared/commands/index.ts';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLiveList } from '../../components/live.ts';
import { NotFound } from '../../components/not-found.tsx';
import { createNow } from '../../components/now.ts';
import { isOnline } from '../../components/online.ts';
import { createCommandRunner } from '../../components/run-command.ts';
import type { CommandRunner } from '../../components/run-command.ts';
import { say } from '../../components/say.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Banner } from '../../elements/banner.tsx';
import { Button } from '../../elements/button.tsx';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { ConfirmDialog } from '../../elements/confirm-dialog.tsx';
import { Icon } from '../../elements/icon.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { dayOf, formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { GrantDialog } from './grant-dialog.tsx';
import { peopleEntities, readPeople } from './read-people.ts';
import type { SeenPerson } from './read-people.ts';
import { isOver, rightsConflicts } from './rights-words.ts';
import type { HeldRole, RightsConflict } from './rights-words.ts';
import './people.css';

export default function PeoplePage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={hall.holdings().some((one) => one.role === 'admin')} fallback={<NotFound />}>
      <People />
    </Show>
  );
}

const conflictWords = {
  none: 'people.conflictNone',
  switchedOff: 'people.conflictSwitchedOff',
  memberWithout: 'people.conflictMember',
  instructorWithout: 'people.conflictInstructor',
  twice: 'people.conflictTwice',
  covered: 'people.conflictCovered',
  ownWork: 'people.conflictOwnWork',
} as const satisfies Record<RightsConflict, string>;

interface Ending {
  readonly name: string;
  readonly held: HeldRole;
}

function People(): JSX.Element {
  const hall = useHall();
  const now = createNow();
  const commands = createCommandRunner(hall, useToasts());
  const people = createLiveList(
    hall.rows,
    peopleEntities,
    () => undefined,
    () => readPeople(hall.rows),
  );
  const [granting, setGranting] = createSignal<SeenPerson>();
  const [ending, setEnding] = createSignal<Ending>();
  const end = async ({ held }: Ending): Promise<void> => {
    await commands.run(EndRole.name, { userRoleId: held.id }, held.id);
    setEnding(undefined);
  };
  return (
    <>
      <PageHeader title={t('people.title')} lede={t('people.lede')} meta={<DataAge />} />
      <div class="stack">
        <Show when={!isOnline(hall)}>
          <Banner tone="ink" icon="offline" role="status" title={t('people.offlineTitle')}>
            {t('people.offlineText')}
          </Banner>
        </Show>
        <Show when={people()} fallback={<SkeletonRows rows={6} label={t('app.loading')} />}>
          {(known) => (
            <Card flush title={t('people.seats')}>
              <ul class="people" role="list">
                <For
                  each={known()}
                  fallback={
                    <li>
                      <EmptyRows of={peopleEntities} picture="search" title={t('people.noneTitle')} />
                    </li>
                  }
                >
                  {(person) => (
                    <PersonRow
                      person={person}
                      now={now()}
                      commands={commands}
                      onGrant={() => setGranting(person)}
                      onEnd={(held) => setEnding({ name: person.name, held })}
                    />
                  )}
                </For>
              </ul>
            </Card>
          )}
        </Show>
      </div>
      <Show when={granting()} keyed>
        {(person) => (
          <GrantDialog person={person} commands={commands} onClose={() => setGranting(undefined)} />
        )}
      </Show>
      <Show when={ending()} keyed>
        {(one) => (
          <ConfirmDialog
            open
            danger
            title={t('people.endTitle', { role: say(roleLabels[one.held.role]) })}
            confirmLabel={t('people.end')}
            cancelLabel={t('action.cancel')}
            closeLabel={t('action.close')}
            busy={commands.busy() === one.held.id}
            onConfirm={() => void end(one)}
            onCancel={() => setEnding(undefined)}
          >
            {t('people.endText', { name: one.name })}
          </ConfirmDialog>
        )}
      </Show>
    </>
  );
}

function PersonRow(props: {
  person: SeenPerson;
  now: number;
  commands: CommandRunner;
  onGrant: () => void;
  onEnd: (held: HeldRole) => void;
}): JSX.Element {
  const hall = useHall();
  // The office's clock at this moment: a role ended a second ago is over before the screen's clock has moved on.
  const moment = (): number => Math.max(props.now, Date.now()) + hall.sync.status().clockOffsetMs;
  const conflicts = createMemo(() => rightsConflicts(props.person, moment()));
  const roles = (): readonly HeldRole[] => props.person.roles.filter((one) => !isOver(one, moment()));
  const disabled = (): 'true' | undefined => (isOnline(hall) ? undefined : 'true');
  return (
    <li class="person" data-person={props.person.id}>
      <div class="person-head">
        <div>
          <h3 class="person-name">{props.person.name}</h3>
          <p class="muted">{props.person.email}</p>
        </div>
        <div class="office-cluster">
          <Show when={!props.person.isActive}>
            <Chip tone="warn">{t('people.switchedOff')}</Chip>
          </Show>
          <ButtonLink
            size="sm"
            variant="quiet"
            icon="history"
            href={`/audit?person=${props.person.id}`}
            aria-label={t('people.activityOf', { name: props.person.name })}
          >
            {t('people.activity')}
          </ButtonLink>
          <Button
            size="sm"
            icon="plus"
            aria-label={t('people.grantTo', { name: props.person.name })}
            aria-disabled={disabled()}
            onClick={() => props.onGrant()}
          >
            {t('people.grant')}
          </Button>
        </div>
      </div>
      <ul class="person-roles" role="list">
        <For each={roles()}>
          {(held) => (
            <li class="office-cluster">
              <Chip tone={held.startsAt > moment() ? 'neutral' : 'good'}>{say(roleLabels[held.role])}</Chip>
              <span class="muted">{termText(held, moment())}</span>
              <Button
                size="sm"
                variant="quiet"
                aria-label={t('people.endOf', { role: say(roleLabels[held.role]), name: props.person.name })}
                aria-disabled={disabled()}
                busy={props.commands.busy() === held.id}
                onClick={() => props.onEnd(held)}
              >
                {t('people.end')}
              </Button>
            </li>
          )}
        </For>
      </ul>
      <For each={conflicts()}>
        {(conflict) => (
          <p class="person-conflict">
            <Icon name="alert" size="sm" /> {t(conflictWords[conflict])}
          </p>
        )}
      </For>
    </li>
  );
}

/** The last day on which it still counts. */
const lastDay = (expiresAt: number): string => formatDay(dayOf(expiresAt - 1), 'weekday');

function termText(held: HeldRole, now: number): string {
  const begins =
    held.startsAt > now ? t('people.from', { day: formatDay(dayOf(held.startsAt), 'weekday') }) : '';
  const ends = held.expiresAt === null ? '' : t('people.through', { day: lastDay(held.expiresAt) });
  return [begins, ends].filter(Boolean).join(', ') || t('people.openEnded');
}
