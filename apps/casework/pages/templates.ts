import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** Our own templates stand beside the code that fills them in. */
export const TEMPLATES = fileURLToPath(new URL('../', import.meta.url));

/** Where `govuk/…` and `moj/…` are found. */
export const PACKAGES = [
  dirname(dirname(resolve('govuk-frontend/dist/govuk/template.njk'))),
  dirname(dirname(resolve('@ministryofjustice/frontend/moj/all.bundle.mjs'))),
];
