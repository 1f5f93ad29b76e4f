import type { Caller } from '#access/caller';
import {
  ArrestTestHandler,
  HandoverHandler,
  LiaisonReferralHandler,
  PersonHandler,
  PrisonReleaseHandler,
} from '#commands/handlers';
import type { AnsweredCommands, Kept } from '#commands/idempotency';
import { Log } from '#commands/log';
import { Recording } from '#commands/recording';
import { Refused } from '#commands/refused';
import { Registry } from '#commands/register';
import {
  type Answer,
  ArrestTestStep,
  type Envelope,
  HandoverStep,
  LiaisonReferralStep,
  PersonStep,
  PrisonReleaseStep,
} from '#commands/step';
import { type EventStore, OutcomeUnknown } from '#event-store/event-store';
import { memoryStore } from '#event-store/memory';
import type { Reference } from '#pathway/reference';
import { verify } from '#privacy/chain';
import { type Keys, masterKey } from '#privacy/keys';
import { reference } from '#test/support/reference';
import { randomBytes } from 'node:crypto';

const custody: Caller = {
  user: 'custody-brunswick.practitioner',
  organisation: 'custody-brunswick',
  kind: 'police-custody',
  roles: [],
};
const otherSuite: Caller = { ...custody, user: 'custody-hartwell.practitioner', organisation: 'custody-hartwell' };
const liaison: Caller = {
  user: 'ld-quayside.practitioner',
  organisation: 'ld-quayside',
  kind: 'liaison-diversion',
  roles: [],
};
const governance: Caller = {
  user: 'governance-national.practitioner',
  organisation: 'governance-national',
  kind: 'information-governance',
  roles: [],
};

function keysInMemory(): Keys {
  const held = new Map<string, Buffer | undefined>();
  return {
    make: (id) => {
      if (!held.has(id)) held.set(id, randomBytes(32));
      return Promise.resolve(held.get(id));
    },
    read: (ids) => Promise.resolve(new Map(ids.flatMap((id) => (held.get(id) ? [[id, held.get(id)!]] : [])))),
    destroy: (id) => Promise.resolve(void held.set(id, undefined)),
  };
}

function answersInMemory(): AnsweredCommands {
  const kept = new Map<string, Kept>();
  return {
    find: (command) => Promise.resolve(kept.get(command)),
    keep: (answered) => Promise.resolve(void kept.set(answered.command, answered)),
  };
}

/** One process of the way in; several may share a store, keys and answers. */
function wayIn(shared: {
  store: EventStore;
  keys: Keys;
  answered: AnsweredCommands;
  merged?: readonly string[];
  seenBy?: string;
  directory?: Reference;
}) {
  const clock = { time: '2026-03-02T22:00:00Z', now: () => clock.time };
  const nobody = () => Promise.resolve(false);
  const surroundings = {
    recordsUpTo: () => Promise.resolve(0n),
    sees: (organisation: string) => Promise.resolve(organisation === shared.seenBy),
    records: (personId: string) => Promise.resolve(shared.merged?.includes(personId) ? shared.merged : [personId]),
    wasHanded: nobody,
    treatments: () => Promise.resolve([]),
    structuredStart: () => Promise.resolve(undefined),
  };
  const log = new Log(shared.store, shared.keys);
  const recording = new Recording(log, shared.answered, shared.directory ?? reference, clock, surroundings);
  const master = masterKey(Buffer.alloc(32, 7));
  const registry = new Registry(recording, shared.store, master);
  const handlers = {
    person: new PersonHandler(recording, registry),
    arrestTest: new ArrestTestHandler(recording, master),
    liaison: new LiaisonReferralHandler(recording),
    handover: new HandoverHandler(recording),
    release: new PrisonReleaseHandler(recording),
  };
  return { ...shared, clock, log, registry, ...handlers };
}
const system = (store: EventStore = memoryStore()) =>
  wayIn({ store, keys: keysInMemory(), answered: answersInMemory() });

const sam = {
  do: 'register person',
  name: 'Sam Invented',
  dateOfBirth: '1991-04-02',
  sex: 'male',
  ethnicity: 'A',
  residence: 'E08000012',
  identifiers: { pnc: '2024/9000001Z' },
} as const;
const another = { ...sam, identifiers: { pnc: '2025/9000002Q' } } as unknown as typeof sam;
const test = {
  do: 'request test',
  detention: 'arrested',
  custodyRecord: 'CR/1',
  ground: 'trigger',
  offence: 'TA68-1',
} as const;

type System = ReturnType<typeof system>;
const register = (at: System, caller = custody, key = 'register-1', typed: typeof sam = sam) =>
  at.person.execute(new PersonStep(undefined, typed, { caller, key }));
const request = (at: System, personId: string, key = 'request-1', more: object = {}) =>
  at.arrestTest.execute(new ArrestTestStep(undefined, { ...test, personId, ...more }, { caller: custody, key }));
async function tested(at: System): Promise<Answer> {
  const { id } = await register(at);
  return request(at, id);
}
const facts = async (store: EventStore, prefix = '') => {
  const types: string[] = [];
  for await (const { stream, type } of store.readAll()) if (stream.startsWith(prefix)) types.push(type);
  return types;
};
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'it was recorded',
    (error: unknown) => (error instanceof Refused ? `${error.kind} ${error.code}` : error),
  );

describe('Recording a step', () => {
  it('answers a retry as it answered first, and records nothing more', async () => {
    const at = system();
    const first = await tested(at);
    expect(await request(at, (await register(at)).id)).toEqual(first);
    expect(await facts(at.store, 'arrest-test')).toEqual(['ArrestTestRequested']);
  });

  it('answers a retry from another process, even where the answer itself was not kept', async () => {
    const at = system();
    const first = await tested(at);
    const elsewhere = wayIn({ ...at, answered: answersInMemory() });
    const { id } = await register(elsewhere);
    expect(await request(elsewhere, id)).toEqual(first);
    await elsewhere.arrestTest.execute(
      new ArrestTestStep(first.id, { do: 'record sample', sample: 'taken' }, { caller: custody, key: 'sample-1' }),
    );
    expect((await verify(at.store.readAll())).breaks).toEqual([]);
    const forgetful = wayIn({ ...at, answered: answersInMemory() });
    expect(await refusal(request(forgetful, id, 'request-1', { offence: 'MD71-5-2' }))).toBe(
      'key-reused IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('goes on from what stands where another process has recorded the same command meanwhile, a minute earlier', async () => {
    const at = system();
    const { id } = await tested(at);
    const elsewhere = wayIn({ ...at, answered: answersInMemory() });
    await elsewhere.log.read('arrest-test', id);
    elsewhere.clock.time = '2026-03-02T22:01:00Z';
    const step = (system: System, command: ArrestTestStep['command'], key: string) =>
      system.arrestTest.execute(new ArrestTestStep(id, command, { caller: custody, key }));
    const sampled = await step(at, { do: 'record sample', sample: 'taken' }, 'sample-1');
    expect(await step(elsewhere, { do: 'record sample', sample: 'taken' }, 'sample-1')).toEqual(sampled);
    await step(elsewhere, { do: 'record result', results: { opiates: 'negative', cocaine: 'negative' } }, 'result-1');
    const { events, breaks } = await verify(at.store.readAll());
    expect({ events, breaks }).toEqual({ events: 5, breaks: [] });
  });

  it('refuses a key that was used for something else', async () => {
    const at = system();
    const { id } = await register(at);
    await request(at, id);
    expect(await refusal(request(at, id, 'request-1', { custodyRecord: 'CR/2' }))).toBe(
      'key-reused IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('refuses a key that is used for something else at the same moment', async () => {
    const at = system();
    const { id } = await register(at);
    const both = ['CR/8', 'CR/9'].map((custodyRecord) => refusal(request(at, id, 'request-9', { custodyRecord })));
    expect(await Promise.all(both)).toEqual(['it was recorded', 'key-reused IDEMPOTENCY_KEY_REUSED']);
    expect(await facts(at.store, 'arrest-test')).toEqual(['ArrestTestRequested']);
  });

  it('gives nobody another person’s identifier where a key is used for somebody else', async () => {
    const at = system();
    const { id } = await register(at);
    for (const replica of [at, wayIn({ ...at, answered: answersInMemory() })])
      expect(await refusal(register(replica, custody, 'register-1', another))).toBe(
        'key-reused IDEMPOTENCY_KEY_REUSED',
      );
    expect(await facts(at.store)).toEqual(['IdentifierClaimed', 'PersonRegistered']);
    expect((await register(at, custody, 'register-2', another)).id).not.toBe(id);
  });

  it('keeps the keys of two callers apart', async () => {
    const at = system();
    const { id } = await register(at);
    const elsewhere = await register(at, otherSuite);
    expect(elsewhere.id).toBe(id);
    expect(await facts(at.store, 'person')).toEqual(['PersonRegistered', 'PersonRecognised']);
  });

  it('refuses a second test of one detention, under whatever key', async () => {
    const at = system();
    const { id } = await register(at);
    await request(at, id);
    expect(await refusal(request(at, id, 'request-2'))).toMatch(/^rule /);
  });

  const renumber = (at: System, { id, events }: Answer, custodyRecord: string, key: string) =>
    at.arrestTest.execute(
      new ArrestTestStep(
        id,
        {
          ...{ do: 'correct', corrects: events[0]?.id ?? '', why: 'Another number.' },
          as: { do: 'request test', custodyRecord },
        },
        { caller: custody, key },
      ),
    );

  it('holds a detention by its corrected number, and leaves the wrong one to whose it is', async () => {
    const at = system();
    const test = await tested(at);
    const other = await register(at, custody, 'register-2', { ...sam, identifiers: { pnc: '2025/9000002Q' } } as never);
    await renumber(at, test, 'CR/2', 'renumber-1');
    expect(await refusal(request(at, test.id, 'request-2', { custodyRecord: 'CR/2' }))).toBe(
      'rule ONE_TEST_PER_DETENTION',
    );
    const theirs = await request(at, other.id, 'request-3');
    expect(theirs.id).not.toBe(test.id);
    expect(await refusal(request(at, other.id, 'request-4'))).toBe('rule ONE_TEST_PER_DETENTION');
    expect(await refusal(renumber(at, test, 'CR/1', 'renumber-2'))).toBe('invalid ONE_TEST_PER_DETENTION');
    expect((await verify(at.store.readAll())).breaks).toEqual([]);
  });

  it('gives a number back to a test that had it, as long as no other test has it now', async () => {
    const at = system();
    const test = await tested(at);
    await renumber(at, test, 'CR/2', 'renumber-1');
    await renumber(at, test, 'CR/1', 'renumber-2');
    expect(await refusal(request(at, test.id, 'request-2'))).toBe('rule ONE_TEST_PER_DETENTION');
    const { id } = await request(at, (await register(at)).id, 'request-3', { custodyRecord: 'CR/2' });
    expect(id).not.toBe(test.id);
  });

  it('keeps a number of a correction that is on its way, and of one that was never recorded', async () => {
    const at = system();
    const test = await tested(at);
    const { store } = at;
    const broken = {
      ...store,
      append: (stream: string, ...others: never) =>
        stream.startsWith('arrest-test-')
          ? Promise.reject(new Error('no more'))
          : (store.append as (...given: unknown[]) => Promise<never>).call(store, stream, ...(others as never[])),
    };
    await expect(renumber(wayIn({ ...at, store: broken }), test, 'CR/2', 'renumber-1')).rejects.toThrow('no more');
    expect(await refusal(request(at, test.id, 'request-2', { custodyRecord: 'CR/2' }))).toBe(
      'rule ONE_TEST_PER_DETENTION',
    );
    await renumber(at, test, 'CR/2', 'renumber-1');
    expect((await at.log.read('arrest-test', test.id, true)).facts).toHaveLength(2);
  });

  it('claims no number for a test that is refused', async () => {
    const at = system();
    const { id } = await register(at);
    const before = (await facts(at.store)).length;
    expect(await refusal(request(at, id, 'request-1', { detention: 'voluntary' }))).toBe('invalid NOT_DETAINED');
    expect(await facts(at.store)).toHaveLength(before);
  });

  it('lets one of two tests have a number that both come to at once', async () => {
    const at = system();
    const test = await tested(at);
    const both = await Promise.all([
      refusal(renumber(at, test, 'CR/2', 'renumber-1')),
      refusal(request(wayIn(at), (await register(at)).id, 'request-2', { custodyRecord: 'CR/2' })),
    ]);
    expect(both.filter((one) => one === 'it was recorded')).toHaveLength(1);
  });

  it('refuses a revision that is no longer the last', async () => {
    const at = system();
    const { id } = await tested(at);
    const taken = new ArrestTestStep(
      id,
      { do: 'record sample', sample: 'taken' },
      { caller: custody, key: 'sample-1', ifMatch: 3n },
    );
    expect(await refusal(at.arrestTest.execute(taken))).toBe('stale STALE_REVISION');
  });

  it('refuses what happens in the future', async () => {
    const at = system();
    const { id } = await tested(at);
    const step = new ArrestTestStep(
      id,
      { do: 'record sample', sample: 'taken' },
      { caller: custody, key: 'sample-1', occurredAt: '2026-03-03T00:00:00Z' },
    );
    expect(await refusal(at.arrestTest.execute(step))).toBe('invalid OCCURRED_IN_FUTURE');
  });

  it('refuses a correction by which it would have happened in the future', async () => {
    const at = system();
    const { id, events } = await tested(at);
    const correct = {
      do: 'correct',
      corrects: events[0]!.id,
      why: 'Another day.',
      as: test,
      occurredAt: '2062-03-02T21:00:00Z',
    } as const;
    const step = new ArrestTestStep(id, correct, { caller: custody, key: 'correct-1' });
    expect(await refusal(at.arrestTest.execute(step))).toBe('invalid OCCURRED_IN_FUTURE');
  });

  it('does not say that an episode of somebody else exists', async () => {
    const at = system();
    const { id } = await tested(at);
    const sample = { do: 'record sample', sample: 'taken' } as const;
    const ours = new ArrestTestStep(id, sample, { caller: otherSuite, key: 'sample-1' });
    const nothing = new ArrestTestStep('00000000-0000-4000-8000-000000000000', sample, {
      caller: otherSuite,
      key: 'sample-2',
    });
    expect(await refusal(at.arrestTest.execute(ours))).toBe('not-found NOT_FOUND');
    expect(await refusal(at.arrestTest.execute(nothing))).toBe('not-found NOT_FOUND');
  });

  it('leaves a step to those who record it', async () => {
    const at = system();
    const { id } = await register(at);
    const referral = new LiaisonReferralStep(
      undefined,
      { do: 'refer to liaison', personId: id, point: 'other' },
      { caller: liaison, key: 'refer-01' },
    );
    expect(await refusal(at.liaison.execute(referral))).toBe('forbidden NOT_YOUR_STEP');
    const accept = new HandoverStep(
      '00000000-0000-4000-8000-000000000000',
      { do: 'accept' },
      { caller: liaison, key: 'accept-1' },
    );
    expect(await refusal(at.handover.execute(accept))).toBe('not-found NOT_FOUND');
  });

  it('is any probation unit’s that serves where the person lives, and no other’s', async () => {
    const units = ['probation-dock', 'probation-kent'].map((code) => ({
      ...{ code, kind: 'probation' as const, name: code },
      authorities: [code === 'probation-dock' ? sam.residence : 'E10000016'],
    }));
    const at = wayIn({
      ...system(),
      directory: { ...reference, organisations: [...reference.organisations, ...units] },
    });
    const { id: personId } = await register(at);
    const prison: Caller = { user: 'prison', organisation: 'prison-brookvale', kind: 'prison', roles: [] };
    const plan = {
      do: 'plan release',
      personId,
      prison: 'prison-brookvale',
      inTreatment: true,
      substances: [],
    } as const;
    const { id } = await at.release.execute(
      new PrisonReleaseStep(undefined, plan, { caller: prison, key: 'plan-001' }),
    );
    const naloxone = (organisation: string) =>
      at.release.execute(
        new PrisonReleaseStep(
          id,
          { do: 'supply naloxone' },
          {
            caller: { user: organisation, organisation, kind: 'probation', roles: [] },
            key: 'naloxone-1',
          },
        ),
      );
    expect(await refusal(naloxone('probation-dock'))).toBe('rule NOT_RELEASED');
    expect(await refusal(naloxone('probation-kent'))).toBe('not-found NOT_FOUND');
  });

  it('stores nothing personal that can be read without the key', async () => {
    const at = system();
    await tested(at);
    let stored = '';
    for await (const { data, stream } of at.store.readAll()) stored += stream + data;
    for (const personal of ['Sam', 'Invented', '1991-04-02', '9000001', 'CR/1']) expect(stored).not.toContain(personal);
    expect(stored).toContain('1991-04');
  });

  it('links every event to the one before', async () => {
    const at = system();
    const { id } = await tested(at);
    await at.arrestTest.execute(
      new ArrestTestStep(id, { do: 'record sample', sample: 'taken' }, { caller: custody, key: 'sample-1' }),
    );
    const { events, breaks } = await verify(at.store.readAll());
    expect({ events, breaks }).toEqual({ events: 4, breaks: [] });
  });

  it('corrects a step, which then stands as it should have read', async () => {
    const at = system();
    const { id, events } = await tested(at);
    const correct = {
      do: 'correct',
      corrects: events[0]!.id,
      why: 'Another offence.',
      as: { do: 'request test', offence: 'TA68-8' },
    } as const;
    const answer = await at.arrestTest.execute(new ArrestTestStep(id, correct, { caller: custody, key: 'correct-1' }));
    expect(answer.events.map(({ type }) => type)).toEqual(['ArrestTestRequestedCorrected']);
    const { facts: read } = await wayIn(at).log.read('arrest-test', id);
    expect(read[1]!.fact).toMatchObject({
      why: 'Another offence.',
      fact: { offence: 'TA68-8', custodyRecord: 'CR/1' },
    });
  });

  it('does not let a correction give a step to another person', async () => {
    const at = system();
    const answer = await tested(at);
    const other = await register(at, custody, 'register-2', { ...sam, identifiers: { pnc: '2024/9000002A' } } as never);
    const correct = {
      do: 'correct',
      corrects: answer.events[0]?.id ?? '',
      why: 'recorded for the wrong person',
      as: { do: 'request test', personId: other.id },
    } as const;
    const corrected = at.arrestTest.execute(
      new ArrestTestStep(answer.id, correct, { caller: custody, key: 'correct-2' }),
    );
    expect(await refusal(corrected)).toBe('invalid ANOTHER_PERSON');
    expect(await facts(at.store, 'arrest-test')).toEqual(['ArrestTestRequested']);
  });

  it('records steps that are asked together all at once, each at its own moment, and once when asked again', async () => {
    const at = system();
    const { id: personId } = await register(at);
    const then = [
      { command: { do: 'record sample', sample: 'taken' }, occurredAt: '2026-03-02T21:50:00Z' },
      { command: { do: 'record result', results: { cocaine: 'positive', opiates: 'negative' } } },
    ];
    const envelope = { caller: custody, key: 'together-1', occurredAt: '2026-03-02T21:40:00Z', then };
    const ask = (sent: Envelope = envelope) =>
      at.arrestTest.execute(new ArrestTestStep(undefined, { ...test, personId }, sent));
    const answer = await ask();
    expect(answer.events.map(({ type }) => type)).toEqual([
      'ArrestTestRequested',
      'SampleTaken',
      'ArrestTestResultRecorded',
    ]);
    expect(await ask()).toEqual(answer);
    expect(await refusal(ask({ ...envelope, then: then.slice(0, 1) }))).toBe('key-reused IDEMPOTENCY_KEY_REUSED');
    const { facts: recorded } = await at.log.read('arrest-test', answer.id, true);
    expect(recorded.map(({ fact }) => fact.occurredAt)).toEqual([
      '2026-03-02T21:40:00Z',
      '2026-03-02T21:50:00Z',
      '2026-03-02T22:00:00Z',
    ]);
  });

  it('records none of the steps asked together where one is refused, and says which', async () => {
    const at = system();
    const { id: personId } = await register(at);
    const then = [{ command: { do: 'record sample', sample: 'refused' } }];
    const envelope = { caller: custody, key: 'together-2', then };
    const asked = at.arrestTest.execute(new ArrestTestStep(undefined, { ...test, personId }, envelope));
    await expect(asked).rejects.toMatchObject({ code: 'WARNING_NEEDED', step: 'record sample', field: 'warned' });
    expect(await facts(at.store, 'arrest-test')).toEqual([]);
  });

  it('records what forty users record in one place at the same moment', async () => {
    const at = system();
    const { id } = await register(at);
    const granted = await Promise.all(
      Array.from({ length: 40 }, (_, user) =>
        refusal(
          at.person.execute(
            new PersonStep(
              id,
              { do: 'grant access', user: `user-${user}`, reason: 'asked for' },
              {
                caller: governance,
                key: `grant-${user}`,
              },
            ),
          ),
        ),
      ),
    );
    expect(new Set(granted)).toEqual(new Set(['it was recorded']));
    expect(await facts(at.store, 'person')).toHaveLength(41);
    expect((await verify(at.store.readAll())).breaks).toEqual([]);
  });

  it('settles an append whose outcome is not known', async () => {
    const store = memoryStore();
    let cuts = 2;
    const cut: EventStore = {
      ...bound(store),
      append: async (...append) => {
        const appended = await store.append(...append);
        if (append[0].startsWith('arrest-test') && (cuts -= 1) >= 0) throw new OutcomeUnknown('cut');
        return appended;
      },
    };
    const at = system(cut);
    expect((await tested(at)).revision).toBe(0n);
    expect(await facts(store, 'arrest-test')).toEqual(['ArrestTestRequested']);
  });

  it('decides again where somebody else was faster', async () => {
    const at = system();
    const { id } = await tested(at);
    const elsewhere = wayIn(at);
    await elsewhere.log.read('arrest-test', id);
    const sample = (system: System, key: string) =>
      system.arrestTest.execute(
        new ArrestTestStep(id, { do: 'record sample', sample: 'taken' }, { caller: custody, key }),
      );
    await sample(at, 'sample-1');
    expect(await refusal(sample(elsewhere, 'sample-2'))).toMatch(/^rule /);
    expect(await facts(at.store, 'arrest-test')).toEqual(['ArrestTestRequested', 'SampleTaken']);
  });
});

const policy = (user: string, key: string) => ({
  caller: { user, organisation: 'throughcare', kind: 'policy', roles: [] } as const,
  key,
});

/** What the journey asks for after a positive test. */
function notification(personId: string, area = 'E08000012') {
  const id = '00000000-0000-4000-8000-000000000001';
  const openedBy = { stage: 'arrest-test', instance: id, event: id } as const;
  const parties = { sender: 'custody-brunswick', receiver: 'ld-quayside' };
  const command = { do: 'request handover', personId, purpose: 'notification', openedBy, area, ...parties } as const;
  const ask = (at: System, occurredAt: string) =>
    at.handover.execute(new HandoverStep(id, command, { ...policy('journey', 'request'), occurredAt }));
  return { id, ask };
}

describe('What follows from a fact', () => {
  it('is recorded where the clock of whoever recorded the fact is ahead', async () => {
    const at = system();
    const { ask } = notification((await register(at)).id);
    const behind = wayIn(at);
    behind.clock.time = '2026-03-02T21:59:58Z';
    const { events } = await ask(behind, '2026-03-02T22:00:00Z');
    expect(events).toMatchObject([{ type: 'HandoverRequested' }]);
  });

  it('is recorded once, whatever was corrected before it is asked for again', async () => {
    const at = system();
    const { id: personId } = await register(at);
    const first = await notification(personId).ask(at, at.clock.time);
    expect(await notification(personId, 'E08000003').ask(wayIn(at), at.clock.time)).toEqual(first);
    expect(await facts(at.store, 'handover')).toEqual(['HandoverRequested']);
  });
});

describe('Reminding of a deadline', () => {
  it('raises a level once, whoever prompts and however often', async () => {
    const at = system();
    const { id, ask } = notification((await register(at)).id);
    await ask(at, at.clock.time);
    const due = '2026-03-03T17:00:00Z';
    const escalate = { do: 'escalate', deadline: 'acknowledge', due, level: 1 } as const;
    const replicas = [wayIn(at), wayIn(at), wayIn(at)];
    await Promise.all(
      replicas.flatMap((replica, index) => {
        replica.clock.time = '2026-03-03T17:00:00Z';
        return ['remind', `remind-${index}`].map((key) =>
          replica.handover.execute(new HandoverStep(id, escalate, policy('remind', key))),
        );
      }),
    );
    expect(await facts(at.store, 'handover')).toEqual(['HandoverRequested', 'HandoverEscalated']);
  });
});

describe('One person across services', () => {
  it('is the same person by an exact identifier and the same date of birth', async () => {
    const at = system();
    const [one, other] = [await register(at), await register(at, otherSuite, 'register-2')];
    expect(other.id).toBe(one.id);
  });

  it('is not given away by the answer to whoever registers them', async () => {
    const at = system();
    const { position: _, ...anew } = await register(at);
    const { position: __, ...known } = await register(at, otherSuite, 'register-2');
    expect(known).toEqual(anew);
  });

  it('is another person with another date of birth, and a near match for information governance', async () => {
    const at = system();
    const one = await register(at);
    const other = await register(at, otherSuite, 'register-2', { ...sam, dateOfBirth: '1991-04-03' as '1991-04-02' });
    expect(other.id).not.toBe(one.id);
    const { facts: read } = await at.log.read('person', other.id);
    expect(read[0]!.fact).toMatchObject({ nearMatches: [one.id] });
  });

  it('is described rightly by whoever sees them, without becoming theirs or anybody else', async () => {
    const at = wayIn({ ...system(), seenBy: liaison.organisation });
    const { id, events } = await register(at);
    const { facts: before } = await at.log.read('person', id, true);
    const correct = (caller: Caller, as: object) =>
      at.person.execute(
        new PersonStep(
          id,
          { do: 'correct', corrects: before[0]?.id ?? '', why: 'misheard', as: { do: 'register person', ...as } },
          { caller, key: `correct-${caller.user}-${JSON.stringify(as)}` },
        ),
      );
    expect(events).toEqual([]);
    expect(await refusal(correct(otherSuite, { dateOfBirth: '1991-04-03' }))).toBe('not-found NOT_FOUND');
    expect(await refusal(correct(liaison, { identifiers: { pnc: '2025/9000002Q' } }))).toBe(
      'invalid IDENTIFIERS_STAND',
    );
    await correct(liaison, { dateOfBirth: '1991-04-03' });
    const { facts: after } = await at.log.read('person', id, true);
    expect(after.at(-1)?.fact).toMatchObject({
      type: 'PersonRegisteredCorrected',
      fact: { dateOfBirth: '1991-04-03', name: sam.name, organisation: custody.organisation },
    });
  });

  it('is registered once by twenty services at the same moment', async () => {
    const at = system();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        register(wayIn(at), { ...custody, user: `user-${index}` }, `register-${index}`),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await facts(at.store, 'person')).filter((type) => type === 'PersonRegistered')).toHaveLength(1);
  });

  it('hides a restricted record behind whatever record it was merged with', async () => {
    const at = system();
    const [hidden, open] = [await register(at), await register(at, custody, 'register-2', another)];
    const restrict = { do: 'restrict person', reason: 'A public figure.' } as const;
    await at.person.execute(new PersonStep(hidden.id, restrict, { caller: governance, key: 'restrict-1' }));
    const merged = wayIn({ ...at, merged: [hidden.id, open.id] });
    expect(await refusal(request(merged, open.id))).toBe('not-found NOT_FOUND');
    expect(await refusal(request(wayIn(at), open.id))).toBe('it was recorded');
  });

  it('refuses an identifier whose check letter is wrong, naming the field', async () => {
    const at = system();
    const wrong = { ...sam, identifiers: { pnc: '2024/9000001A' } } as unknown as typeof sam;
    await expect(register(at, custody, 'register-1', wrong)).rejects.toMatchObject({
      kind: 'invalid',
      field: 'identifiers.pnc',
    });
    expect(await facts(at.store)).toEqual([]);
  });

  it('leaves no trace of a registration that is refused', async () => {
    const at = system();
    const unborn = { ...sam, dateOfBirth: '2027-01-01' } as unknown as typeof sam;
    const nowhere = { ...sam, residence: 'E07000001' } as unknown as typeof sam;
    expect(await refusal(register(at, custody, 'register-1', unborn))).toBe('invalid DATE_OF_BIRTH_IMPOSSIBLE');
    expect(await refusal(register(at, custody, 'register-2', nowhere))).toBe('invalid UNKNOWN_AUTHORITY');
    expect(await facts(at.store)).toEqual([]);
  });

  it('does not exist after erasure, and can be met anew once the identifiers are given up', async () => {
    const at = system();
    const { id } = await register(at);
    await at.person.execute(
      new PersonStep(id, { do: 'erase person', reason: 'Retention ended.' }, { caller: governance, key: 'erase-01' }),
    );
    expect(await refusal(request(at, id))).toBe('not-found NOT_FOUND');
    await at.registry.release(id, { pnc: '2024/9000001Z' });
    await at.keys.destroy(id);
    const anew = await register(wayIn(at), otherSuite, 'register-3');
    expect(anew.id).not.toBe(id);
  });
});

/** The methods of a store as fields, so that one can be replaced. */
function bound(store: EventStore): EventStore {
  const methods = ['append', 'readStream', 'readAll', 'follow', 'head', 'deleteStream', 'identity', 'close'] as const;
  return Object.fromEntries(
    methods.map((name) => [name, (store[name] as (...all: unknown[]) => unknown).bind(store)]),
  ) as unknown as EventStore;
}
