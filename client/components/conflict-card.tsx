/**
 * Two people, one field: what was held back beside what stands, with who and when. Neither side is chosen beforehand.
 * The decision needs the office's server, and the card says so before the tap.
 */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../elements/button.tsx';
import { ButtonLink } from '../elements/button-link.tsx';
import { Card } from '../elements/card.tsx';
import { Chip } from '../elements/chip.tsx';
import { Icon } from '../elements/icon.tsx';
import type { IconName } from '../elements/icon.tsx';
import { t } from '../i18n/t.ts';

export interface DisputedField {
  readonly label: string;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export interface ConflictWords {
  readonly id: string;
  /** The record's history, where both values stay. */
  readonly href: string;
  readonly title: string;
  readonly kind: string;
  readonly fields: readonly DisputedField[];
  /** Whose change was held back, and when it was made. */
  readonly mineBy: string;
  readonly theirsBy: string;
  /** The held-back change is the reader's own. */
  readonly isMine: boolean;
}

export function ConflictCard(props: {
  words: ConflictWords;
  /** Of the card's heading: 3 under a section's own. */
  level: 2 | 3;
  canDecide: boolean;
  online: boolean;
  busy: boolean;
  onChoose: (choose: 'mine' | 'theirs') => void;
}): JSX.Element {
  return (
    <Card title={props.words.title} level={props.level} actions={<Chip tone="warn">{props.words.kind}</Chip>}>
      <div class="conflict-fields">
        <For each={props.words.fields}>
          {(field) => (
            <table class="conflict">
              <caption>{field.label}</caption>
              <tbody>
                <Side
                  name={t('conflict.stands')}
                  icon="check"
                  by={props.words.theirsBy}
                  value={field.theirs}
                />
                <Side name={t('conflict.held')} icon="aside" by={props.words.mineBy} value={field.mine} />
                <Side name={t('conflict.before')} icon="history" by="" value={field.base} />
              </tbody>
            </table>
          )}
        </For>
      </div>
      <Show when={props.canDecide} fallback={<p class="muted">{t('conflict.officeDecides')}</p>}>
        <div class="card-deeds">
          <Button
            busy={props.busy}
            aria-disabled={props.online ? undefined : 'true'}
            onClick={() => props.onChoose('mine')}
          >
            {props.words.isMine ? t('conflict.keepMine') : t('conflict.takeHeld')}
          </Button>
          <Button
            busy={props.busy}
            aria-disabled={props.online ? undefined : 'true'}
            onClick={() => props.onChoose('theirs')}
          >
            {t('conflict.keepTheirs')}
          </Button>
          <ButtonLink variant="quiet" icon="history" href={props.words.href}>
            {t('history.title')}
          </ButtonLink>
          <Show when={!props.online}>
            <p class="muted">{t('change.needsSignal')}</p>
          </Show>
        </div>
      </Show>
    </Card>
  );
}

function Side(props: { name: string; icon: IconName; by: string; value: string }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <span class="conflict-side">
          <Icon name={props.icon} size="sm" />
          {props.name}
        </span>
        <Show when={props.by}>
          <span class="conflict-by">{props.by}</span>
        </Show>
      </th>
      <td>{props.value}</td>
    </tr>
  );
}
