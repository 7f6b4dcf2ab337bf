/** The session has ended while work goes on: sign in again without leaving the page, nothing typed is lost. */
import type { JSX } from 'solid-js';
import { Dialog } from '../elements/dialog.tsx';
import { t } from '../i18n/t.ts';
import type { HallFrameProps } from './hall-frame.tsx';
import type { SignIn } from './sign-in-form.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInDialog(props: HallFrameProps & { open: boolean; onClose: () => void }): JSX.Element {
  const signIn: SignIn = async (email, password) => {
    const answer = await props.session.signIn(email, password);
    if (answer.kind !== 'ok') return answer;
    props.hall.engine.refreshed();
    props.hall.sync.now();
    props.onClose();
    return answer;
  };
  return (
    <Dialog
      open={props.open}
      onClose={() => props.onClose()}
      title={t('signIn.againTitle')}
      closeLabel={t('action.close')}
      size="sm"
    >
      <p class="mb-4">{t('signIn.againText')}</p>
      <SignInForm email={props.person.email} onSignIn={signIn} />
    </Dialog>
  );
}
