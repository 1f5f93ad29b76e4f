import {
  type EventStore,
  type Expected,
  type NewEvent,
  type RecordedEvent,
  WrongExpectedVersion,
} from '#event-store/event-store';
import { all, anEvent, aStream } from '#test/contracts/event-store/log-under-test';
import fc from 'fast-check';

interface Modelled {
  ids: string[];
  from: number;
  closed: boolean;
}

/** `revisions` are relative to the stream's last; `ids` begin at a place of it, or are new where there is none. */
interface Asked {
  readonly stream: number;
  readonly expected: number | 'no-stream' | 'exists' | 'any';
  readonly repeat: number | undefined;
  readonly count: number;
}

const stream = fc.nat({ max: 2 });
const expected = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 1 }) },
  { weight: 2, arbitrary: fc.constantFrom('no-stream' as const, 'exists' as const, 'any' as const) },
);
const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      stream,
      expected,
      repeat: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 2 }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('delete' as const),
      stream,
      expected,
      kind: fc.constantFrom('soft' as const, 'soft' as const, 'tombstone' as const),
    }),
  },
);

class Model {
  readonly streams = [0, 1, 2].map((): Modelled => ({ ids: [], from: 0, closed: false }));
  readonly log: string[] = [];

  of(index: number): Modelled {
    return this.streams[index] ?? { ids: [], from: 0, closed: false };
  }

  expected(index: number, asked: Asked['expected']): Expected {
    if (typeof asked === 'string') return asked;
    const at = this.of(index).ids.length - 1 + asked;
    return at < 0 ? 'no-stream' : BigInt(at);
  }

  append(index: number, asked: Expected, ids: readonly string[]): string {
    const it = this.of(index);
    if (it.closed) return 'StreamDeleted';
    const last = it.ids.length - 1;
    const place = asked === 'no-stream' ? -1 : typeof asked === 'bigint' ? Number(asked) : last;
    const same = ids.filter((id, step) => it.ids[place + 1 + step] === id).length;
    if (place < last && same === ids.length) return `${place + 1}-${place + ids.length}`;
    const reopens = asked === 'no-stream' && it.from > last && it.ids[0] !== ids[0];
    if (asked === 'exists' ? it.from > last : place !== last && !reopens) return this.conflict(it);
    it.ids.push(...ids);
    this.log.push(...ids);
    return `${last + 1}-${last + ids.length}`;
  }

  delete(index: number, asked: Expected, kind: 'soft' | 'tombstone'): string {
    const it = this.of(index);
    if (it.closed) return 'StreamDeleted';
    const last = it.ids.length - 1;
    const there = it.from <= last;
    const fits = { any: true, exists: there, 'no-stream': !there };
    if (typeof asked === 'bigint' ? Number(asked) !== last : !fits[asked]) return this.conflict(it);
    it.from = it.ids.length;
    it.closed = kind === 'tombstone';
    return 'deleted';
  }

  read(index: number): string {
    const it = this.of(index);
    if (it.closed) return 'StreamDeleted';
    return it.from >= it.ids.length ? 'StreamNotFound' : it.ids.slice(it.from).join(' ');
  }

  private conflict(it: Modelled): string {
    return `WrongExpectedVersion at ${it.ids.length === 0 ? 'no-stream' : it.ids.length - 1}`;
  }
}

const outcome = (asked: Promise<string>): Promise<string> =>
  asked.catch((error: unknown) => {
    if (error instanceof WrongExpectedVersion) return `${error.name} at ${error.actual}`;
    if (error instanceof Error) return error.name;
    throw error;
  });

const ids = (events: readonly RecordedEvent[]): string => events.map((event) => event.id).join(' ');

export function modelled(store: () => EventStore): void {
  /**
   * New events, or again what stands at a place of the stream, filled up with new ones. With `any` and `exists` nothing
   * is promised for the same ids.
   */
  function eventsFor(model: Model, { stream: index, expected: at, repeat, count }: Asked): NewEvent[] {
    const promised = repeat !== undefined && at !== 'any' && at !== 'exists';
    const again = promised ? model.of(index).ids.slice(repeat, repeat + count) : [];
    return Array.from({ length: count }, (_, step) => anEvent(again[step] ? { id: again[step] } : {}));
  }

  it('does what a map of arrays would, whatever it is asked in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
        const model = new Model();
        const names = model.streams.map(() => aStream());
        const after = await store().head();
        for (const asked of commands) {
          const name = names[asked.stream] ?? '';
          const at = model.expected(asked.stream, asked.expected);
          if (asked.do === 'delete') {
            const deleted = store()
              .deleteStream(name, at, asked.kind)
              .then(() => 'deleted');
            expect(await outcome(deleted)).toBe(model.delete(asked.stream, at, asked.kind));
          } else {
            const events = eventsFor(model, asked);
            const written = store()
              .append(name, at, events)
              .then((to) => `${to.firstRevision}-${to.lastRevision}`);
            expect(await outcome(written)).toBe(
              model.append(
                asked.stream,
                at,
                events.map((event) => event.id),
              ),
            );
          }
        }
        for (const [index, name] of names.entries())
          expect(await outcome(all(store().readStream(name)).then(ids))).toBe(model.read(index));
        expect(ids(await all(store().readAll({ after })))).toBe(model.log.join(' '));
      }),
      { numRuns: 80 },
    );
  });
}
