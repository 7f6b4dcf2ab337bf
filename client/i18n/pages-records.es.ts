/** Texts of the records pages and of the generic parts: forms, tables. In Spanish. */
import type { pagesRecordsEn } from './pages-records.en.ts';

export const pagesRecordsEs = {
  'nav.records': 'Registros',

  'records.add': 'Añadir: {kind}',
  'records.noneTitle': 'Aún nada',
  'records.noneText': 'Añada el primero.',
  'records.noneReadOnly': 'No hay ninguno a su alcance en este equipo.',
  'records.removed': 'Eliminado. Guardado en este equipo.',
  'records.removeTitle': '¿Eliminar este registro?',
  'records.removeText': 'Sale de todas las listas. Su historial queda y la oficina puede restaurarlo.',

  'table.filter': 'Filtrar esta lista',
  'table.count.one': '{count} fila',
  'table.count.other': '{count} filas',
  'table.more': 'Mostrar más ({shown} de {all})',

  'form.choose': 'Elija …',
  'form.search': 'Escriba para buscar',
  'form.noMatch': 'Nada coincide',
  'form.meanwhile': 'Entretanto alguien lo cambió a: {value}',
  'form.leaveTitle': '¿Salir sin guardar?',
  'form.leaveText': 'Lo que escribió aquí aún no está guardado.',
  'form.leave': 'Salir',
  'form.stay': 'Seguir editando',

  'value.yes': 'Sí',
  'value.no': 'No',
  'value.unknownRecord': 'No está en este equipo',
  'person.unknown': 'Alguien desconocido aquí',

  'history.title': 'Historial',
  'history.you': 'Usted',

  'notFound.title': 'No está aquí',
  'notFound.lede': 'No hay nada en esta dirección',
  'notFound.text': 'Puede que se haya movido o que no esté a su alcance.',
  'notFound.home': 'Ir a Hoy',
} satisfies Record<keyof typeof pagesRecordsEn, string>;
