// Comfort only: every page works without this file. Shows the copy button, saves a checklist or a choice at once.
for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
for (const button of document.querySelectorAll('[data-plain]')) button.hidden = true;

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const toast = document.getElementById('toast');
  try {
    await navigator.clipboard.writeText(field.value);
    toast.textContent = button.dataset.done;
  } catch {
    field.select();
    toast.textContent = button.dataset.failed;
  }
  toast.className = 'show';
  setTimeout(() => { toast.className = ''; }, 3500);
});

document.addEventListener('change', event => {
  if (event.target.closest('[data-at-once]')) event.target.form.requestSubmit();
});

document.addEventListener('htmx:after:swap', () => {
  for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false;
  for (const plain of document.querySelectorAll('[data-plain]')) plain.hidden = true;
});

// In the list: j and k go down and up, Enter opens. Not while typing.
document.addEventListener('keydown', event => {
  const step = { j: 1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
  const links = [...document.querySelectorAll('.list .q a')];
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + step, 0), links.length - 1)];
  if (next) next.focus();
});
