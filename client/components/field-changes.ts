/** Before and after of each field that differs, in the words of the form. */
import type { Entity, Values } from '../../shared/entity/entity.ts';
import { sameJson } from '../../shared/values/json.ts';
import type { HistoryField } from './history-list.tsx';
import { say } from './say.ts';
import type { Titles } from './value-text.ts';
import { valueText } from './value-text.ts';

/** Fields the fact sheet does not know are left out; derived copies say nothing a person did. */
export function fieldChanges(
  of: Entity,
  before: Values | null,
  after: Values | null,
  titles: Titles,
): readonly HistoryField[] {
  const names = Object.keys(of.fields).filter((name) => name in (after ?? {}) || name in (before ?? {}));
  return names
    .filter((name) => !sameJson(before?.[name], after?.[name]) && of.fields[name]?.origin.by === 'person')
    .flatMap((name) => {
      const field = of.fields[name];
      if (!field) return [];
      return [
        {
          label: say(field.label),
          before: valueText(field, before?.[name], titles),
          after: valueText(field, after?.[name], titles),
        },
      ];
    });
}
