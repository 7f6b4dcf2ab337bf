/** The registry: one line per entity. That line is the registration, and its order is the order of first download. */
import type { Entity, Registry } from '../entity/entity.ts';
import { Alert } from './alert.ts';
import { Attendance } from './attendance.ts';
import { ClassSession } from './class-session.ts';
import { Cohort } from './cohort.ts';
import { Conflict } from './conflict.ts';
import { Course } from './course.ts';
import { Device } from './device.ts';
import { Enrollment } from './enrollment.ts';
import { Instructor } from './instructor.ts';
import { InstructorAssignment } from './instructor-assignment.ts';
import { Local } from './local.ts';
import { MemberEmployment } from './member-employment.ts';
import { MemberNote } from './member-note.ts';
import { Member } from './member.ts';
import { OrganizationContact } from './organization-contact.ts';
import { Organization } from './organization.ts';
import { RefusalEntity } from './refusal.ts';
import { RoleEntity } from './role.ts';
import { SaltingActivity } from './salting-activity.ts';
import { SetAside } from './set-aside.ts';
import { Student } from './student.ts';
import { User } from './user.ts';
import { UserRole } from './user-role.ts';

const entities: readonly Entity[] = [
  Local,
  RoleEntity,
  User,
  UserRole,
  Device,
  Conflict,
  RefusalEntity,
  SetAside,
  Alert,
  Course,
  Cohort,
  Instructor,
  InstructorAssignment,
  ClassSession,
  Student,
  Enrollment,
  Attendance,
  Organization,
  OrganizationContact,
  SaltingActivity,
  Member,
  MemberNote,
  MemberEmployment,
];

export const registry: Registry = new Map(entities.map((one) => [one.name, one]));
