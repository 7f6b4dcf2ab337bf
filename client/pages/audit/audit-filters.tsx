/** What of the audit log is wanted. The choice stands in the address, so that it can be kept and handed on. */
import { createMemo, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { fieldsWith } from '../../../shared/access/can.ts';
import { registry } from '../../../shared/entities/index.ts';
import { titleOf } from '../../../shared/entity/row.ts';
import { User } from '../../../shared/entities/user.ts';
import { createLive } from '../../components/live.ts';
import { ReferencePicker } from '../../components/reference-picker.tsx';
import { say } from '../../components/say.ts';
import { Button } from '../../elements/button.tsx';
import { Card } from '../../elements/card.tsx';
import { Checkbox } from '../../elements/checkbox.tsx';
import { DateInput } from '../../elements/date-input.tsx';
import { SelectInput } from '../../elements/select-input.tsx';
import type { Option } from '../../elements/select-input.tsx';
import { useHall } from '../../hall.ts';
import { localeTag } from '../../i18n/locale.ts';
import { t } from '../../i18n/t.ts';
import { auditDeeds } from './read-audit.ts';
import type { AuditFilter } from './read-audit.ts';

const byLabel = (one: Option, other: Option): number => one.label.localeCompare(other.label, localeTag());

export function AuditFilters(props: {
  filter: AuditFilter;
  /** Others' deeds too: for those who see more than their own. */
  seesOthers: boolean;
  onFilter: (some: Partial<AuditFilter>) => void;
}): JSX.Element {
  const hall = useHall();
  const people = createLive(
    hall.rows,
    [User.name],
    () => undefined,
    () => hall.rows.list(User.name),
  );
  const persons = (): Option[] =>
    (people() ?? []).map((row) => ({ value: row.id, label: titleOf(User, row) })).sort(byLabel);
  const kinds = createMemo((): Option[] => {
    const scopes = hall.holdings().map((one) => one.scope);
    return [...registry.values()]
      .filter((of) => fieldsWith(of, hall.holdings(), 'read', scopes) !== undefined)
      .map((of) => ({ value: of.name, label: say(of.label.one) }))
      .sort(byLabel);
  });
  const actions = (): Option[] =>
    Object.entries(auditDeeds).map(([value, key]) => ({ value, label: t(key) }));
  return (
    <Card>
      <div class="form-grid audit-filters">
        <Show when={props.seesOthers}>
          <SelectInput
            label={t('audit.person')}
            placeholder={t('audit.anyone')}
            value={props.filter.person}
            options={persons()}
            onValue={(person) => props.onFilter({ person })}
          />
        </Show>
        <SelectInput
          label={t('audit.action')}
          placeholder={t('audit.anything')}
          value={props.filter.action}
          options={actions()}
          onValue={(action) => props.onFilter({ action })}
        />
        <DateInput
          label={t('audit.from')}
          value={props.filter.from}
          onValue={(from) => props.onFilter({ from })}
        />
        <DateInput label={t('audit.to')} value={props.filter.to} onValue={(to) => props.onFilter({ to })} />
        <SelectInput
          label={t('audit.kind')}
          placeholder={t('audit.anyKind')}
          value={props.filter.entity}
          options={kinds()}
          onValue={(entity) => props.onFilter({ entity, record: '' })}
        />
        <Show when={props.filter.entity} keyed>
          {(entity) => (
            <ReferencePicker
              label={t('audit.record')}
              target={entity}
              value={props.filter.record}
              onValue={(record) => props.onFilter({ record })}
            />
          )}
        </Show>
      </div>
      <More filter={props.filter} onFilter={props.onFilter} />
    </Card>
  );
}

const everything: AuditFilter = {
  person: '',
  entity: '',
  record: '',
  action: '',
  from: '',
  to: '',
  devices: '',
};

function More(props: { filter: AuditFilter; onFilter: (some: Partial<AuditFilter>) => void }): JSX.Element {
  const isSet = (): boolean => Object.values(props.filter).some((value) => value !== '');
  return (
    <div class="toolbar audit-more">
      <Checkbox
        label={t('audit.withDevices')}
        checked={props.filter.devices === 'yes'}
        onChecked={(on) => props.onFilter({ devices: on ? 'yes' : '' })}
      />
      <Show when={isSet()}>
        <Button size="sm" icon="close" onClick={() => props.onFilter(everything)}>
          {t('audit.clear')}
        </Button>
      </Show>
    </div>
  );
}
