/** The members in sight as a file. What is sensitive leaves the hall only with those who answer for it. */
import { Member } from '../../../shared/entities/member.ts';
import { liveRoles } from '../../components/live-roles.ts';
import { saveFile } from '../../components/save-file.ts';
import type { Hall, SeenRow } from '../../hall.ts';
import { dayOf } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { csvText } from '../../members/csv.ts';
import { nameColumn, openColumns } from '../../members/list-view.ts';
import { columnText } from './found-members.ts';

/** The labels of what was left out. */
export function saveMembers(
  hall: Hall,
  rows: readonly SeenRow[],
  shown: readonly string[],
  label: (name: string) => string,
): readonly string[] {
  const now = Date.now();
  const allowed = openColumns(Member.fields, liveRoles(hall), shown);
  const head = allowed.map((name) => (name === nameColumn ? t('members.name') : label(name)));
  const text = csvText(
    head,
    rows.map((row) => allowed.map((name) => columnText(row, name))),
  );
  saveFile(`${t('members.csvFile')}-${dayOf(now)}.csv`, 'text/csv;charset=utf-8', text);
  return shown.filter((name) => !allowed.includes(name)).map(label);
}
