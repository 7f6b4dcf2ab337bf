/** What the visits shown add up to, by employer and month: a table that a phone can hold. */
import { createMemo, createSignal, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { SaltingActivity } from '../../../shared/entities/salting-activity.ts';
import { valueText } from '../../components/value-text.ts';
import { Button } from '../../elements/button.tsx';
import { DataTable } from '../../elements/data-table.tsx';
import type { Column } from '../../elements/data-table.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { localeTag } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { outcomes, totalVisits } from '../../organizing/visit-totals.ts';
import type { VisitTotal } from '../../organizing/visit-totals.ts';
import type { Visit } from '../../organizing/visits.ts';

const totalsAtOnce = 24;

export function VisitTotals(props: { visits: readonly Visit[] }): JSX.Element {
  const [limit, setLimit] = createSignal(totalsAtOnce);
  const totals = createMemo(() => totalVisits(props.visits));
  return (
    <>
      <DataTable
        caption={t('visits.totals')}
        columns={columns()}
        rows={totals().slice(0, limit())}
        rowKey={(total) => `${total.month}|${total.organizationId}`}
      />
      <Show when={totals().length > limit()}>
        <Button block onClick={() => setLimit((before) => before + totalsAtOnce)}>
          {t('visits.moreTotals')}
        </Button>
      </Show>
    </>
  );
}

const columns = (): readonly Column<VisitTotal>[] => [
  {
    id: 'employer',
    label: t('visits.employer'),
    rowHeader: true,
    cell: (total) => total.employer || t('value.unknownRecord'),
  },
  { id: 'month', label: t('visits.month'), cell: (total) => formatMonth(total.month) },
  { id: 'visits', label: t('visits.count'), align: 'end', cell: (total) => formatNumber(total.visits) },
  {
    id: 'contacted',
    label: t('visits.contactedColumn'),
    align: 'end',
    cell: (total) => formatNumber(total.contacted),
  },
  { id: 'cards', label: t('visits.cardsColumn'), align: 'end', cell: (total) => formatNumber(total.cards) },
  ...outcomes.map((outcome): Column<VisitTotal> => ({
    id: outcome,
    label: valueText(SaltingActivity.fields.outcome, outcome),
    align: 'end',
    cell: (total) => formatNumber(total.outcomes[outcome]),
  })),
];

/** 'YYYY-MM' → "Nov 2026". */
function formatMonth(month: string): string {
  const at = Date.parse(`${month}-15T12:00:00Z`);
  if (Number.isNaN(at)) return month;
  return new Intl.DateTimeFormat(localeTag(), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    at,
  );
}
