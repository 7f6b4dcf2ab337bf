/** What a member learns here: the student record, enrollments, and how often they were there. */
import { For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Attendance } from '../../../shared/entities/attendance.ts';
import { Enrollment } from '../../../shared/entities/enrollment.ts';
import { Student } from '../../../shared/entities/student.ts';
import { comingOf } from '../../components/coming.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { createTitleBook } from '../../components/titles.ts';
import { say } from '../../components/say.ts';
import { valueText } from '../../components/value-text.ts';
import { Card } from '../../elements/card.tsx';
import { Facts } from '../../elements/facts.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import { useHall } from '../../hall.ts';
import type { Hall, SeenRow } from '../../hall.ts';
import { t } from '../../i18n/t.ts';
import { sumMarks } from './sum-marks.ts';

const entities = [Student.name, Enrollment.name, Attendance.name, 'course', 'cohort'];
const studentFacts = [
  'studentNumber',
  'status',
  'applicationDate',
  'enrollmentDate',
  'expectedCompletionDate',
  'actualCompletionDate',
  'emergencyContactName',
  'emergencyContactPhone',
  'emergencyContactRelationship',
] as const;

async function readTraining(hall: Hall, memberId: string) {
  const [student] = await hall.rows.list(Student.name, {
    where: (row) => row['memberId'] === memberId,
    limit: 1,
  });
  if (!student) return { student: undefined, enrollments: [], marks: sumMarks([]) };
  const isTheirs = (row: SeenRow): boolean => row['studentId'] === student.id;
  const [enrolled, marked] = await Promise.all([
    hall.rows.list(Enrollment.name, { where: isTheirs }),
    hall.rows.list(Attendance.name, { where: isTheirs }),
  ]);
  const book = createTitleBook(hall.rows);
  const enrollments = await Promise.all(
    enrolled.map(async (row) => ({
      row,
      course: await book.of('course', String(row['courseId'])),
      cohort: await book.of('cohort', String(row['cohortId'])),
    })),
  );
  return { student, enrollments, marks: sumMarks(marked) };
}

type Training = Awaited<ReturnType<typeof readTraining>>;

export function TrainingTab(props: { memberId: string }): JSX.Element {
  const hall = useHall();
  const training = createLive(
    hall.rows,
    entities,
    () => props.memberId,
    (id) => readTraining(hall, id),
  );
  return (
    <Show when={training()} fallback={<SkeletonRows rows={4} label={t('app.loading')} />}>
      {(known) => (
        <Show
          when={known().student}
          fallback={
            <EmptyRows of={[Student.name]} picture="day" title={t('member.studentNone')}>
              {t('member.studentNoneText')}
            </EmptyRows>
          }
        >
          {(student) => <Learning student={student()} training={known()} />}
        </Show>
      )}
    </Show>
  );
}

function Learning(props: { student: SeenRow; training: Training }): JSX.Element {
  return (
    <div class="side-by-side">
      <Card title={t('member.student')}>
        <Facts
          items={studentFacts
            .filter((name) => name in props.student)
            .map((name) => ({
              label: say(Student.fields[name].label),
              value: valueText(Student.fields[name], props.student[name]),
            }))}
        />
      </Card>
      <div class="stack">
        <Card title={t('member.enrollments')} flush>
          <RowList label={t('member.enrollments')}>
            <For each={props.training.enrollments} fallback={<Row title={t('member.enrollmentsNone')} />}>
              {({ row, course, cohort }) => (
                <Row
                  title={course || t('value.unknownRecord')}
                  detail={[
                    cohort,
                    valueText(Enrollment.fields.status, row['status']),
                    valueText(Enrollment.fields.enrollmentDate, row['enrollmentDate']),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                  trailing={<Grade row={row} />}
                />
              )}
            </For>
          </RowList>
        </Card>
        <MarksCard marks={props.training.marks} />
      </div>
    </div>
  );
}

const Grade = (props: { row: SeenRow }): JSX.Element => (
  <Show when={props.row['finalGrade'] !== null && props.row['finalGrade'] !== undefined}>
    <span class="figures">{valueText(Enrollment.fields.finalGrade, props.row['finalGrade'])}</span>
  </Show>
);

function MarksCard(props: { marks: ReturnType<typeof sumMarks> }): JSX.Element {
  const hall = useHall();
  const none = (): string => t(comingOf(hall, [Attendance.name]) ? 'coming.title' : 'member.attendanceNone');
  return (
    <Card title={t('member.attendance')}>
      <Show when={props.marks.all > 0} fallback={<p class="muted">{none()}</p>}>
        <p class="strong">
          {t('member.attendanceRate', {
            there: props.marks.there,
            all: props.marks.all,
            percent: props.marks.percent,
          })}
        </p>
        <Facts
          items={props.marks.byState.map(({ state, count }) => ({
            label: valueText(Attendance.fields.status, state),
            value: String(count),
          }))}
        />
      </Show>
    </Card>
  );
}
