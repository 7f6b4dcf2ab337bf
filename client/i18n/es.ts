/** Spanish as spoken in the trades in the United States: usted, plain words. Same keys as English, or it does not compile. */
import type { en } from './en.ts';
import type { laterEn } from './later.en.ts';
import { pagesClassesEs } from './pages-classes.es.ts';
import { pagesHistoryEs } from './pages-history.es.ts';
import { pagesDeskEs } from './pages-desk.es.ts';
import { pagesLeavingEs } from './pages-leaving.es.ts';
import { pagesMembersEs } from './pages-members.es.ts';
import { pagesOfficeEs } from './pages-office.es.ts';
import { pagesOrganizingEs } from './pages-organizing.es.ts';
import { pagesRecordsEs } from './pages-records.es.ts';
import { pagesSearchEs } from './pages-search.es.ts';
import { pagesSessionEs } from './pages-session.es.ts';
import { pagesSyncEs } from './pages-sync.es.ts';
import { undoEs } from './undo.es.ts';

const commonEs = {
  'app.name': 'unionhall',
  'app.skip': 'Ir al contenido',
  'app.loading': 'Cargando',
  'app.navigation': 'Secciones',
  'app.messages': 'Mensajes',
  'app.printed': 'Impreso {when}',
  'app.printedBy': 'Impreso por {who}, {when}',

  'nav.today': 'Hoy',
  'nav.classes': 'Clases',
  'nav.members': 'Miembros',
  'nav.visits': 'Visitas',
  'nav.employers': 'Empleadores',
  'nav.students': 'Estudiantes',
  'nav.unsent': 'Sin enviar',
  'nav.review': 'Revisar',
  'nav.more': 'Más',
  'nav.device': 'Este equipo',
  'nav.audit': 'Auditoría',
  'nav.devices': 'Dispositivos',
  'nav.people': 'Personas',
  'nav.group.work': 'Su trabajo',
  'nav.group.office': 'Oficina',
  'nav.group.device': 'Este equipo',
  'nav.waiting.one': '{count} pendiente',
  'nav.waiting.other': '{count} pendientes',

  'state.draft': 'Borrador',
  'state.saved': 'Guardado en este equipo',
  'state.sending': 'Enviando',
  'state.sendingOf': 'Enviando {done} de {all}',
  'state.sent': 'Enviado',
  'state.sentAt': 'Enviado {time}',
  'state.needs_you': 'Falta su decisión',
  'state.set_aside': 'Apartado',

  'sync.online': 'Con señal',
  'sync.offline': 'Sin señal',
  'sync.downloading': 'Descargando',
  'sync.rowsOf': '{done} de {promised} filas',
  'sync.allSent': 'todo enviado',
  'sync.nothingWaiting': 'nada pendiente',
  'sync.onDevice.one': '{count} en este equipo',
  'sync.onDevice.other': '{count} en este equipo',
  'sync.sendingCount.one': 'Enviando {count}',
  'sync.sendingCount.other': 'Enviando {count}',
  'sync.needYou.one': '{count} espera su decisión',
  'sync.needYou.other': '{count} esperan su decisión',
  'sync.waitingSince': 'pendiente desde {when}',
  'sync.open': 'Ver lo que falta enviar',
  'sync.offlineTitle': 'No hay señal',
  'sync.offlineText':
    'Siga trabajando. Lo que guarde queda en este equipo y se envía solo cuando vuelva la señal.',
  'sync.oldTitle.one': '{count} cambio lleva más de un día sin enviarse',
  'sync.oldTitle.other': '{count} cambios llevan más de un día sin enviarse',
  'sync.oldText': 'Abra unionhall donde haya señal para que le llegue a la oficina.',
  'sync.veryOldTitle.one': '{count} cambio lleva más de tres días sin enviarse',
  'sync.veryOldTitle.other': '{count} cambios llevan más de tres días sin enviarse',

  'coming.title': 'Todavía está llegando',
  'coming.text': 'Ya están aquí {done} de {promised} filas. Lo que falta en este lugar aparece solo.',
  'coming.textOffline': 'Ya están aquí {done} de {promised} filas. El resto llega con la próxima señal.',
  'coming.unknown': 'Las primeras filas vienen en camino a este equipo.',
  'coming.unknownOffline': 'Todavía no ha llegado nada a este equipo. Llega con la próxima señal.',

  'attendance.present': 'Presente',
  'attendance.absent': 'Ausente',
  'attendance.excused': 'Justificado',
  'attendance.late': 'Tarde',
  'attendance.left_early': 'Salió antes',
  'attendance.none': 'Sin marcar',

  'action.save': 'Guardar',
  'action.cancel': 'Cancelar',
  'action.close': 'Cerrar',
  'action.dismiss': 'Quitar',
  'action.confirm': 'Confirmar',
  'action.retry': 'Intentar de nuevo',
  'action.undo': 'Deshacer',
  'action.edit': 'Editar',
  'action.delete': 'Borrar',
  'action.discard': 'Descartar',
  'action.print': 'Imprimir',
  'action.search': 'Buscar',
  'action.back': 'Atrás',
  'action.more': 'Más',
  'action.open': 'Abrir',
  'action.send': 'Enviar ahora',
  'action.export': 'Guardar como archivo',
  'action.show': 'Mostrar',
  'action.conceal': 'Ocultar',
  'action.today': 'Hoy',
  'action.now': 'Ahora',
  'action.signIn': 'Entrar',
  'action.signOut': 'Cerrar sesión',
  'action.reload': 'Volver a cargar',
  'action.later': 'Más tarde',

  'field.optional': 'opcional',
  'error.title': 'Hay un problema',
  'time.justNow': 'ahora mismo',
  'time.asOf': 'al {when}',

  'theme.label': 'Colores',
  'theme.system': 'Como el equipo',
  'theme.light': 'Claro',
  'theme.dark': 'Oscuro',
  'theme.sun': 'Pleno sol',
  'language.label': 'Idioma',

  'update.title': 'Hay una versión nueva',
  'update.text': 'Su trabajo en este equipo se conserva. La página se abre de nuevo donde está.',
  'update.apply': 'Actualizar ahora',
  'update.elsewhereTitle': 'unionhall se actualizó en otra ventana',
  'update.elsewhereText': 'Vuelva a cargar esta cuando termine lo que está haciendo.',

  'install.title': 'Tenga unionhall en este equipo',
  'install.text': 'Instalado, abre sin señal y el equipo guarda mejor lo que falta enviar.',
  'install.button': 'Instalar',
  'install.iosTitle': 'Agregue unionhall a la pantalla de inicio',
  'install.iosText':
    'En un iPhone o iPad, lo que falta enviar solo queda seguro si unionhall está en la pantalla de inicio.',
  'install.iosShare': 'Toque el botón Compartir en la barra del navegador.',
  'install.iosAdd': 'Elija “Agregar a inicio”.',
  'install.iosOpen': 'Abra unionhall desde su nuevo ícono.',
  'install.inAppTitle': 'Abra unionhall en su navegador',
  'install.inAppText':
    'Está dentro de la ventana de otra aplicación, que puede perder su trabajo. Abra su menú y elija “Abrir en el navegador”, o copie la dirección en Safari o Chrome.',
  'install.menuText': 'Abra el menú del navegador y elija “Instalar” o “Agregar a pantalla de inicio”.',
  'install.done': 'unionhall está instalado en este equipo.',
  'install.notNow': 'Ahora no',

  'shortcuts.open': 'Atajos del teclado',
};

export const es = {
  ...commonEs,
  ...pagesRecordsEs,
  ...pagesClassesEs,
  ...pagesSyncEs,
  ...pagesHistoryEs,
  ...undoEs,
  ...pagesSessionEs,
  ...pagesOrganizingEs,
  ...pagesMembersEs,
  ...pagesOfficeEs,
  ...pagesDeskEs,
  ...pagesSearchEs,
  ...pagesLeavingEs,
} satisfies Record<keyof typeof en | keyof typeof laterEn, string>;
