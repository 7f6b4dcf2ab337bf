/** What somebody wrote about a member, for those it is meant for. Written once: a correction is another note. */
import { entity } from '../entity/entity.ts';
import type { Rights } from '../entity/entity.ts';
import { author, choice, optional, reference, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

const write: Rights = { read: 'all', create: 'all' };

export const MemberNote = entity({
  name: 'memberNote',
  table: 'member_notes',
  label: { one: words('Note', 'Nota'), many: words('Notes', 'Notas') },
  fields: {
    memberId: reference('member', words('Member', 'Miembro')),
    authorId: author(words('Written by', 'Escrita por')),
    noteText: text(words('Note', 'Nota'), { max: 10_000, multiline: true, guard: 'sensitive' }),
    visibility: choice(
      words('Who may read it', 'Quién puede leerla'),
      {
        staff_only: words('I and the administrators', 'Yo y la administración'),
        officers: words('Officers', 'Dirigentes'),
        all_authorized: words('Everyone who works with members', 'Quienes atienden a los miembros'),
      },
      { initial: 'staff_only' },
    ),
    category: optional(
      choice(words('About', 'Sobre'), {
        contact: words('Contact', 'Contacto'),
        dues: words('Dues', 'Cuotas'),
        grievance: words('Grievance', 'Queja'),
        referral: words('Referral', 'Despacho'),
        training: words('Training', 'Formación'),
        general: words('General', 'General'),
      }),
    ),
  },
  indexes: [['memberId'], ['authorId']],
  writes: 'changes',
  access: {
    admin: { notes: { ...write, delete: true } },
    officer: { notes: write },
    staff: { notes: write },
    organizer: { notes: write },
  },
  scopes: (row) => [
    ...(row.visibility === 'staff_only' ? ['notes:staff_only'] : []),
    ...(row.visibility === 'officers' ? ['notes:officers'] : []),
    ...(row.visibility === 'all_authorized' ? ['notes:all'] : []),
    `notes:own:${String(row.authorId)}`,
  ],
  show: {
    title: [],
    columns: ['memberId', 'category', 'visibility', 'authorId', 'noteText'],
    order: ['memberId'],
  },
});
