/** What an instructor sees all day: today's classes and a roster. */
import { createSignal, For } from 'solid-js';
import type { JSX } from 'solid-js';
import { Button } from '../../client/elements/button.tsx';
import { Card } from '../../client/elements/card.tsx';
import { Chip } from '../../client/elements/chip.tsx';
import { EmptyState } from '../../client/elements/empty-state.tsx';
import { Row, RowList } from '../../client/elements/rows.tsx';
import { Segmented } from '../../client/elements/segmented.tsx';
import { StateChip } from '../../client/elements/state-chip.tsx';
import { t } from '../../client/i18n/t.ts';

export function TodayExample(): JSX.Element {
  return (
    <div class="grid gap-6 desk:grid-cols-2">
      <Card title="Classes today" flush footer="12 weeks · Pre-apprenticeship, spring group">
        <RowList>
          <Row
            href="#a"
            current
            leading={<span class="figures">9:00</span>}
            title="Blueprint reading"
            detail="Room 2 · 14 students · until 11:30 AM"
            trailing={<Chip tone="ink">Now</Chip>}
          />
          <Row
            href="#b"
            leading={<span class="figures">1:00</span>}
            title="Hand tools and shop safety"
            detail="Shop floor · 14 students"
          />
        </RowList>
      </Card>
      <Card title="Yesterday">
        <EmptyState
          picture="day"
          title="No class yesterday"
          level={3}
          actions={<Button icon="class">All classes</Button>}
        >
          Classes you teach appear here on their day. The full plan is under Classes.
        </EmptyState>
      </Card>
    </div>
  );
}

type Status = 'present' | 'absent' | 'excused' | 'late' | 'left_early';
const people: { name: string; status: Status | undefined; state: 'saved' | 'sent' | 'sending' }[] = [
  { name: 'Alvarez, Miguel', status: 'present', state: 'saved' },
  { name: 'Brown, Keisha', status: 'late', state: 'sending' },
  { name: 'Kowalczyk-Whitfield, Bartholomew', status: 'absent', state: 'sent' },
  { name: 'Nguyen, Thao', status: undefined, state: 'sent' },
];

export function RosterExample(): JSX.Element {
  const [marks, setMarks] = createSignal<Record<string, Status | undefined>>(
    Object.fromEntries(people.map(({ name, status }) => [name, status])),
  );
  return (
    <Card
      title="Roster"
      flush
      actions={
        <Button variant="primary" icon="check">
          All present
        </Button>
      }
    >
      <RowList label="Students">
        <For each={people}>
          {(person) => (
            <li class="row flex-wrap">
              <div class="row-words basis-52">
                <div class="row-title">{person.name}</div>
                <div class="row-detail">
                  <StateChip state={person.state} label={t(`state.${person.state}`)} />
                </div>
              </div>
              <div class="basis-full sm:basis-[27rem]">
                <Segmented
                  legend={`Attendance of ${person.name}`}
                  hideLegend
                  value={marks()[person.name]}
                  onValue={(status) => setMarks({ ...marks(), [person.name]: status })}
                  options={[
                    { value: 'present', label: t('attendance.present'), icon: 'check', tone: 'good' },
                    { value: 'late', label: t('attendance.late'), icon: 'clock', tone: 'warn' },
                    {
                      value: 'left_early',
                      label: t('attendance.left_early'),
                      icon: 'left-early',
                      tone: 'warn',
                    },
                    { value: 'excused', label: t('attendance.excused'), icon: 'excused', tone: 'ink' },
                    { value: 'absent', label: t('attendance.absent'), icon: 'absent', tone: 'bad' },
                  ]}
                />
              </div>
            </li>
          )}
        </For>
      </RowList>
    </Card>
  );
}
