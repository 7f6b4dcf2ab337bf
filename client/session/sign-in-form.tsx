/** E-mail and password, as password managers know them. Used at the door, and again when a session has ended. */
import { createSignal, onCleanup, Show, untrack } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../elements/button.tsx';
import { ErrorSummary } from '../elements/error-summary.tsx';
import { Icon } from '../elements/icon.tsx';
import { PasswordInput } from '../elements/password-input.tsx';
import { TextInput } from '../elements/text-input.tsx';
import { t } from '../i18n/t.ts';

export type SignInAnswer =
  | { readonly kind: 'ok' | 'away' }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterSeconds?: number | undefined };
export type SignIn = (email: string, password: string) => Promise<SignInAnswer>;

interface Problems {
  readonly email?: string;
  readonly password?: string;
}

const emailId = 'sign-in-email';
const passwordId = 'sign-in-password';

export function SignInForm(props: { onSignIn: SignIn; email?: string | undefined }): JSX.Element {
  const [email, setEmail] = createSignal(untrack(() => props.email) ?? '');
  const [password, setPassword] = createSignal('');
  const [problems, setProblems] = createSignal<Problems>({});
  const [busy, setBusy] = createSignal(false);
  const [capsLock, setCapsLock] = createSignal(false);
  const wait = createCountdown();
  const errors = () => [
    ...(problems().email ? [{ fieldId: emailId, message: problems().email ?? '' }] : []),
    ...(problems().password ? [{ fieldId: passwordId, message: problems().password ?? '' }] : []),
  ];
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy() || wait.seconds() > 0) return;
    const found = checkFilled(email(), password());
    setProblems(found);
    if (found.email ?? found.password) return;
    setBusy(true);
    const answer = await props.onSignIn(email(), password()).finally(() => setBusy(false));
    if (answer.kind === 'refused' && answer.retryAfterSeconds) wait.start(answer.retryAfterSeconds);
    else setProblems(problemsOf(answer));
  };
  const watchCapsLock = (event: KeyboardEvent): void => void setCapsLock(event.getModifierState('CapsLock'));
  return (
    <form class="form-grid" novalidate onSubmit={(event) => void submit(event)}>
      <ErrorSummary title={t('error.title')} errors={errors()} />
      <TextInput
        id={emailId}
        label={t('signIn.email')}
        name="username"
        type="email"
        inputmode="email"
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="next"
        value={email()}
        error={problems().email}
        onValue={setEmail}
      />
      <PasswordInput
        id={passwordId}
        label={t('signIn.password')}
        name="password"
        autocomplete="current-password"
        enterkeyhint="go"
        value={password()}
        error={problems().password}
        onValue={setPassword}
        onKeyDown={watchCapsLock}
        onKeyUp={watchCapsLock}
        onBlur={() => setCapsLock(false)}
        showLabel={t('action.show')}
        concealLabel={t('action.conceal')}
      />
      <p class="caps-lock" role="status">
        <Show when={capsLock()}>
          <Icon name="keyboard" size="sm" /> {t('signIn.capsLock')}
        </Show>
      </p>
      <Show when={wait.seconds() > 0}>
        <p class="field-error" role="alert">
          <Icon name="clock" size="sm" />
          <span>{t('signIn.throttled')}</span>
        </p>
        <p class="muted figures">{t('signIn.wait', { count: wait.seconds() })}</p>
      </Show>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        block
        busy={busy()}
        aria-disabled={wait.seconds() > 0 ? 'true' : undefined}
      >
        {t('action.signIn')}
      </Button>
    </form>
  );
}

function checkFilled(email: string, password: string): Problems {
  return {
    ...(email.trim() === '' ? { email: t('signIn.emailNeeded') } : {}),
    ...(password === '' ? { password: t('signIn.passwordNeeded') } : {}),
  };
}

function problemsOf(answer: SignInAnswer): Problems {
  if (answer.kind === 'away') return { password: t('signIn.away') };
  if (answer.kind !== 'refused') return {};
  switch (answer.code) {
    case 'bad_credentials':
      return { password: t('signIn.wrong') };
    case 'locked':
      return { email: t('signIn.locked') };
    case 'no_seat':
      return { email: t('signIn.noSeat') };
    case 'invalid':
      return { email: t('signIn.emailWrong') };
    default:
      return { password: t('signIn.failed') };
  }
}

function createCountdown() {
  const [seconds, setSeconds] = createSignal(0);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  onCleanup(stop);
  return {
    seconds,
    start: (from: number): void => {
      stop();
      const end = Date.now() + from * 1000;
      setSeconds(Math.ceil(from));
      timer = setInterval(() => {
        const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
        setSeconds(left);
        if (left === 0) stop();
      }, 250);
    },
  };
}
