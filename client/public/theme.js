// Sets theme and language on <html> before the first paint, so that nobody is shown a white flash at night.
// A separate file because the content security policy refuses inline script. Names agree with shell/theme.ts.
(function () {
  var root = document.documentElement;
  var wanted = null;
  var language = null;
  try {
    wanted = localStorage.getItem('unionhall.theme');
    language = localStorage.getItem('unionhall.language');
  } catch {
    // Storage may be switched off by the browser's owner; the defaults below then hold.
  }
  var asks = function (query) {
    return window.matchMedia && window.matchMedia(query).matches;
  };
  var byName = { light: 'hall', dark: 'hall-night', sun: 'hall-sun' };
  var theme = byName[wanted];
  if (!theme) {
    if (asks('(prefers-color-scheme: dark)')) theme = 'hall-night';
    else theme = asks('(prefers-contrast: more)') ? 'hall-sun' : 'hall';
  }
  root.setAttribute('data-theme', theme);
  if (language !== 'en' && language !== 'es') {
    language = /^es\b/i.test(navigator.language || '') ? 'es' : 'en';
  }
  root.setAttribute('lang', language);
})();
