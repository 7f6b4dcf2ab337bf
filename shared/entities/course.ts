/** A course of the pre-apprenticeship programme. Everyone may see what is taught. */
import { entity, full, keep, see } from '../entity/entity.ts';
import { choice, decimal, flag, integer, optional, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Course = entity({
  name: 'course',
  table: 'courses',
  label: { one: words('Course', 'Curso'), many: words('Courses', 'Cursos') },
  fields: {
    code: text(words('Code', 'Código'), { max: 20 }),
    name: text(words('Name', 'Nombre'), { max: 200 }),
    description: optional(text(words('Description', 'Descripción'), { max: 4000, multiline: true })),
    courseType: choice(
      words('Type', 'Tipo'),
      {
        core: words('Core', 'Básico'),
        elective: words('Elective', 'Optativo'),
        remedial: words('Remedial', 'De refuerzo'),
        advanced: words('Advanced', 'Avanzado'),
        certification: words('Certification', 'Certificación'),
      },
      { initial: 'core' },
    ),
    credits: decimal(words('Credits', 'Créditos'), { places: 1, least: 0, most: 100, initial: 1 }),
    hours: integer(words('Contact hours', 'Horas de clase'), { least: 0, most: 2000, initial: 40 }),
    isRequired: flag(words('Required', 'Obligatorio'), { initial: true }),
    passingGrade: decimal(words('Passing grade', 'Nota mínima'), {
      places: 1,
      least: 0,
      most: 100,
      initial: 70,
    }),
    prerequisites: optional(text(words('Prerequisites', 'Requisitos'), { max: 200 })),
    isActive: flag(words('Active', 'Activo'), { initial: true }),
  },
  unique: [['code']],
  writes: 'changes',
  access: {
    anyone: { local: see },
    admin: { local: full },
    officer: { local: full },
    staff: { local: keep },
  },
  scopes: () => ['local'],
  show: {
    find: ['code', 'name'],
    title: ['code', 'name'],
    columns: ['code', 'name', 'courseType', 'hours'],
    order: ['code'],
  },
});
