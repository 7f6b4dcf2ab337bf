/** The door: who are you? Says what is wrong beside the field, never locks anyone out for being offline. */
import { onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Banner } from '../../elements/banner.tsx';
import { t } from '../../i18n/t.ts';
import { PlainShell } from '../../shell/plain-shell.tsx';
import { SignInForm } from '../../session/sign-in-form.tsx';
import type { SignIn } from '../../session/sign-in-form.tsx';

export function SignInPage(props: { onSignIn: SignIn; othersWithWork: number }): JSX.Element {
  onMount(() => (document.title = `${t('signIn.title')} · ${t('app.name')}`));
  return (
    <PlainShell>
      <h1 class="page-title">{t('signIn.title')}</h1>
      <p class="muted mt-1 mb-4">{t('signIn.lede')}</p>
      <SignInForm onSignIn={props.onSignIn} />
      <Show when={props.othersWithWork > 0}>
        <div class="mt-6">
          <Banner tone="ink" icon="lock" role="note">
            {t('signIn.othersWork', { count: props.othersWithWork })}
          </Banner>
        </div>
      </Show>
      <p class="muted mt-6">{t('signIn.help')}</p>
    </PlainShell>
  );
}
