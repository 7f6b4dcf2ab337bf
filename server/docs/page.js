/**
 * What the page of the API does beyond being read: finds while typing, opens what an address names, copies examples.
 * A plain script, served as it is: the content security policy allows no other.
 */
const items = [...document.querySelectorAll('.item')];
const groups = [...document.querySelectorAll('[data-group]')];
const form = document.querySelector('.search');
const box = document.querySelector('#find');
const told = form.querySelector('[role="status"]');

try {
  const chosen = { light: 'hall', dark: 'hall-night', sun: 'hall' }[localStorage.getItem('unionhall.theme')];
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Without storage the device's own colours are used.
}

function find() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const item of items) {
    item.hidden = !words.every((word) => item.dataset.find.includes(word));
    if (!item.hidden) count += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector('.item:not([hidden])');
  told.textContent = words.length === 0 ? '' : `${count} found`;
}

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(named instanceof HTMLDetailsElement)) return;
  if (named.hidden) {
    box.value = '';
    find();
  }
  named.open = true;
  named.querySelector('summary').focus();
}

for (const sample of document.querySelectorAll('.sample')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(sample.querySelector('code').textContent);
      button.textContent = 'Copied';
    } catch {
      // Refused: the text is chosen, and the keyboard's own copy works.
      getSelection().selectAllChildren(sample.querySelector('code'));
      button.textContent = 'Press Ctrl C';
    }
    setTimeout(() => (button.textContent = 'Copy'), 2000);
  });
  sample.append(button);
}

form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
box.addEventListener('input', find);
addEventListener('hashchange', openNamed);
openNamed();
