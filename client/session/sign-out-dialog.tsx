/**
 * Leaving this device. With unsent work there are four ways, and none of them is chosen beforehand: send it, keep it
 * here, hand it over sealed, or discard it (which must be written out).
 */
import { createSignal, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { isOnline } from '../components/online.ts';
import { Button } from '../elements/button.tsx';
import { ConfirmDialog } from '../elements/confirm-dialog.tsx';
import { Dialog } from '../elements/dialog.tsx';
import { t } from '../i18n/t.ts';
import type { HallFrameProps } from './hall-frame.tsx';
import { leaveHall, leavingWays } from './leave-hall.ts';
import type { LeavingWay } from './leave-hall.ts';

const labels = {
  send: 'signOut.send',
  keep: 'signOut.keep',
  hand_over: 'signOut.handOver',
  discard: 'signOut.discard',
} as const;
const hints = {
  send: 'signOut.sendHint',
  keep: 'signOut.keepHint',
  hand_over: 'signOut.handOverHint',
  discard: 'signOut.discardHint',
} as const;
const problems = {
  choose: 'signOut.choose',
  still_unsent: 'signOut.stillUnsent',
  nothing_sealed: 'signOut.nothingSealed',
} as const;
type Problem = keyof typeof problems;

export default function SignOutDialog(
  props: HallFrameProps & { asked: { everywhere: boolean }; onClose: () => void },
): JSX.Element {
  const [way, setWay] = createSignal<LeavingWay>();
  const [problem, setProblem] = createSignal<Problem>();
  const [busy, setBusy] = createSignal(false);
  const [confirming, setConfirming] = createSignal(false);
  const unsent = (): number => props.hall.sync.status().unsent;
  const close = (): void => {
    setWay(undefined);
    setProblem(undefined);
    setConfirming(false);
    props.onClose();
  };
  const go = async (chosen: LeavingWay): Promise<void> => {
    setConfirming(false);
    setProblem(undefined);
    setBusy(true);
    const result = await leaveHall(props, chosen, props.asked.everywhere).finally(() => setBusy(false));
    if (result !== 'left') setProblem(result);
  };
  const press = (): void => {
    const chosen = unsent() === 0 ? 'send' : way();
    if (busy()) return;
    if (chosen === undefined) setProblem('choose');
    else if (chosen === 'discard') setConfirming(true);
    else void go(chosen);
  };
  return (
    <>
      <Dialog
        open
        onClose={close}
        title={props.asked.everywhere ? t('signOut.everywhereTitle') : t('signOut.title')}
        closeLabel={t('action.close')}
        size="sm"
        actions={
          <>
            <Button onClick={close}>{t('action.cancel')}</Button>
            <Button variant="primary" icon="sign-out" busy={busy()} onClick={press}>
              {t('action.signOut')}
            </Button>
          </>
        }
      >
        <Show when={props.asked.everywhere}>
          <p class="mb-2">{t('signOut.everywhere')}</p>
        </Show>
        <Show when={unsent() > 0} fallback={<p>{t('signOut.clean')}</p>}>
          <p class="strong">{t('signOut.unsent', { count: unsent() })}</p>
          <Ways chosen={way()} online={isOnline(props.hall)} onChoose={setWay} />
        </Show>
        <Show when={problem()}>
          {(which) => (
            <p class="field-error mt-2" role="alert">
              {t(problems[which()])}
            </p>
          )}
        </Show>
      </Dialog>
      <ConfirmDialog
        open={confirming()}
        title={t('signOut.discardTitle')}
        confirmLabel={t('signOut.discard')}
        cancelLabel={t('action.cancel')}
        closeLabel={t('action.close')}
        danger
        typed={{ label: t('signOut.discardLabel'), word: t('signOut.discardWord') }}
        onConfirm={() => void go('discard')}
        onCancel={() => setConfirming(false)}
      >
        <p>{t('signOut.discardText')}</p>
      </ConfirmDialog>
    </>
  );
}

function Ways(props: {
  chosen: LeavingWay | undefined;
  online: boolean;
  onChoose: (way: LeavingWay) => void;
}): JSX.Element {
  return (
    <fieldset class="ways">
      <legend>{t('signOut.which')}</legend>
      <For each={leavingWays}>
        {(way) => (
          <label class="way">
            <input
              type="radio"
              name="leaving"
              value={way}
              checked={props.chosen === way}
              disabled={way === 'send' && !props.online}
              onChange={() => props.onChoose(way)}
            />
            <span class="way-words">
              <span class="way-label">{t(labels[way])}</span>
              <span class="way-hint">{t(hints[way])}</span>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
