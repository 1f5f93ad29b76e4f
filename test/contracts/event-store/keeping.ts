import type { EventStore } from '#event-store/event-store';
import { all, anEvent, aStream } from '#test/contracts/event-store/log-under-test';
import fc from 'fast-check';

const texts: readonly (readonly [string, string])[] = [
  ['an empty object', '{}'],
  ['white space and line breaks', '{ "a" :\n\t[ 1 ,  2 ] }\r\n'],
  ['the order of keys, and keys that come twice', '{"b":1,"a":2,"10":3,"2":4,"a":5}'],
  ['numbers as they were written', '{"n":[1.0,1.10,1e5,-0,12345678901234567890,0.1000000000000000055511151231257827]}'],
  ['characters beyond the first plane, joined ones and right to left', '{"name":"Zoë 👩🏽‍⚕️ אבג ‏العربية‎ e\u0301"}'],
  ['escaped characters as they were escaped', String.raw`{"a":"\u00e9\u0000\/\n\ud83d\ude00"}`],
  ['separators of lines and records', '{"a":"\u2028\u2029\u007f\u0085"}'],
  ['what SQL and arrays give a meaning to', String.raw`{"a":"'; drop table x; -- {NULL,\\N} $1 \" , "}`],
  ['something that is no object', '[null,true,"x"]'],
  ['deep nesting', `${'['.repeat(500)}1${']'.repeat(500)}`],
];

/** JSON with the white space that a writer might have put in. */
const json = fc
  .tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', 4))
  .map(([value, space]) => JSON.stringify(value, undefined, space));

const metadata = fc.dictionary(
  fc.string({ unit: 'grapheme', maxLength: 10 }).filter((key) => key !== '__proto__'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  { maxKeys: 5, noNullPrototype: true },
);

export function keeping(store: () => EventStore): void {
  it.each(texts)('keeps %s, to the byte', async (_, data) => {
    const stream = aStream();
    await store().append(stream, 'no-stream', [anEvent({ data }), anEvent()]);
    expect((await all(store().readStream(stream)))[0]?.data).toBe(data);
    await store().append(stream, 1n, [anEvent({ data })]);
    expect((await all(store().readStream(stream)))[2]?.data).toBe(data);
  });

  it('keeps whatever JSON and metadata it is given', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ data: json, metadata }), { minLength: 1, maxLength: 20 }),
        async (given) => {
          const stream = aStream();
          const events = given.map((fields) => anEvent(fields));
          await store().append(stream, 'no-stream', events);
          const read = await all(store().readStream(stream));
          expect(read.map(({ id, data, metadata: kept }) => ({ id, data, metadata: kept }))).toEqual(
            events.map(({ id, data, metadata: kept }) => ({ id, data, metadata: kept })),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['dashes, slashes and spaces', 'prison-release/a b - c'],
    ['what a search pattern gives a meaning to', '100%_of\\it*'],
    ['characters of other scripts', 'überweisung-日本語-🙂'],
    ['the greatest length', 'x'.repeat(1_000)],
  ])('keeps streams and types named with %s', async (_, name) => {
    const stream = aStream(name).slice(-1_024);
    await store().append(stream, 'no-stream', [anEvent({ type: name })]);
    expect(await all(store().readStream(stream))).toMatchObject([{ stream, type: name }]);
    const types = await all(store().readAll({ filter: { types: [name] } }));
    expect(types.map((event) => event.stream)).toContain(stream);
    const streams = await all(store().readAll({ filter: { streams: [stream.slice(0, -1)] } }));
    expect(streams.map((event) => event.stream)).toEqual([stream]);
  });

  it('knows an id however its letters are written', async () => {
    const stream = aStream();
    const event = anEvent({ id: 'ABCDEF01-2345-5678-9ABC-DEF012345678' });
    const { fresh: _, ...original } = await store().append(stream, 'no-stream', [event]);
    const again = await store().append(stream, 'no-stream', [{ ...event, id: event.id.toLowerCase() }]);
    expect(again).toEqual(original);
    expect((await all(store().readStream(stream)))[0]?.id).toBe(event.id.toLowerCase());
  });
}
