/** One union local: the house itself. Its zone decides which day it is. */
import { entity, see } from '../entity/entity.ts';
import { choice, optional, text } from '../entity/field.ts';
import { words } from '../values/words.ts';

export const Local = entity({
  name: 'local',
  table: 'locals',
  label: { one: words('Local', 'Local'), many: words('Locals', 'Locales') },
  fields: {
    name: text(words('Name', 'Nombre'), { max: 120 }),
    number: text(words('Number', 'Número'), { max: 20 }),
    trade: optional(text(words('Trade', 'Oficio'), { max: 120 })),
    city: optional(text(words('City', 'Ciudad'), { max: 100 })),
    zone: text(words('Time zone', 'Zona horaria'), { max: 60, initial: 'America/Los_Angeles' }),
    language: choice(
      words('Language', 'Idioma'),
      { en: words('English', 'Inglés'), es: words('Spanish', 'Español') },
      { initial: 'en' },
    ),
  },
  writes: 'commands',
  access: { anyone: { local: see } },
  scopes: () => ['local'],
  show: { title: ['name'], columns: ['name', 'number', 'city'], order: ['name'] },
});
