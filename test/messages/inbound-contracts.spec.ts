import { inboundContractOf, inboundTypes } from '#messages/inbound/contracts';
import { inboundExampleOf, wrongIn } from '#messages/inbound/schema';
import { rights } from '#access/recording';
import { readFile } from 'node:fs/promises';

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const others = [
  ...[undefined, null, '', ' ', 'x', '2026-02-30', '2026-03-02T08:30:00Z', '2026-03-02T25:30:00Z', 'a\u0000b'],
  ...['x'.repeat(201), 0, -1, 1.5, 36, 37, true, [], ['x', 'x'], {}, { extra: 1 }],
];

/** The message with each of its fields, however deep, replaced by each of these in turn, or joined by another. */
function* spoilt(value: Fields, put: (changed: Fields) => Fields = (changed) => changed): Generator<Fields> {
  yield put({ ...value, extra: 'more' });
  for (const [name, inner] of Object.entries(value)) {
    for (const other of others) yield put({ ...value, [name]: other });
    if (Array.isArray(inner)) yield put({ ...value, [name]: [...(inner as unknown[]), ...(inner as unknown[])] });
    if (isFields(inner)) yield* spoilt(inner, (changed) => put({ ...value, [name]: changed }));
  }
}

/** As it travels: what is undefined is left out. */
const sent = (value: object) => JSON.parse(JSON.stringify(value)) as Fields;

describe('A message that others may tell', () => {
  it.each(inboundTypes)('has an example that fits: %s', (type) => {
    expect(wrongIn(sent(inboundExampleOf(type)))).toBeUndefined();
    expect(inboundContractOf(type).summary).toMatch(/\.$/);
  });

  it('is shown as it is in the document that explains it', async () => {
    const text = await readFile('docs/messages.md', 'utf8');
    const shown = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => JSON.parse(json) as unknown);
    expect(shown.map(wrongIn)).toEqual([undefined]);
  });

  it.each(inboundTypes)('is refused where a field is spoilt, saying which and never what was sent: %s', (type) => {
    const example = inboundExampleOf(type);
    const { person: _person, ...data } = example.data;
    const bySubject = { ...example, subject: '6f1c1a52-3f0e-5d0b-9a55-0d5b6b1b7c11', data };
    const cases = [example, bySubject].flatMap((one) => [...spoilt(one)]).map(sent);
    const wrongs = cases.map(wrongIn).filter((wrong) => wrong !== undefined);
    expect(wrongs.length).toBeGreaterThan(100);
    expect(wrongs.filter(({ words }) => words.includes('x'.repeat(20)))).toEqual([]);
    const late = wrongIn(sent({ ...example, time: 'yesterday' }));
    expect(late).toMatchObject({ code: 'NOT_AS_AGREED', field: 'time' });
    expect(wrongIn(sent({ ...example, data }))).toMatchObject({ code: 'NOBODY_NAMED' });
    expect(wrongIn(sent({ ...bySubject, data: example.data }))).toMatchObject({ code: 'NOBODY_NAMED' });
  });

  it.each(inboundTypes)('becomes only what its sender may record: %s', (type) => {
    const { sender, step, fields } = inboundContractOf(type);
    const reasons = (fields['reason']?.schema['enum'] ?? [undefined]) as readonly unknown[];
    for (const reason of reasons) {
      const data = { ...inboundExampleOf(type).data, reason };
      const { stage, command } = step(data as never, { personId: 'somebody', dateOfBirth: '1991-04-12' });
      expect([stage, command.do, rights[stage][command.do]?.kinds]).toEqual([
        stage,
        command.do,
        expect.arrayContaining([sender]),
      ]);
    }
  });
});
