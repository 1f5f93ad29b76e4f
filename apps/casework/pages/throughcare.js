// Everything works without this; with it, pages are quicker to use.
import { initAll } from './govuk-frontend.min.js';

// GOV.UK Frontend keeps `aria-expanded` on radios that show a question; ARIA has none for them (docs/decisions/0024).
const plain = () => {
  for (const radio of document.querySelectorAll('[type=radio][aria-expanded]')) radio.removeAttribute('aria-expanded');
};

initAll();
plain();
new MutationObserver(plain).observe(document.body, { subtree: true, attributeFilter: ['aria-expanded'] });
if (document.querySelector('[data-live]')) void import('./live.js');
