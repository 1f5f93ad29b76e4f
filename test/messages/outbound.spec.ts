import { contractOf, exampleOf, messageTypes, schemaOf } from '#messages/contracts';
import { isPrivate, outgoing, type Surroundings } from '#messages/outbound';
import type { Requested } from '#pathway/handover/state';
import { factOf, personalOf, type Sample, samples, strings } from '#test/history/samples';
import { Ajv } from 'ajv';

const ajv = new Ajv({ strict: false, validateFormats: false });
const valid = (type: (typeof messageTypes)[number], message: unknown) => {
  ajv.validate(schemaOf(type), message);
  return ajv.errors ?? [];
};

const PERSON = '2c5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c13';
const HANDOVER = '0a5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c11';
const EVENT = '1b5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c12';
const COMMAND = '3d5b1a52-3f0e-5d0b-9a55-0d5b6b1b7c14';

const asked = { receiver: 'provider-riverside', requestedAt: '2026-03-02T09:00:00Z' };
const handover = {
  id: HANDOVER,
  status: 'requested',
  personId: PERSON,
  purpose: 'requirement',
  sender: 'court-albion-crown',
  receiver: 'provider-northgate',
  copiedTo: ['probation-liverpool'],
  requests: [asked, { ...asked, receiver: 'provider-northgate' }],
} as unknown as Requested & { id: string };

const around = ({ stage }: Pick<Sample, 'stage'>): Surroundings =>
  stage === 'handover' ? handover : { episode: HANDOVER, handed: ['provider-riverside'] };

const told = (sample: Sample) => ({
  fact: factOf(sample),
  id: EVENT,
  stage: sample.stage,
  instance: HANDOVER,
  revision: 1n,
  position: 7n,
  recordedAt: '2026-03-02T21:41:10Z',
  personId: PERSON,
  organisation: 'throughcare',
  user: 'journey',
});

const said = samples.map((sample) => [sample, outgoing(told(sample), around(sample), COMMAND)] as const);
const sampleOf = (type: string) => samples.find((sample) => sample.type === type)!;

describe('What a fact tells other services', () => {
  it.each(said.filter(([, one]) => one))('fits its contract: $file', (_sample, one) => {
    const { message } = one!;
    expect(valid(message.type as never, JSON.parse(JSON.stringify(message)))).toEqual([]);
  });

  it('holds no word that is kept encrypted, of any fact that ever shipped', () => {
    const leaked = said.flatMap(([sample, one]) => {
      const personal = personalOf(sample);
      const words = strings(sample.data).flatMap(([path, word]) =>
        personal.some((field) => path === field || path.startsWith(`${field}.`)) ? [word] : [],
      );
      const written = JSON.stringify(one?.message ?? {});
      return words.filter((word) => written.includes(word)).map((word) => [sample.file, word]);
    });
    expect(leaked).toEqual([]);
  });

  it('every contract is used by some fact', () => {
    const levels = [1, 2, 3].map((level) => {
      const escalated = sampleOf('HandoverEscalated');
      return outgoing(told({ ...escalated, data: { ...escalated.data, level } }), handover, COMMAND);
    });
    const used = [...said.map(([, one]) => one), ...levels].map((one) => one?.message.type);
    expect(messageTypes.filter((type) => !used.includes(type))).toEqual([]);
  });

  it('goes to sender, receiver and whoever is kept informed of its standing', () => {
    const one = outgoing(told(sampleOf('HandoverAccepted')), handover, COMMAND);
    expect(one?.to).toEqual(['court-albion-crown', 'provider-northgate', 'probation-liverpool']);
  });

  it('tells the former receiver that it was reassigned, and not to whom', () => {
    const one = outgoing(told(sampleOf('HandoverReassigned')), handover, COMMAND);
    expect(one?.to).toContain('provider-riverside');
    expect(JSON.stringify(one?.message)).not.toContain('provider-northgate');
  });

  it('tells the partnership of a late handover without the person, the handover or a trace of the request', () => {
    const escalated = sampleOf('HandoverEscalated');
    const third = { ...escalated, data: { ...escalated.data, level: 3, told: 'sro-liverpool' } };
    const one = outgoing(told(third), handover, COMMAND);
    expect(one?.to).toEqual(['sro-liverpool']);
    expect(JSON.stringify(one?.message)).not.toContain(PERSON);
    expect(JSON.stringify(one?.message)).not.toContain(HANDOVER);
  });

  it('tells nobody of a level where nobody is named', () => {
    const escalated = sampleOf('HandoverEscalated');
    expect(
      outgoing(told({ ...escalated, data: { ...escalated.data, told: null } }), handover, COMMAND),
    ).toBeUndefined();
  });

  it('names what a correction corrects, under an id of its own', () => {
    const corrected = samples.find(({ type }) => type === 'HandoverDeclinedCorrected')!;
    const one = outgoing(told(corrected), handover, COMMAND);
    expect(one?.message).toMatchObject({
      id: EVENT,
      type: 'throughcare.handover.declined.v1',
      corrects: corrected.data['corrects'],
    });
  });

  it('tells a corrected result to whom the test led, and a first one by nothing but its handover', () => {
    const [first, corrected] = ['ArrestTestResultRecorded', 'ArrestTestResultRecordedCorrected'].map(sampleOf);
    expect(outgoing(told(first!), { episode: HANDOVER, handed: [] }, COMMAND)).toBeUndefined();
    expect(outgoing(told(corrected!), { episode: HANDOVER, handed: ['ld-quayside'] }, COMMAND)).toMatchObject({
      to: ['ld-quayside'],
      message: { type: 'throughcare.arrest-test.result-corrected.v1', data: { episode: HANDOVER } },
    });
  });

  it('is the same whenever it is told, with one trace for what one command caused', () => {
    const sample = sampleOf('HandoverRequested');
    const one = outgoing(told(sample), handover, COMMAND);
    expect(outgoing(told(sample), handover, COMMAND)).toEqual(one);
    expect(one?.message.traceparent).toBe(`00-${COMMAND.replaceAll('-', '')}-1b5b1a523f0e5d0b-00`);
  });

  it('says nothing of what is private', () => {
    const registered = sampleOf('PersonRegistered');
    expect(isPrivate('person', 'PersonRegistered')).toBe(true);
    expect(outgoing(told(registered), around(registered), COMMAND)).toBeUndefined();
  });

  it.each(messageTypes)('has an example that fits: %s', (type) => {
    expect(valid(type, exampleOf(type))).toEqual([]);
    expect(valid(type, { ...exampleOf(type), name: 'Sam Example' })).not.toEqual([]);
    expect(contractOf(type).summary).toMatch(/\.$/);
  });
});
