// Everything works without this; with it, pages are quicker to use.
import { initAll } from './govuk-frontend.min.js';

initAll();
if (document.querySelector('[data-live]')) void import('./live.js');
