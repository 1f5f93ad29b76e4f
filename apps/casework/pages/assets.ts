import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  /** Left out for what does not get smaller. */
  readonly brotli?: Buffer;
}

const { resolve } = createRequire(import.meta.url);
const govuk = (file: string) => readFileSync(resolve(`govuk-frontend/dist/govuk/${file}`));
const moj = (file: string) => readFileSync(resolve(`@ministryofjustice/frontend/moj/${file}`));
const own = (file: string) => readFileSync(new URL(file, import.meta.url));

/** Its typeface may be used on GOV.UK alone, and is one download less. */
const withoutTypeface = (css: string): string =>
  css.replaceAll(/@font-face\{[^}]*\}/g, '').replaceAll('GDS Transport,arial', 'arial');

const styles = () =>
  Buffer.from(
    [govuk('govuk-frontend.min.css'), moj('moj-frontend.min.css'), own('throughcare.css')]
      .map((css) => withoutTypeface(css.toString('utf8')).replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, ''))
      .join('\n'),
  );

const script = (bytes: Buffer) => Buffer.from(bytes.toString('utf8').replaceAll(/^\/\/# sourceMappingURL=.*$/gm, ''));

const text = (type: string, bytes: Buffer): Asset => ({ type, bytes, brotli: brotliCompressSync(bytes) });

/** Everything that pages fetch besides themselves, by name: held in memory, compressed once. */
export const assets: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  ['throughcare.css', text('text/css; charset=utf-8', styles())],
  ['throughcare.js', text('text/javascript; charset=utf-8', own('throughcare.js'))],
  ['live.js', text('text/javascript; charset=utf-8', own('live.js'))],
  ['govuk-frontend.min.js', text('text/javascript; charset=utf-8', script(govuk('govuk-frontend.min.js')))],
  ['favicon.svg', text('image/svg+xml', own('favicon.svg'))],
]);

/** Changes with any of them: what was fetched under it is never fetched again. */
export const assetVersion = [...assets.values()]
  .reduce((hash, { bytes }) => hash.update(bytes), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);
