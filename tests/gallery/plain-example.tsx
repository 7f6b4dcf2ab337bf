/** The sign-in page's frame, with a form in a wrong state when asked (`?wrong`). */
import { createSignal } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../../client/elements/button.tsx';
import { ErrorSummary } from '../../client/elements/error-summary.tsx';
import { PageHeader } from '../../client/elements/page-header.tsx';
import { PasswordInput } from '../../client/elements/password-input.tsx';
import { TextInput } from '../../client/elements/text-input.tsx';
import { t } from '../../client/i18n/t.ts';
import { PlainShell } from '../../client/shell/plain-shell.tsx';

export function PlainExample(): JSX.Element {
  const [email, setEmail] = createSignal('instructor@demo.example');
  const [password, setPassword] = createSignal('');
  const wrong = location.search.includes('wrong');
  const error = wrong ? 'Enter your password' : undefined;
  return (
    <PlainShell localName="Riverbend Building Trades, Local 412">
      <PageHeader title={t('action.signIn')} />
      <ErrorSummary
        title={t('error.title')}
        errors={error ? [{ fieldId: 'password', message: error }] : []}
      />
      <form class="grid gap-5">
        <TextInput label="E-mail" type="email" autocomplete="username" value={email()} onValue={setEmail} />
        <PasswordInput
          id="password"
          label="Password"
          error={error}
          value={password()}
          onValue={setPassword}
          showLabel={t('action.show')}
          concealLabel={t('action.conceal')}
        />
        <Button variant="primary" size="lg" block type="submit">
          {t('action.signIn')}
        </Button>
      </form>
    </PlainShell>
  );
}
