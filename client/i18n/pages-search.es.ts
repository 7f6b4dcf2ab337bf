/** Words of the one search box and of the keyboard's shortcuts. In Spanish. */
import type { pagesSearchEn } from './pages-search.en.ts';

export const pagesSearchEs: Readonly<Record<keyof typeof pagesSearchEn, string>> = {
  'search.label': 'Buscar registros, secciones y lo que puede hacer',
  'search.placeholder': 'Nombre, número, teléfono, sección …',
  'search.results': 'Encontrado',
  'search.found.one': '{count} resultado',
  'search.found.other': '{count} resultados',
  'search.recent': 'Abiertos hace poco',
  'search.deeds': 'Hacer',
  'search.places': 'Ir a',
  'search.more': 'Mostrar {shown} más: {kind}',
  'search.noneText':
    'Pruebe con menos letras, o con parte de un número o teléfono. Solo se busca en lo que está en este equipo.',
  'search.preparing': 'La búsqueda se está preparando …',
  'search.coming': 'Hay {done} de {promised} filas aquí. Lo que falta todavía no se puede encontrar.',
  'search.keyMove': 'elegir',
  'search.newVisit': 'Nueva visita',
  'search.newEmployer': 'Nuevo empleador',
  'search.newWords': 'nuevo nueva añadir agregar registrar crear',
  'search.api': 'API para programadores',

  'shortcuts.title': 'Atajos del teclado',
  'shortcuts.intro': 'Presione las teclas una después de la otra.',
  'shortcuts.everything': 'Buscar en todo',
  'shortcuts.page': 'Buscar en esta página, o en todo',
  'shortcuts.help': 'Mostrar esta lista',
  'shortcuts.switch': 'Usar atajos de una sola tecla',
  'shortcuts.switchHint':
    'Desactivados, una letra presionada por error no hace nada. Ctrl K y ⌘ K siguen abriendo la búsqueda.',
  'shortcuts.then': 'luego',
};
