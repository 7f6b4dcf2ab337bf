/** Words of leaving this device. In Spanish. */
import type { pagesLeavingEn } from './pages-leaving.en.ts';

export const pagesLeavingEs: Readonly<Record<keyof typeof pagesLeavingEn, string>> = {
  'signOut.title': 'Cerrar sesión',
  'signOut.everywhereTitle': 'Cerrar sesión en todas partes',
  'signOut.clean': 'Todo está enviado. Los registros del local salen de este equipo.',
  'signOut.everywhere': 'Se cerrará la sesión en todos sus equipos.',
  'signOut.unsent.one': '{count} cambio no se ha enviado.',
  'signOut.unsent.other': '{count} cambios no se han enviado.',
  'signOut.which': '¿Qué hacemos con ello?',
  'signOut.send': 'Enviarlo ahora y cerrar sesión',
  'signOut.sendHint': 'Necesita señal.',
  'signOut.keep': 'Guardarlo en este equipo',
  'signOut.keepHint': 'Espera aquí, fuera de la vista de otros, hasta que entre de nuevo.',
  'signOut.handOver': 'Entregarlo a la oficina',
  'signOut.handOverHint':
    'Sellado para la oficina; sale en el próximo contacto de este equipo, sea quien sea quien lo use.',
  'signOut.discard': 'Descartarlo',
  'signOut.discardHint': 'Nunca llega a la oficina.',
  'signOut.discardTitle': '¿Descartar su trabajo sin enviar?',
  'signOut.discardText': 'No se puede deshacer.',
  'signOut.discardWord': 'descartar',
  'signOut.discardLabel': 'Escriba «descartar» para confirmar',
  'signOut.choose': 'Elija qué hacer con su trabajo sin enviar.',
  'signOut.stillUnsent': 'No se pudo enviar todo. Elija otra forma o intente de nuevo.',
  'signOut.nothingSealed': 'Aún no hay copia sellada, así que no se puede entregar. Guárdelo aquí.',
};
