/**
 * Which employer: one tap for where one was last and for who is near there, a few letters for any other. What is chosen stands as a line of its own
 * with a way to choose again, so that the thumb does not undo it.
 */
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Organization } from '../../../shared/entities/organization.ts';
import { fold } from '../../../shared/entity/row.ts';
import { comingOf } from '../../components/coming.ts';
import { createLive } from '../../components/live.ts';
import { Button } from '../../elements/button.tsx';
import { TextInput } from '../../elements/text-input.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { createVisits } from '../../organizing/live-visits.ts';
import { nearbyEmployers, recentEmployers } from '../../organizing/visits.ts';

const recentShown = 4;
const mostFound = 8;

interface Employer {
  readonly id: string;
  readonly name: string;
  readonly city: string;
}

export interface EmployerChoiceProps {
  label: string;
  /** Of the search box: an error summary links here. */
  id: string;
  error: string | undefined;
  /** Id of the chosen employer, '' for none. */
  value: string;
  onValue: (id: string) => void;
}

export function EmployerChoice(props: EmployerChoiceProps): JSX.Element {
  const hall = useHall();
  const choice = createChoice(props);
  let change: HTMLDivElement | undefined;
  const take = (id: string): void => {
    props.onValue(id);
    choice.setTyped('');
    // The button that was tapped is gone: who came with the keyboard goes on from what was chosen.
    queueMicrotask(() => change?.querySelector('button')?.focus());
  };
  const again = (): void => {
    props.onValue('');
    queueMicrotask(() => document.getElementById(props.id)?.focus());
  };
  return (
    <Show
      when={props.value === ''}
      fallback={
        <div class="employer-chosen" ref={(element) => (change = element)}>
          <div>
            <p class="segmented-legend">{props.label}</p>
            <p class="strong">{choice.chosen()?.name ?? t('app.loading')}</p>
            <p class="muted">{choice.chosen()?.city}</p>
          </div>
          <Button onClick={again}>{t('visit.changeEmployer')}</Button>
        </div>
      }
    >
      <div class="employer-choice">
        <TextInput
          label={props.label}
          id={props.id}
          error={props.error}
          type="search"
          icon="search"
          autocomplete="off"
          enterkeyhint="search"
          placeholder={t('visit.findEmployer')}
          value={choice.typed()}
          onValue={choice.setTyped}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.preventDefault();
          }}
        />
        <Show when={choice.typed() === '' && choice.offers().length > 0}>
          <p class="muted">{t('visit.recent')}</p>
        </Show>
        <Offers of={choice.offers()} onTake={take} />
        <Show when={choice.typed() === '' && choice.nearby()[0]}>
          {(first) => (
            <>
              <p class="muted">{t('visit.nearby', { town: first().city })}</p>
              <Offers of={choice.nearby()} onTake={take} />
            </>
          )}
        </Show>
        <p class="muted" role="status">
          <Show when={choice.typed() !== '' && choice.offers().length === 0}>
            {comingOf(hall, [Organization.name]) ? t('coming.title') : t('visit.noEmployer')}
          </Show>
        </p>
      </div>
    </Show>
  );
}

function Offers(props: { of: readonly Employer[]; onTake: (id: string) => void }): JSX.Element {
  return (
    <ul class="employer-offers" role="list">
      <For each={props.of}>
        {(employer) => (
          <li>
            <button type="button" class="employer-offer" onClick={() => props.onTake(employer.id)}>
              <span>{employer.name}</span> <span class="muted">{employer.city}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}

function createChoice(props: EmployerChoiceProps) {
  const hall = useHall();
  const [typed, setTyped] = createSignal('');
  const visits = createVisits(hall);
  const all = createLive(
    hall.rows,
    [Organization.name],
    () => undefined,
    async () =>
      (await hall.rows.list(Organization.name)).map((row): Employer => ({
        id: row.id,
        name: String(row['name'] ?? ''),
        city: String(row['city'] ?? ''),
      })),
  );
  const byId = createMemo(() => new Map((all() ?? []).map((one) => [one.id, one])));
  const recent = createMemo(() =>
    recentEmployers(visits()?.visits ?? [], hall.seat.userId, recentShown).flatMap(
      (id) => byId().get(id) ?? [],
    ),
  );
  const offers = createMemo((): readonly Employer[] => {
    const parts = fold(typed()).split(/\s+/).filter(Boolean);
    if (parts.length === 0) return recent();
    const says = (one: Employer): boolean =>
      parts.every((part) => fold(`${one.name} ${one.city}`).includes(part));
    return (all() ?? []).filter(says).slice(0, mostFound);
  });
  const nearby = createMemo(() => nearbyEmployers(all() ?? [], recent(), recentShown));
  return { typed, setTyped, offers, nearby, chosen: () => byId().get(props.value) };
}
