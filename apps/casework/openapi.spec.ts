import { type Desk, desk } from '#test/support/casework';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string; required: boolean }[];
  readonly requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
  readonly responses: Record<string, unknown>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, { properties?: Record<string, object>; required?: string[] }> };
}

describe('The description of the API', () => {
  let at: Desk;
  let document: Document;
  let operations: { path: string; method: string; operation: Operation }[];
  beforeAll(async () => {
    at = await desk();
    const answer = await at.app.inject({ method: 'GET', url: '/v3/api-docs' });
    expect(answer.statusCode).toBe(200);
    document = answer.json<Document>();
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  });
  afterAll(() => at.app.close());

  it('is OpenAPI 3.1, and every reference in it leads somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const name of references) expect(document.components.schemas).toHaveProperty([name ?? '']);
  });

  it('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('describes what every command takes, and that it needs a key', () => {
    const commands = operations.filter(({ operation }) =>
      operation.parameters.some(({ name }) => name === 'Idempotency-Key'),
    );
    expect(commands.length).toBeGreaterThan(100);
    for (const { path, operation } of commands) {
      const reference = operation.requestBody?.content['application/json'].schema.$ref ?? '';
      const schema = document.components.schemas[reference.split('/').at(-1) ?? ''];
      expect([path, schema?.properties]).toEqual([path, expect.objectContaining({ occurredAt: expect.anything() })]);
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '404', '409', '412', '422']),
      );
    }
  });

  it('says which fields are needed, and that a correction needs none but its reason', () => {
    const { RecordSample, RecordSampleCorrection } = document.components.schemas;
    expect(RecordSample?.required).toEqual(['sample']);
    expect(RecordSampleCorrection?.required?.toSorted()).toEqual(['corrects', 'why']);
    expect(Object.keys(RecordSampleCorrection?.properties ?? {}).toSorted()).toEqual([
      'corrects',
      'occurredAt',
      'reason',
      'sample',
      'warned',
      'why',
    ]);
  });

  it('can be browsed', async () => {
    const page = await at.app.inject({ method: 'GET', url: '/swagger-ui.html' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');
    const script = await at.app.inject({ method: 'GET', url: '/swagger-ui.html/swagger-ui-bundle.js' });
    expect(script.statusCode).toBe(200);
  });
});
