/** The sentence for every refusal and every field problem, in the words of the form. */
import type { CommandReason, FieldProblem, Refusal, RefusalCode, StorageReason } from './refusal.ts';
import type { Language, Words } from './words.ts';
import { words } from './words.ts';

/** `label` is the field's own label, so that the sentence names what the person sees. */
export function problemSentence(problem: FieldProblem, label: Words, language: Language): string {
  return problemWords(problem, label)[language];
}

function problemWords(problem: FieldProblem, label: Words): Words {
  const both = (en: string, es: string): Words => words(`${label.en}: ${en}`, `${label.es}: ${es}`);
  const limit = String(problem.limit ?? '');
  switch (problem.problem) {
    case 'required':
      return both('fill this in.', 'complete este dato.');
    case 'unknown':
      return both('this field is not known here.', 'este campo no se conoce aquí.');
    case 'wrong_type':
      return both('this is not the right kind of value.', 'este valor no es del tipo correcto.');
    case 'too_long':
      return both(`at most ${limit} characters.`, `como máximo ${limit} caracteres.`);
    case 'control_characters':
      return both('remove the invisible control characters.', 'quite los caracteres de control invisibles.');
    case 'not_a_choice':
      return both('choose one from the list.', 'elija una opción de la lista.');
    case 'not_a_day':
      return both('use a real date, such as 2026-09-14.', 'use una fecha real, como 2026-09-14.');
    case 'not_a_time':
      return both('use a time such as 18:05.', 'use una hora como 18:05.');
    case 'not_a_moment':
      return both('use a date and time with its zone.', 'use fecha y hora con su zona.');
    case 'not_an_email':
      return both('use an address such as name@example.org.', 'use una dirección como nombre@example.org.');
    case 'not_a_phone':
      return both('use digits, spaces and + ( ) - only.', 'use solo cifras, espacios y + ( ) -.');
    case 'out_of_range':
      return both(`must be ${limit}.`, `debe ser ${limit}.`);
    case 'not_whole':
      return both('use a whole number.', 'use un número entero.');
    case 'not_found':
      return both('this record could not be found.', 'no se encontró este registro.');
    case 'set_by_server':
      return both('the office’s system sets this.', 'lo asigna el sistema de la oficina.');
    case 'not_yours':
      return both('your role may not change this.', 'su función no puede cambiar esto.');
    case 'taken':
      return both('another record has this already.', 'otro registro ya tiene este valor.');
    case 'rule':
      return problem.message ?? both('this does not fit the rest.', 'esto no concuerda con lo demás.');
  }
}

/** One sentence: what happened, and what to do next. */
export const refusalSentence = (refusal: Refusal, language: Language): string =>
  wordsByCode[refusal.code](refusal.detail ?? '', refusal.limit ?? '')[language];

const wordsByCode: Readonly<Record<RefusalCode, (detail: string, limit: number | string) => Words>> = {
  invalid: () =>
    words('Correct the fields named here and save again.', 'Corrija los campos indicados y guarde de nuevo.'),
  not_allowed: () =>
    words(
      'Your role does not allow this. It is kept here until you discard it; an officer can help.',
      'Su función no lo permite. Se guarda aquí hasta que lo descarte; un dirigente puede ayudar.',
    ),
  set_aside: () =>
    words(
      'This record is no longer yours to change. Your change was set aside and the office will review it.',
      'Este registro ya no está a su cargo. Su cambio se apartó y la oficina lo revisará.',
    ),
  row_deleted: () =>
    words(
      'The record was removed meanwhile. Ask the office to restore it, or discard your change.',
      'El registro se eliminó entretanto. Pida a la oficina que lo restaure o descarte su cambio.',
    ),
  parent_refused: () =>
    words(
      'This belongs to a record that was not accepted. Correct that one first.',
      'Esto pertenece a un registro que no se aceptó. Corrija ese primero.',
    ),
  unknown_entity: (detail) =>
    words(`“${detail}” is not known to the office yet.`, `La oficina aún no conoce «${detail}».`),
  unknown_command: (detail) =>
    words(`The command “${detail}” is not known.`, `No se conoce la orden «${detail}».`),
  command_only: () =>
    words('This changes only through its own command.', 'Esto solo cambia mediante su propia orden.'),
  command_refused: (detail) =>
    lookUp(commandWords, detail) ?? words(`Not done: ${detail}`, `No se hizo: ${detail}`),
  duplicate: () => words('Another record already has this value.', 'Otro registro ya tiene este valor.'),
  device_forked: () =>
    words(
      'Another copy of this device sent with the same number. This device takes a new number and sends again.',
      'Otra copia de este dispositivo envió con el mismo número. Este toma un número nuevo y envía otra vez.',
    ),
  too_large: (_detail, limit) =>
    words(`Larger than the limit of ${limit}.`, `Mayor que el límite de ${limit}.`),
  app_too_old: () =>
    words(
      'Update the app; your changes have been taken and are safe.',
      'Actualice la aplicación; sus cambios se recibieron y están a salvo.',
    ),
  not_accepted: () =>
    words(
      'The office could not store this. It is kept here; please report it.',
      'La oficina no pudo guardarlo. Se conserva aquí; por favor avise.',
    ),
  not_stored: (detail) =>
    lookUp(storageWords, detail) ?? words(`Not saved: ${detail}`, `No se guardó: ${detail}`),
};

/** None for a reason that a newer server gives: it is shown as it came. */
const lookUp = (known: Readonly<Record<string, Words>>, reason: string): Words | undefined => known[reason];

const commandWords: Readonly<Record<CommandReason, Words>> = {
  already_decided: words(
    'Not done: somebody has decided this already. Look again.',
    'No se hizo: alguien ya lo decidió. Mire de nuevo.',
  ),
  breaks_rule: words(
    'Not done: it breaks a rule of the record as it stands now. Change the record by hand.',
    'No se hizo: incumple una regla del registro tal como está. Cambie el registro a mano.',
  ),
  by_hand_only: words(
    'Not done: this can only be done again by hand.',
    'No se hizo: esto solo puede volver a hacerse a mano.',
  ),
  last_administrator: words(
    'Not done: the last administrator must stay. Name another one first.',
    'No se hizo: la última persona administradora debe quedar. Nombre primero a otra.',
  ),
  holds_already: words(
    'Not done: this person holds the role at that time already.',
    'No se hizo: esta persona ya tiene esa función en ese tiempo.',
  ),
  own_session: words(
    'Not done: this is the device you are using. Sign out on it yourself.',
    'No se hizo: este es el dispositivo que usted está usando. Cierre la sesión en él.',
  ),
  no_session: words(
    'Not done: nobody is signed in on this device any more.',
    'No se hizo: ya no hay ninguna sesión abierta en este dispositivo.',
  ),
  changed_meanwhile: words(
    'Not done: somebody changed these values meanwhile. Look at the record again and decide anew.',
    'No se hizo: alguien cambió estos datos entretanto. Mire el registro de nuevo y decida otra vez.',
  ),
};

const storageWords: Readonly<Record<StorageReason, Words>> = {
  full: words(
    'Not saved: this device has no room left. Keep this page open, free some room, and save again.',
    'No se guardó: no queda espacio en este dispositivo. Deje esta página abierta, libere espacio y guarde de nuevo.',
  ),
  lost: words(
    'Not saved: this device’s storage is not available. Note down what you typed, then reload.',
    'No se guardó: el almacenamiento no está disponible. Anote lo que escribió y recargue.',
  ),
  newer: words(
    'Not saved: update the app in this tab first.',
    'No se guardó: actualice primero la aplicación en esta pestaña.',
  ),
};
