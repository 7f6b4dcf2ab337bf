/** Logging a visit in under a minute, with or without signal. What is typed stays through a reload until it is saved. */
import { createSignal, onMount, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { useNavigate, useSearchParams } from '@solidjs/router';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import type { Values } from '../../../shared/entity/entity.ts';
import { DraftNotice } from '../../components/draft-notice.tsx';
import { keepDraft } from '../../components/kept-draft.ts';
import { NotFound } from '../../components/not-found.tsx';
import { offerUndo } from '../../components/take-back.ts';
import { useToasts } from '../../components/toasts-context.ts';
import { Button } from '../../elements/button.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { dayOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { logsVisits } from '../../organizing/rights.ts';
import { createVisitEntry } from './visit-entry.ts';
import { VisitForm } from './visit-form.tsx';
import { newVisit, readVisit } from './visit-values.ts';

const draftName = 'visit';

interface Begun {
  /** Undefined when nothing had been begun. */
  readonly draft: Values | undefined;
}

export default function NewVisitPage(): JSX.Element {
  const hall = useHall();
  const [begun, setBegun] = createSignal<Begun>();
  const begin = async (): Promise<void> => {
    const { drafts } = await hall.rows.beside();
    setBegun({ draft: await drafts.read(draftName).catch(() => undefined) });
  };
  onMount(() => void begin().catch(() => setBegun({ draft: undefined })));
  return (
    <Show when={logsVisits(hall)} fallback={<NotFound />}>
      <PageHeader title={t('visit.newTitle')} back={{ href: '/visits', label: t('nav.visits') }} />
      <Show when={begun()} fallback={<SkeletonRows rows={6} label={t('app.loading')} />} keyed>
        {(known) => <NewVisit draft={known.draft} onStartOver={() => setBegun({ draft: undefined })} />}
      </Show>
    </Show>
  );
}

function NewVisit(props: { draft: Values | undefined; onStartOver: () => void }): JSX.Element {
  const hall = useHall();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [params] = useSearchParams<{ employer: string }>();
  const asked = typeof params.employer === 'string' ? params.employer : '';
  const start = newVisit(dayOf(Date.now()), asked);
  // eslint-disable-next-line solid/reactivity -- A draft is read once, when the form opens.
  const found = props.draft;
  const entry = createVisitEntry({
    hall,
    start,
    shown: found && readVisit(found, start),
    onSaved: (written) => {
      void draft.drop();
      navigate('/visits');
      if (!written) return;
      void offerUndo(hall, toasts, { text: t('visits.saved'), icon: 'saved' }, [
        { of: SaltingActivity, op: 'create', ...written, before: {} },
      ]);
    },
  });
  const draft = keepDraft(hall.rows, draftName, () => (entry.isDirty() ? { ...entry.values } : undefined));
  const startOver = (): void => void draft.drop().then(() => props.onStartOver());
  return (
    <>
      <DraftNotice found={found && t('visit.draftFound')} failed={draft.failed()}>
        <Button size="sm" onClick={startOver}>
          {t('visit.startOver')}
        </Button>
      </DraftNotice>
      <VisitForm entry={entry} />
    </>
  );
}
