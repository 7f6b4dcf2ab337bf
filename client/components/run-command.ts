/** Runs a command at the server and says what came of it. One at a time for each record. */
import { createSignal } from 'solid-js';
import type { Accessor } from 'solid-js';
import { queuedCommands } from '../../shared/commands/queued.ts';
import type { Values } from '../../shared/entity/entity.ts';
import { refusalSentence } from '../../shared/values/refusal-words.ts';
import type { Toasts } from '../elements/toasts.ts';
import type { Hall } from '../hall.ts';
import { locale } from '../i18n/locale.ts';
import { t } from '../i18n/t.ts';

export interface CommandRunner {
  /** Id of the record that is being decided. */
  readonly busy: Accessor<string | undefined>;
  run(name: string, input: Values, recordId: string): Promise<boolean>;
}

export function createCommandRunner(hall: Hall, toasts: Toasts): CommandRunner {
  const [busy, setBusy] = createSignal<string>();
  return {
    busy,
    run: async (name, input, recordId) => {
      if (busy() !== undefined) return false;
      setBusy(recordId);
      try {
        const answer = await hall.sync.command(name, input);
        if (answer.ok)
          toasts.show(
            queuedCommands.has(name)
              ? { text: t('state.saved'), icon: 'saved' }
              : { text: t('change.decided'), tone: 'good', icon: 'check' },
          );
        else if (answer.refusal === 'offline')
          toasts.show({ text: t('change.needsSignal'), tone: 'warn', icon: 'offline' });
        else toasts.show({ text: refusalSentence(answer.refusal, locale()), tone: 'bad' });
        return answer.ok;
      } finally {
        setBusy(undefined);
      }
    },
  };
}
