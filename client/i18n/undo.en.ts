/** What is said of taking back what was saved, in English. Fetched when it is first to be said. */
export const undoEn = {
  'undo.done.one': 'Taken back.',
  'undo.done.other': '{count} taken back.',
  'undo.tooLate.one': 'Too late to take it back: {why}',
  'undo.tooLate.other': 'Too late to take {count} back: {why}',
  'undo.unless': 'Taken back, unless the office has it already.',
  'undo.changedSince': 'someone has changed it since.',
  'undo.notYours': 'it is at the office, and your role may not remove it there.',
} as const;
