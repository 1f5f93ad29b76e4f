import { asyncApi } from '#messages/asyncapi';
import { messageTypes } from '#messages/contracts';
import { inboundTypes } from '#messages/inbound/contracts';
import { catalogue } from '#test/messages/catalogue';
import { samples } from '#test/history/samples';
import { reference } from '#test/support/reference';
import { Ajv } from 'ajv';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { format, resolveConfig } from 'prettier';

const documents = {
  'docs/events.md': { text: catalogue(reference), parser: 'markdown' },
  'docs/asyncapi.json': { text: JSON.stringify(asyncApi()), parser: 'json' },
};

describe('What is written about messages', () => {
  it.each(Object.entries(documents))(
    'says in %s what the code says: with WRITE_DOCUMENTS=1 this test writes it',
    async (file, { text, parser }) => {
      const now = await format(text, { ...(await resolveConfig(file)), parser });
      if (process.env['WRITE_DOCUMENTS'] === '1') await writeFile(file, now);
      expect(await readFile(file, 'utf8')).toBe(now);
    },
  );

  it('is AsyncAPI 3, as its own schema has it', () => {
    const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as object;
    const valid = new Ajv({ meta: false, strict: false, validateFormats: false }).compile(schema);
    const document = JSON.parse(JSON.stringify(asyncApi())) as Record<string, object>;
    valid(document);
    expect(valid.errors ?? []).toEqual([]);
    expect(valid({ ...document, channels: { one: { address: 1 } } })).toBe(false);
  });

  it('has references that all lead somewhere', () => {
    const document = asyncApi() as unknown as Record<string, unknown>;
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).toBeGreaterThan(messageTypes.length);
    for (const path of references) {
      const found = path.split('/').reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], document);
      expect([path, typeof found]).toEqual([path, 'object']);
    }
  });

  it('names every fact and every message', () => {
    const text = catalogue(reference);
    const facts = samples.map(({ type }) => type).filter((type) => !type.endsWith('Corrected'));
    expect([...facts, ...messageTypes, ...inboundTypes].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
