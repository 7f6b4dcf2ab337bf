/** Texts about signing in and out, and about what keeps unionhall from running. In English. */
export const pagesSessionEn = {
  'signIn.title': 'Sign in',
  'signIn.lede': 'Once with signal; after that unionhall opens here without it.',
  'signIn.email': 'E-mail',
  'signIn.password': 'Password',
  'signIn.emailNeeded': 'Enter your e-mail address.',
  'signIn.emailWrong': 'Enter an address such as name@example.org.',
  'signIn.passwordNeeded': 'Enter your password.',
  'signIn.wrong': 'This e-mail address and password do not belong together.',
  'signIn.locked': 'This account is locked. Ask an administrator of your local.',
  'signIn.noSeat': 'This account has no seat in a local. Ask the office.',
  'signIn.noSeatTitle': 'No seat yet',
  'signIn.away': 'The office does not answer. Signing in needs signal; try again where there is some.',
  'signIn.failed': 'Signing in did not work. Try again.',
  'signIn.throttled': 'Too many attempts. Wait a moment.',
  'signIn.wait.one': 'Try again in {count} second.',
  'signIn.wait.other': 'Try again in {count} seconds.',
  'signIn.capsLock': 'Caps Lock is on.',
  'signIn.help': 'Forgot your password? The office of your local can help.',
  'signIn.othersWork.one': 'Someone else has unsent work on this device. It is kept apart and safe.',
  'signIn.othersWork.other': '{count} others have unsent work on this device. It is kept apart and safe.',
  'signIn.chooseSeat': 'Which local?',
  'signIn.chooseSeatText': 'You have a seat in more than one. You can change later under This device.',
  'signIn.againTitle': 'Sign in again',
  'signIn.againText':
    'Your session has ended. You can go on reading and recording; signing in lets your work go out.',
  'signIn.againBanner': 'Your session has ended. Your work is kept here and goes out after you sign in.',

  'signOut.busy': 'Signing out',

  'cannotRun.insecureTitle': 'unionhall cannot run at this address',
  'cannotRun.insecureText':
    'The address is not secure (plain http). Browsers then switch off what unionhall needs: storage that survives, work without signal, and sealing. Ask whoever runs your server for the https address.',
  'cannotRun.insecureTry': 'It may be:',
  'cannotRun.oldTitle': 'This browser is too old',
  'cannotRun.oldText': 'Update it, or use a recent Chrome, Edge, Firefox or Safari.',
  'cannotRun.storageTitle': 'This browser gives no storage',
  'cannotRun.storageText':
    'unionhall keeps your work on the device first, and this browser does not allow it. Leave private browsing or allow site data, then reload.',

  'room.firstContactTitle': 'Connect once',
  'room.firstContactText':
    'This device has not been in contact with the office yet. Connect where there is signal and try again; after that it opens without.',

  'app.opening': 'Opening your hall',
  'app.failedTitle': 'Something went wrong on this page',
  'app.failedText': 'Your unsent work is safe on this device. Reload to go on.',
  'app.notFetched': 'This part is not on this device yet. Try again with signal.',
  'app.failedDetail': 'For whoever looks into it: {detail}',
  'app.unsentSafe.one': '{count} unsent change is kept.',
  'app.unsentSafe.other': '{count} unsent changes are kept.',

  'alarm.storage_full': 'This device has no room left. New work cannot be saved until there is some.',
  'alarm.storage_lost': 'The browser closed the storage. Reload; your unsent work is safe.',
  'alarm.not_durable': 'This browser does not promise to keep what is stored. Send your work soon.',
  'alarm.found_again.one':
    'The browser lost what was stored here. {count} unsent change was found in its second copy and goes to the office for review.',
  'alarm.found_again.other':
    'The browser lost what was stored here. {count} unsent changes were found in their second copy and go to the office for review.',
  'alarm.work_lost.one':
    'The browser cleared what was stored here, and {count} change that had not been sent is gone. Please record it again.',
  'alarm.work_lost.other':
    'The browser cleared what was stored here, and {count} changes that had not been sent are gone. Please record them again.',
  'alarm.store_cleared':
    'The browser cleared what was stored here. Everything the office has is being fetched again; check what you recorded since you were last online.',
  'alarm.watchdog': 'Work has waited a minute without an attempt to send it. Trying again now.',
  'alarm.incomplete': 'Some rows here differ from the office’s and are being fetched again.',
  'alarm.understood': 'Understood',
  'alarm.updateTitle': 'An update is needed',
  'alarm.updateText': 'Your work is kept. Update to go on sending.',
} as const;
