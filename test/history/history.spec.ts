import { fold, type Recorded } from '#pathway/corrections';
import type { Decider } from '#pathway/decider';
import { deciders } from '#pathway/deciders';
import type { GivenPerson } from '#pathway/given';
import { type StageFact, stageNames } from '#pathway/stages';
import { factTypes, UnknownFact, UnreadableFact, upcast } from '#pathway/upcast';
import { factOf, personalOf, samples, strings } from '#test/history/samples';

type Whole = Decider<string, { do: string }, StageFact, unknown, GivenPerson, string>;
const wholes = deciders as unknown as Readonly<Record<string, Whole>>;

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PLACE = /^([EW]\d{8}|no-fixed-abode|not-known)$/;

/** What a string that is not encrypted may be, by the last name of its path. A new field has to be put somewhere. */
const plain: readonly (readonly [RegExp, readonly string[]])[] = [
  [INSTANT, ['occurredAt', 'time', 'initial', 'when', 'due']],
  [DATE, ['date', 'expected', 'convicted', 'sentenced', 'takenOn', 'on', 'triaged', 'lastDose', 'nextDue']],
  [/^\d{4}-\d\d$/, ['birthMonth']],
  [UUID, ['personId', 'nearMatches', 'into', 'from', 'corrects', 'instance', 'event', 'handover', 'test', 'treatment']],
  [PLACE, ['residence', 'area']],
  [/^[A-Z]$/, ['ethnicity']],
  [/^(DRR|ATR|MHTR|[a-z]+)$/, ['kind']],
  [/^DTOA_\d{4}$/, ['regime']],
  [/^[A-Z][A-Za-z]+$/, ['type']],
  [
    CODE,
    [
      'organisation',
      'suite',
      'service',
      'referrer',
      'unit',
      'court',
      'reviewCourt',
      'prison',
      'supervisedBy',
      'provider',
    ],
  ],
  [CODE, ['sender', 'receiver', 'copiedTo', 'told', 'to', 'user']],
  [CODE, ['sex', 'detention', 'ground', 'cocaine', 'opiates', 'which', 'point', 'needs', 'risk', 'scope', 'answer']],
  [CODE, ['substances', 'outcome', 'order', 'response', 'mode', 'place', 'reason', 'interventions', 'setting']],
  [CODE, ['purpose', 'stage', 'confirmedBy', 'deadline']],
];

const isPlain = (path: string, text: string): boolean => {
  const name = path.split('.').at(-1) ?? path;
  return plain.some(([shape, names]) => names.includes(name) && shape.test(text));
};

const isWithin = (path: string, fields: readonly string[]): boolean =>
  fields.some((field) => path === field || path.startsWith(`${field}.`));

describe('Every shape of fact that has ever shipped', () => {
  it('is kept here, one file each', () => {
    const kept = new Set(samples.map(({ type }) => type));
    expect(factTypes.filter((type) => !kept.has(type))).toEqual([]);
    expect(samples.filter(({ type }) => type.endsWith('Corrected')).length).toBeGreaterThan(0);
  });

  it.each(samples)('$file names its type and the number of the shape', ({ file, type }) => {
    expect(file).toMatch(/^[a-z-]+\/[A-Z][A-Za-z]+\.[1-9]\d*\.json$/);
    expect(factTypes).toContain(type.replace(/Corrected$/, ''));
  });

  it.each(samples)('$file is still read as a fact of its stage, and folds', (sample) => {
    const { stage } = sample;
    const decider = wholes[stage];
    const fact = factOf(sample);
    expect(fact).toMatchObject({ type: sample.type, occurredAt: expect.any(String) as string });
    const [opening] = samples.filter((one) => one.stage === stage && 'personId' in one.data).map(factOf);
    const history = [opening, fact].map((one, index) => ({ id: String(index), fact: one }) as Recorded<StageFact>);
    expect(fold(decider as Whole, history)).toEqual(expect.any(Object));
  });

  it.each(stageNames)('of %s, folded one after another, is a state', (stage) => {
    const history = samples.filter((one) => one.stage === stage).map((one) => ({ id: one.file, fact: factOf(one) }));
    const decider = wholes[stage];
    expect(fold(decider as Whole, history as readonly Recorded<StageFact>[])).not.toEqual(decider?.initial);
  });
});

describe('What is personal', () => {
  it.each(samples)('in $file is encrypted, and the rest is a code, a date or an id', (sample) => {
    const personal = personalOf(sample);
    const loose = strings(sample.data).filter(([path, text]) => !isWithin(path, personal) && !isPlain(path, text));
    expect(loose).toEqual([]);
  });

  it('would be noticed if a new field held it', () => {
    expect(isPlain('fact.remarks', 'none')).toBe(false);
    expect(isPlain('reason', 'She said she was ill.')).toBe(false);
    expect(strings({ tests: [{ takenOn: '2026-05-06' }] })).toEqual([['tests.takenOn', '2026-05-06']]);
  });

  it.each(stageNames)('of %s is named after fields that its facts have', (stage) => {
    const paths = samples
      .filter((one) => one.stage === stage && !one.type.endsWith('Corrected'))
      .flatMap(({ data }) => strings(data).map(([path]) => path));
    const stale = deciders[stage].personal.filter((field) => !paths.some((path) => isWithin(path, [field])));
    expect(stale).toEqual([]);
  });
});

describe('Reading the log', () => {
  it('says which type of event it does not know', () => {
    expect(() => upcast('PersonTeleported', { occurredAt: '2026-03-02T21:40:00Z' })).toThrow(UnknownFact);
    expect(() => upcast('PersonTeleportedCorrected', {})).toThrow('PersonTeleportedCorrected');
    expect(() => upcast('toString', {})).toThrow(UnknownFact);
  });

  it('says what is missing of a fact, and repeats nothing that it holds', () => {
    expect(() => upcast('PersonRegistered', { name: 'Sam Example' })).toThrow(
      'A stored PersonRegistered cannot be read: its occurredAt is missing or of another kind.',
    );
    expect(() => upcast('SampleTaken', [])).toThrow(UnreadableFact);
    const correction = { occurredAt: '2026-03-02T21:40:00Z', corrects: 'an event', why: 'Keyed wrong.' };
    expect(() => upcast('SampleTakenCorrected', correction)).toThrow('its fact is missing');
    const other = { ...correction, fact: { type: 'SampleSold', occurredAt: '2026-03-02T21:40:00Z' } };
    expect(() => upcast('SampleTakenCorrected', other)).toThrow('SampleSold');
  });

  it('takes a correction that says another thing happened: attended, not missed', () => {
    const fact = { type: 'AssessmentAttended', occurredAt: '2026-03-02T21:40:00Z', which: 'initial' };
    const correction = { occurredAt: '2026-03-03T09:00:00Z', corrects: 'an event', why: 'Came late.', fact };
    expect(upcast('AssessmentMissedCorrected', correction)).toMatchObject({ type: 'AssessmentMissedCorrected', fact });
  });
});
