/** Texts of the records pages and of the generic parts: forms, tables. In English. */
export const pagesRecordsEn = {
  'nav.records': 'Records',

  'records.add': 'New {kind}',
  'records.noneTitle': 'None yet',
  'records.noneText': 'Add the first one.',
  'records.noneReadOnly': 'None lie within your reach on this device.',
  'records.removed': 'Removed. Saved on this device.',
  'records.removeTitle': 'Remove this record?',
  'records.removeText': 'It leaves every list. Its history stays, and the office can restore it.',

  'table.filter': 'Filter this list',
  'table.count.one': '{count} row',
  'table.count.other': '{count} rows',
  'table.more': 'Show more ({shown} of {all})',

  'form.choose': 'Choose …',
  'form.search': 'Type to find',
  'form.noMatch': 'Nothing matches',
  'form.meanwhile': 'Changed meanwhile by someone else to: {value}',
  'form.leaveTitle': 'Leave without saving?',
  'form.leaveText': 'What you typed here is not saved yet.',
  'form.leave': 'Leave',
  'form.stay': 'Keep editing',

  'value.yes': 'Yes',
  'value.no': 'No',
  'value.unknownRecord': 'Not on this device',
  'person.unknown': 'Someone not known here',

  'history.title': 'History',
  'history.you': 'You',

  'notFound.title': 'Not here',
  'notFound.lede': 'There is nothing at this address',
  'notFound.text': 'It may have moved, or it is not within your reach.',
  'notFound.home': 'Go to Today',
} as const;
