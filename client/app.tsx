/**
 * The whole app, from the door inwards: what keeps it from running, who is here, and that person's hall.
 * An error that nobody foresaw says first that the work is safe.
 */
import { createSignal, ErrorBoundary, Match, onMount, Show, Switch } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from './elements/banner.tsx';
import { Button } from './elements/button.tsx';
import { PlainShell } from './shell/plain-shell.tsx';
import { SkeletonRows } from './elements/skeleton.tsx';
import { t } from './i18n/t.ts';
import { CannotRunPage } from './pages/sign-in/cannot-run-page.tsx';
import type { Obstacle } from './pages/sign-in/cannot-run-page.tsx';
import { SeatChoicePage } from './pages/sign-in/seat-choice-page.tsx';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { HallRoom } from './session/hall-room.tsx';
import type { Phase, Session } from './session/session.ts';
import { appVersion } from './version.ts';

export interface AppProps {
  session: Session;
  obstacle: Obstacle | undefined;
}

const ofKind = <Kind extends Phase['kind']>(
  phase: Phase,
  kind: Kind,
): Extract<Phase, { kind: Kind }> | undefined =>
  phase.kind === kind ? (phase as Extract<Phase, { kind: Kind }>) : undefined;

export function App(props: AppProps): JSX.Element {
  return (
    <ErrorBoundary fallback={(error: unknown) => <Failed error={error} />}>
      <Show
        when={props.obstacle === undefined}
        fallback={<CannotRunPage obstacle={props.obstacle ?? 'storage'} />}
      >
        <Door session={props.session} />
      </Show>
    </ErrorBoundary>
  );
}

function Door(props: { session: Session }): JSX.Element {
  const [obstacle, setObstacle] = createSignal<Obstacle>();
  const phase = (): Phase => props.session.phase();
  onMount(() => {
    props.session
      .start()
      .then(() => props.session.settleDebts(appVersion))
      .catch((error: unknown) => {
        console.error('What this browser remembers could not be read.', error);
        setObstacle('storage');
      });
    addEventListener('online', () => void props.session.settleDebts(appVersion).catch(() => undefined));
  });
  return (
    <Switch
      fallback={
        <PlainShell>
          <SkeletonRows rows={3} label={t('app.opening')} />
        </PlainShell>
      }
    >
      <Match when={obstacle()}>{(which) => <CannotRunPage obstacle={which()} />}</Match>
      <Match when={ofKind(phase(), 'signed_out')}>
        {(out) => <SignInPage onSignIn={props.session.signIn} othersWithWork={out().othersWithWork} />}
      </Match>
      <Match when={ofKind(phase(), 'choosing')}>
        {(choosing) => (
          <SeatChoicePage
            seats={choosing().person.seats}
            onChoose={(seat) => void props.session.choose(seat)}
            onSignOut={() => void props.session.signOut({ kind: 'gone' }, false)}
          />
        )}
      </Match>
      <Match when={ofKind(phase(), 'in')} keyed>
        {(here) => (
          <HallRoom
            session={props.session}
            person={here.person}
            seat={here.seat}
            onObstacle={(which) => setObstacle(which)}
          />
        )}
      </Match>
    </Switch>
  );
}

function Failed(props: { error: unknown }): JSX.Element {
  const detail = (): string => (props.error instanceof Error ? props.error.message : String(props.error));
  onMount(() => console.error(props.error));
  return (
    <PlainShell>
      <h1 class="page-title">{t('app.failedTitle')}</h1>
      <div class="stack mt-4">
        <Banner tone="bad" role="alert">
          {t('app.failedText')}
        </Banner>
        <p class="muted">{t('app.failedDetail', { detail: detail() })}</p>
        <Button variant="primary" onClick={() => location.reload()}>
          {t('action.reload')}
        </Button>
      </div>
    </PlainShell>
  );
}
