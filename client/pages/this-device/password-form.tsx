/** A new password for the person's account. Needs signal, and says so. */
import { createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useKeeper } from '../../components/keeper.ts';
import type { PasswordAnswer } from '../../components/keeper.ts';
import { isOnline } from '../../components/online.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { ErrorSummary } from '../../elements/error-summary.tsx';
import { PasswordInput } from '../../elements/password-input.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

const leastCharacters = 15;
type Problems = { readonly current?: string; readonly next?: string; readonly other?: string };

export function PasswordForm(): JSX.Element {
  const hall = useHall();
  const keeper = useKeeper();
  const toasts = useToasts();
  const [current, setCurrent] = createSignal('');
  const [next, setNext] = createSignal('');
  const [problems, setProblems] = createSignal<Problems>({});
  const [busy, setBusy] = createSignal(false);
  const errors = () =>
    [
      { fieldId: 'password-current', message: problems().current },
      { fieldId: 'password-next', message: problems().next },
      { fieldId: 'password-current', message: problems().other },
    ].flatMap(({ fieldId, message }) => (message === undefined ? [] : [{ fieldId, message }]));
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = checkHere(current(), next());
    setProblems(found);
    if (busy() || Object.keys(found).length > 0) return;
    setBusy(true);
    const answer = await keeper.changePassword(current(), next()).finally(() => setBusy(false));
    setProblems(problemsOf(answer));
    if (answer.kind !== 'ok') return;
    setCurrent('');
    setNext('');
    toasts.show({ text: t('device.passwordChanged'), tone: 'good', icon: 'check' });
  };
  return (
    <Card title={t('device.password')}>
      <form class="form-grid" novalidate onSubmit={(event) => void save(event)}>
        <ErrorSummary title={t('error.title')} errors={errors()} />
        <PasswordInput
          id="password-current"
          label={t('device.passwordCurrent')}
          error={problems().current}
          value={current()}
          onValue={setCurrent}
          showLabel={t('action.show')}
          concealLabel={t('action.conceal')}
          autocomplete="current-password"
        />
        <PasswordInput
          id="password-next"
          label={t('device.passwordNext')}
          hint={t('device.passwordHint')}
          error={problems().next}
          value={next()}
          onValue={setNext}
          showLabel={t('action.show')}
          concealLabel={t('action.conceal')}
          autocomplete="new-password"
        />
        <div class="form-actions">
          <Button type="submit" busy={busy()} aria-disabled={isOnline(hall) ? undefined : 'true'}>
            {t('device.passwordChange')}
          </Button>
          <Show when={!isOnline(hall)}>
            <p class="muted">{t('change.needsSignal')}</p>
          </Show>
        </div>
      </form>
    </Card>
  );
}

function checkHere(current: string, next: string): Problems {
  return {
    ...(current === '' ? { current: t('device.passwordCurrentNeeded') } : {}),
    ...([...next].length < leastCharacters ? { next: t('device.passwordTooShort') } : {}),
  };
}

function problemsOf(answer: PasswordAnswer): Problems {
  if (answer.kind === 'away') return { other: t('change.needsSignal') };
  if (answer.kind !== 'refused') return {};
  switch (answer.code) {
    case 'bad_credentials':
      return { current: t('device.passwordWrong') };
    case 'password_too_short':
      return { next: t('device.passwordTooShort') };
    case 'password_too_long':
      return { next: t('device.passwordTooLong') };
    case 'password_common':
      return { next: t('device.passwordCommon') };
    case 'throttled':
    case 'busy':
      return { other: t('signIn.wait', { count: answer.retryAfterSeconds ?? 60 }) };
    default:
      return { other: t('device.passwordFailed') };
  }
}
