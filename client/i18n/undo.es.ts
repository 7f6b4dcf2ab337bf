/** What is said of taking back what was saved, in Spanish. */
export const undoEs = {
  'undo.done.one': 'Deshecho.',
  'undo.done.other': '{count} deshechos.',
  'undo.tooLate.one': 'Ya no se puede deshacer: {why}',
  'undo.tooLate.other': 'Ya no se pueden deshacer {count}: {why}',
  'undo.unless': 'Deshecho, salvo que la oficina ya lo tenga.',
  'undo.changedSince': 'alguien lo cambió después.',
  'undo.notYours': 'ya está en la oficina y su función no permite quitarlo de allí.',
} as const;
