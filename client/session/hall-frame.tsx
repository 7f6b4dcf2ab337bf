/** The shell around a person's pages: navigation by role, how sending stands, alarms, and the session's own dialogs. */
import { createEffect, createMemo, createSignal, ErrorBoundary, onCleanup, Show, Suspense } from 'solid-js';
import type { JSX } from 'solid-js';
import { Router, useLocation, useNavigate } from '@solidjs/router';
import { roleLabels } from '../../shared/access/roles.ts';
import { HallAlarms } from '../components/hall-alarms.tsx';
import { KeeperContext } from '../components/keeper.ts';
import type { HallKeeper } from '../components/keeper.ts';
import { liveRoles } from '../components/live-roles.ts';
import { createNow } from '../components/now.ts';
import { isOnline } from '../components/online.ts';
import { countOf, createOpenWork, forReview, mayReview } from '../components/open-work.ts';
import { PageFailed } from '../components/page-failed.tsx';
import { say } from '../components/say.ts';
import { ToastsContext } from '../components/toasts-context.ts';
import { SkeletonRows } from '../elements/skeleton.tsx';
import { createToasts } from '../elements/toasts.ts';
import { setTimeZone } from '../i18n/format.ts';
import { t } from '../i18n/t.ts';
import { keepsRecords } from '../record-kinds.ts';
import { createNav, laterPage, routes } from '../routes.tsx';
import { AppShell } from '../shell/app-shell.tsx';
import type { OpenHall } from '../sync/open-hall.ts';
import { appVersion } from '../version.ts';
import type { KeptPerson } from './people.ts';
import { pillOf } from './pill.ts';
import type { Session } from './session.ts';
import { SignInDialog } from './sign-in-dialog.tsx';

const Palette = laterPage(() => import('../search/palette.tsx'));
const SignOutDialog = laterPage(() => import('./sign-out-dialog.tsx'));

const AlertBanner = laterPage(() => import('../pages/alerts/alert-banner.tsx'));

export interface HallFrameProps {
  hall: OpenHall;
  session: Session;
  person: KeptPerson;
  /** Takes the pages off the screen and hands over the hall, to be closed. */
  onLetGo: () => OpenHall | undefined;
}

export function HallFrame(props: HallFrameProps): JSX.Element {
  const toasts = createToasts();
  const [leaving, setLeaving] = createSignal<{ everywhere: boolean }>();
  const [signingIn, setSigningIn] = createSignal(false);
  /** Opens a part of the frame when its script is here. What cannot be fetched is said. */
  const later = (part: { preload: () => Promise<unknown> }, open: () => void) => (): void =>
    void part.preload().then(open, () => toasts.show({ text: t('app.notFetched'), icon: 'offline' }));
  const keeper = createKeeper(
    props,
    (asked) => later(SignOutDialog, () => setLeaving(asked))(),
    setSigningIn,
  );
  createEffect(() => setTimeZone(props.hall.zone()));
  const online = createMemo(() => isOnline(props.hall));
  createEffect(() => {
    if (online()) void props.session.settleDebts(appVersion).catch(() => undefined);
  });
  return (
    <KeeperContext.Provider value={keeper}>
      <ToastsContext.Provider value={toasts}>
        <Router root={(route) => <Frame {...props}>{route.children}</Frame>}>{routes}</Router>
        <Show when={leaving()}>
          {(asked) => <SignOutDialog {...props} asked={asked()} onClose={() => setLeaving(undefined)} />}
        </Show>
        <SignInDialog {...props} open={signingIn()} onClose={() => setSigningIn(false)} />
      </ToastsContext.Provider>
    </KeeperContext.Provider>
  );

  function Frame(frame: HallFrameProps & { children?: JSX.Element }): JSX.Element {
    const { person, nav, now } = createChrome(frame.hall);
    const location = useLocation();
    const navigate = useNavigate();
    const [searching, setSearching] = createSignal(false);
    const search = later(Palette, () => setSearching(true));
    return (
      <AppShell
        localName={frame.hall.seat.localName}
        sync={pillOf(frame.hall.sync.status())}
        nav={nav}
        path={location.pathname}
        now={now}
        person={person()}
        onNavigate={(href) => navigate(href)}
        onSearch={search}
        toasts={toasts}
      >
        <HallAlarms hall={frame.hall} onSignIn={() => setSigningIn(true)} />
        <Suspense>
          <Show when={frame.hall.holdings().some(({ kind }) => kind === 'alerts')}>
            <AlertBanner />
          </Show>
        </Suspense>
        <ErrorBoundary
          fallback={(error: unknown, reset) => (
            <PageFailed error={error} hall={frame.hall} path={location.pathname} reset={reset} />
          )}
        >
          <Suspense fallback={<SkeletonRows rows={5} label={t('app.loading')} />}>{frame.children}</Suspense>
          <Show when={searching()}>
            <Palette nav={nav} onClose={() => setSearching(false)} />
          </Show>
        </ErrorBoundary>
      </AppShell>
    );
  }
}

function createChrome(hall: OpenHall) {
  const now = createNow();
  const work = createOpenWork(hall);
  const held = createMemo(() => liveRoles(hall));
  const nav = createNav({
    roles: held,
    mayReview: () => mayReview(hall.holdings()),
    keepsRecords: () => keepsRecords(hall.holdings()),
    toReview: () => {
      const known = work();
      return known ? countOf(forReview(known, hall.holdings())) : 0;
    },
    waiting: () => hall.sync.status().unsent + hall.sync.status().needsYou,
  });
  const person = () => ({
    name: `${hall.seat.firstName} ${hall.seat.lastName}`,
    role: held()
      .map((role) => say(roleLabels[role]))
      .join(', '),
  });
  return { now, nav, person };
}

function createKeeper(
  props: HallFrameProps,
  setLeaving: (asked: { everywhere: boolean }) => void,
  setSigningIn: (open: boolean) => void,
): HallKeeper {
  let closed = false;
  onCleanup(() => (closed = true));
  return {
    sealedCopies: () => (closed ? Promise.resolve([]) : props.hall.sealUnsent()),
    deviceLabel: () => props.session.deviceLabel(),
    rename: (label) => props.session.rename(label),
    others: () => props.session.others(),
    canChangeSeat: () => props.person.seats.length > 1,
    changeSeat: () => props.session.changeSeat(),
    askSignOut: (everywhere) => setLeaving({ everywhere }),
    askSignIn: () => setSigningIn(true),
    changePassword: (current, next) => props.session.changePassword(current, next),
  };
}
