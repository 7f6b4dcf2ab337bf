/** Where the office looks at what could not be decided by rule: set-aside work, conflicts, refusals. */
import { createMemo, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { ConflictList } from '../../components/conflict-list.tsx';
import { DataAge } from '../../components/data-age.tsx';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createNow } from '../../components/now.ts';
import { NotFound } from '../../components/not-found.tsx';
import {
  countOf,
  createOpenWork,
  forReview,
  mayReview,
  openWorkEntities,
} from '../../components/open-work.ts';
import type { OpenWork } from '../../components/open-work.ts';
import { RefusalList } from '../../components/refusal-list.tsx';
import { SetAsideList } from '../../components/set-aside-list.tsx';
import { PageHeader } from '../../elements/page-header.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import { t } from '../../i18n/t.ts';

export default function ReviewPage(): JSX.Element {
  const hall = useHall();
  return (
    <Show when={mayReview(hall.holdings())} fallback={<NotFound />}>
      <Review />
    </Show>
  );
}

function Review(): JSX.Element {
  const hall = useHall();
  const all = createOpenWork(hall);
  const work = createMemo(() => {
    const known = all();
    return known && forReview(known, hall.holdings());
  });
  return (
    <>
      <PageHeader title={t('nav.review')} lede={t('review.lede')} meta={<DataAge />} />
      <Show when={work()} fallback={<SkeletonRows rows={4} label={t('app.loading')} />}>
        {(known) => (
          <Show when={countOf(known()) > 0} fallback={<NothingToReview />}>
            <Sections work={known()} />
          </Show>
        )}
      </Show>
    </>
  );
}

function Sections(props: { work: OpenWork }): JSX.Element {
  const now = createNow();
  return (
    <div class="stack">
      <Section title={t('review.setAsides')} count={props.work.setAsides.length}>
        <SetAsideList rows={props.work.setAsides} now={now} />
      </Section>
      <Section title={t('review.conflicts')} count={props.work.conflicts.length}>
        <ConflictList rows={props.work.conflicts} level={3} />
      </Section>
      <Section title={t('review.refusals')} count={props.work.refusals.length}>
        <RefusalList rows={props.work.refusals} now={now} />
      </Section>
    </div>
  );
}

function Section(props: { title: string; count: number; children: JSX.Element }): JSX.Element {
  return (
    <Show when={props.count > 0}>
      <section class="stack-tight">
        <h2 class="section-title">
          {props.title} <span class="count">{props.count}</span>
        </h2>
        {props.children}
      </section>
    </Show>
  );
}

function NothingToReview(): JSX.Element {
  return (
    <EmptyRows of={openWorkEntities} picture="sent" title={t('review.noneTitle')}>
      {t('review.noneText')}
    </EmptyRows>
  );
}
