/**
 * Opens one person's hall and keeps it open while they are here; closes it when they leave. What keeps it from opening
 * is said in words with a way on, and never costs what is stored.
 */
import { createSignal, Match, onCleanup, onMount, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../elements/button.tsx';
import { SkeletonRows } from '../elements/skeleton.tsx';
import { HallContext } from '../hall.ts';
import type { Seat } from '../hall.ts';
import { t } from '../i18n/t.ts';
import type { Obstacle } from '../pages/sign-in/cannot-run-page.tsx';
import { PlainShell } from '../shell/plain-shell.tsx';
import type { CannotOpenReason, OpenHall } from '../sync/open-hall.ts';
import { applyUpdate } from '../update.ts';
import { appVersion } from '../version.ts';
import { HallFrame } from './hall-frame.tsx';
import type { KeptPerson } from './people.ts';
import type { Session } from './session.ts';
import { SignInForm } from './sign-in-form.tsx';

export interface HallRoomProps {
  session: Session;
  person: KeptPerson;
  seat: Seat;
  onObstacle: (which: Obstacle) => void;
}

type State =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly hall: OpenHall }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'shut'; readonly reason: CannotOpenReason };

export function HallRoom(props: HallRoomProps): JSX.Element {
  const [state, setState] = createSignal<State>({ kind: 'opening' });
  let left = false;
  let opened: OpenHall | undefined;

  const open = async (): Promise<void> => {
    setState({ kind: 'opening' });
    const { openHall, CannotOpen } = await import('../sync/open-hall.ts');
    try {
      const hall = await openHall({
        seat: props.seat,
        leftOnPurpose: await props.session.wasLeft(props.seat),
        session: props.session.hallSession(props.person, props.seat),
        label: props.session.deviceLabel(),
        app: appVersion,
      });
      if (left) return await hall.close();
      opened = hall;
      void props.session.entered(props.seat);
      setState({ kind: 'open', hall });
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      if (error.reason === 'insecure') props.onObstacle('insecure');
      else if (error.reason === 'no_storage') props.onObstacle('storage');
      else setState({ kind: 'shut', reason: error.reason });
    }
  };
  /** The screen lets go of the hall first, so that no page reads a closed store. */
  const letGo = (): OpenHall | undefined => {
    const hall = opened;
    opened = undefined;
    setState({ kind: 'leaving' });
    return hall;
  };
  onMount(() => void open());
  onCleanup(() => {
    left = true;
    void opened?.close();
  });
  const openedNow = (): OpenHall | undefined => {
    const now = state();
    return now.kind === 'open' ? now.hall : undefined;
  };
  const shut = (): CannotOpenReason | undefined => {
    const now = state();
    return now.kind === 'shut' ? now.reason : undefined;
  };
  return (
    <Switch
      fallback={
        <PlainShell localName={props.seat.localName}>
          <SkeletonRows rows={3} label={state().kind === 'leaving' ? t('signOut.busy') : t('app.opening')} />
        </PlainShell>
      }
    >
      <Match when={openedNow()} keyed>
        {(hall) => (
          <HallContext.Provider value={hall}>
            <HallFrame hall={hall} session={props.session} person={props.person} onLetGo={letGo} />
          </HallContext.Provider>
        )}
      </Match>
      <Match when={shut()}>
        {(reason) => <Shut {...props} reason={reason()} onRetry={() => void open()} />}
      </Match>
    </Switch>
  );
}

const titles = {
  newer: 'alarm.updateTitle',
  first_contact: 'room.firstContactTitle',
  sign_in: 'signIn.againTitle',
} as const;
const texts = {
  newer: 'alarm.updateText',
  first_contact: 'room.firstContactText',
  sign_in: 'signIn.againText',
} as const;

function Shut(props: HallRoomProps & { reason: CannotOpenReason; onRetry: () => void }): JSX.Element {
  const known = (): keyof typeof titles =>
    props.reason === 'newer' || props.reason === 'sign_in' ? props.reason : 'first_contact';
  const signIn: Session['signIn'] = async (email, password) => {
    const answer = await props.session.signIn(email, password);
    if (answer.kind === 'ok') props.onRetry();
    return answer;
  };
  onMount(() => (document.title = `${t(titles[known()])} · ${t('app.name')}`));
  return (
    <PlainShell localName={props.seat.localName}>
      <h1 class="page-title">{t(titles[known()])}</h1>
      <div class="stack mt-4">
        <p>{t(texts[known()])}</p>
        <Switch
          fallback={
            <Button variant="primary" onClick={() => props.onRetry()}>
              {t('action.retry')}
            </Button>
          }
        >
          <Match when={known() === 'sign_in'}>
            <SignInForm email={props.person.email} onSignIn={signIn} />
          </Match>
          <Match when={known() === 'newer'}>
            <Button variant="primary" onClick={() => void applyUpdate()}>
              {t('update.apply')}
            </Button>
          </Match>
        </Switch>
        <Button
          variant="quiet"
          icon="sign-out"
          onClick={() => void props.session.signOut({ kind: 'kept', count: 0 }, false)}
        >
          {t('action.signOut')}
        </Button>
      </div>
    </PlainShell>
  );
}
