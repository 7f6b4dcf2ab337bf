/** Texts about signing in and out, and about what keeps unionhall from running. In Spanish. */
import type { pagesSessionEn } from './pages-session.en.ts';

export const pagesSessionEs = {
  'signIn.title': 'Entrar',
  'signIn.lede': 'Una vez con señal; después unionhall se abre aquí sin ella.',
  'signIn.email': 'Correo electrónico',
  'signIn.password': 'Contraseña',
  'signIn.emailNeeded': 'Escriba su correo electrónico.',
  'signIn.emailWrong': 'Escriba una dirección como nombre@example.org.',
  'signIn.passwordNeeded': 'Escriba su contraseña.',
  'signIn.wrong': 'Este correo y esta contraseña no corresponden.',
  'signIn.locked': 'Esta cuenta está bloqueada. Pregunte a un administrador de su local.',
  'signIn.noSeat': 'Esta cuenta no tiene lugar en ningún local. Pregunte en la oficina.',
  'signIn.noSeatTitle': 'Aún sin lugar',
  'signIn.away': 'La oficina no responde. Entrar necesita señal; pruebe donde la haya.',
  'signIn.failed': 'No se pudo entrar. Intente de nuevo.',
  'signIn.throttled': 'Demasiados intentos. Espere un momento.',
  'signIn.wait.one': 'Intente de nuevo en {count} segundo.',
  'signIn.wait.other': 'Intente de nuevo en {count} segundos.',
  'signIn.capsLock': 'Las mayúsculas están activadas.',
  'signIn.help': '¿Olvidó su contraseña? La oficina de su local puede ayudar.',
  'signIn.othersWork.one': 'Otra persona tiene trabajo sin enviar en este equipo. Está aparte y a salvo.',
  'signIn.othersWork.other':
    'Otras {count} personas tienen trabajo sin enviar en este equipo. Está aparte y a salvo.',
  'signIn.chooseSeat': '¿Qué local?',
  'signIn.chooseSeatText': 'Tiene lugar en más de uno. Puede cambiar después en Este equipo.',
  'signIn.againTitle': 'Entre de nuevo',
  'signIn.againText':
    'Su sesión terminó. Puede seguir leyendo y registrando; al entrar su trabajo podrá salir.',
  'signIn.againBanner': 'Su sesión terminó. Su trabajo se guarda aquí y sale cuando entre.',

  'signOut.busy': 'Cerrando sesión',

  'cannotRun.insecureTitle': 'unionhall no puede funcionar en esta dirección',
  'cannotRun.insecureText':
    'La dirección no es segura (http simple). Los navegadores desactivan entonces lo que unionhall necesita: almacenamiento duradero, trabajo sin señal y sellado. Pida la dirección https a quien lleva su servidor.',
  'cannotRun.insecureTry': 'Puede ser:',
  'cannotRun.oldTitle': 'Este navegador es demasiado antiguo',
  'cannotRun.oldText': 'Actualícelo o use un Chrome, Edge, Firefox o Safari reciente.',
  'cannotRun.storageTitle': 'Este navegador no da almacenamiento',
  'cannotRun.storageText':
    'unionhall guarda su trabajo primero en el equipo y este navegador no lo permite. Salga de la navegación privada o permita datos del sitio, y recargue.',

  'room.firstContactTitle': 'Conéctese una vez',
  'room.firstContactText':
    'Este equipo aún no ha tenido contacto con la oficina. Conéctese donde haya señal e intente de nuevo; después se abre sin ella.',

  'app.opening': 'Abriendo su local',
  'app.failedTitle': 'Algo falló en esta página',
  'app.failedText': 'Su trabajo sin enviar está a salvo en este equipo. Recargue para seguir.',
  'app.notFetched': 'Esta parte aún no está en este equipo. Intente de nuevo con señal.',
  'app.failedDetail': 'Para quien lo revise: {detail}',
  'app.unsentSafe.one': 'Se conserva {count} cambio sin enviar.',
  'app.unsentSafe.other': 'Se conservan {count} cambios sin enviar.',

  'alarm.storage_full': 'No queda espacio en este equipo. No se puede guardar trabajo nuevo hasta que haya.',
  'alarm.storage_lost': 'El navegador cerró el almacenamiento. Recargue; su trabajo sin enviar está a salvo.',
  'alarm.found_again.one':
    'El navegador perdió lo guardado aquí. Se encontró la segunda copia de {count} cambio sin enviar; la oficina lo revisará.',
  'alarm.found_again.other':
    'El navegador perdió lo guardado aquí. Se encontró la segunda copia de {count} cambios sin enviar; la oficina los revisará.',
  'alarm.work_lost.one':
    'El navegador borró lo guardado aquí, y se perdió {count} cambio que no se había enviado. Regístrelo de nuevo, por favor.',
  'alarm.work_lost.other':
    'El navegador borró lo guardado aquí, y se perdieron {count} cambios que no se habían enviado. Regístrelos de nuevo, por favor.',
  'alarm.store_cleared':
    'El navegador borró lo guardado aquí. Se está trayendo de nuevo todo lo que tiene la oficina; revise lo que registró desde su última conexión.',
  'alarm.not_durable': 'Este navegador no promete conservar lo guardado. Envíe pronto su trabajo.',
  'alarm.watchdog': 'Hay trabajo que espera un minuto sin intento de envío. Se intenta de nuevo.',
  'alarm.incomplete': 'Algunas filas difieren de las de la oficina y se traen de nuevo.',
  'alarm.understood': 'Entendido',
  'alarm.updateTitle': 'Hace falta actualizar',
  'alarm.updateText': 'Su trabajo se conserva. Actualice para seguir enviando.',
} satisfies Record<keyof typeof pagesSessionEn, string>;
