/** What a member may see of their own training: courses taken, and how often they were there. */
import { createMemo, For, Show } from 'solid-js';
import type { JSX } from 'solid-js';
import { Attendance } from '../../../shared/entities/attendance.ts';
import { Enrollment } from '../../../shared/entities/enrollment.ts';
import { EmptyRows } from '../../components/empty-rows.tsx';
import { createLive } from '../../components/live.ts';
import { valueText } from '../../components/value-text.ts';
import { ButtonLink } from '../../elements/button-link.tsx';
import { Card } from '../../elements/card.tsx';
import { Chip } from '../../elements/chip.tsx';
import { Row, RowList } from '../../elements/rows.tsx';
import { SkeletonRows } from '../../elements/skeleton.tsx';
import type { SeenRow } from '../../hall.ts';
import { useHall } from '../../hall.ts';
import { formatDay } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { attendanceRate, countMarks, isMarkState, markLooks, markStates } from '../../training/marks.ts';

export default function MemberToday(): JSX.Element {
  const hall = useHall();
  const isOwn = (row: SeenRow): boolean => row['memberId'] === hall.actor().memberId;
  const own = createLive(hall.rows, ['enrollment', 'attendance', 'course'], hall.actor, async () => {
    const [enrollments, marks] = await Promise.all([
      hall.rows.list(Enrollment.name, { where: isOwn }),
      hall.rows.list(Attendance.name, { where: isOwn }),
    ]);
    const courses = await Promise.all(
      enrollments.map((row) => hall.rows.get('course', String(row['courseId']))),
    );
    return {
      enrollments: enrollments.map((row, index) => ({ row, course: courses[index] })),
      counts: countMarks(
        marks.map((row) => ({ status: isMarkState(row['status']) ? row['status'] : undefined })),
      ),
    };
  });
  const rate = createMemo(() => {
    const known = own();
    return known && attendanceRate(known.counts);
  });
  const grade = (row: SeenRow): string =>
    row['finalGrade'] === null ? '' : t('today.grade', { grade: String(row['finalGrade']) });
  return (
    <>
      <Card title={t('today.ownCourses')} flush>
        <Show when={own()} fallback={<SkeletonRows rows={3} label={t('app.loading')} />}>
          {(known) => (
            <Show when={known().enrollments.length > 0} fallback={<NoCourses />}>
              <RowList label={t('today.ownCourses')}>
                <For each={known().enrollments}>
                  {({ row, course }) => (
                    <Row
                      title={String(course?.['name'] ?? t('value.unknownRecord'))}
                      detail={[
                        t('today.since', { day: formatDay(String(row['enrollmentDate']), 'long') }),
                        grade(row),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                      trailing={<Chip>{valueText(Enrollment.fields.status, row['status'])}</Chip>}
                    />
                  )}
                </For>
              </RowList>
            </Show>
          )}
        </Show>
      </Card>
      <Show when={rate() !== undefined}>
        <Card title={t('today.ownAttendance')}>
          <p class="big-number">{t('today.rate', { rate: rate() ?? 0 })}</p>
          <div class="chips">
            <For each={markStates.filter((state) => (own()?.counts[state] ?? 0) > 0)}>
              {(state) => (
                <Chip tone={markLooks[state].tone} icon={markLooks[state].icon}>
                  {own()?.counts[state]} {t(`attendance.${state}`)}
                </Chip>
              )}
            </For>
          </div>
          <p class="muted mt-2">{t('today.rateText')}</p>
        </Card>
      </Show>
    </>
  );
}

function NoCourses(): JSX.Element {
  return (
    <EmptyRows
      of={[Enrollment.name]}
      picture="day"
      level={3}
      title={t('today.noCoursesTitle')}
      actions={<ButtonLink href="/device">{t('nav.device')}</ButtonLink>}
    >
      {t('today.noCoursesText')}
    </EmptyRows>
  );
}
