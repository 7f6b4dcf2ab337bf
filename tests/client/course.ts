/** A course as the server sends it. */
import type { Row } from '../../shared/entity/entity.ts';

export const course = (id: string, version: number, code: string): Row => ({
  id,
  version,
  code,
  name: `Name of ${code}`,
  description: null,
  courseType: 'core',
  credits: 1,
  hours: 40,
  isRequired: true,
  passingGrade: 70,
  prerequisites: null,
  isActive: true,
});
