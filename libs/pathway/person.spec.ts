import { decideCorrection, fold } from '#pathway/corrections';
import { ERASED } from '#pathway/decider';
import { person, type PersonCommand, type PersonFact } from '#pathway/person';
import { residenceAt } from '#pathway/person/state';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import { given, givenWith } from '#test/support/stage';
import fc from 'fast-check';

const ID = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0aa';
const OTHER = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0bb';
const occurredAt = '2026-03-02T22:00:00Z';
const register: Extract<PersonCommand, { do: 'register person' }> = {
  do: 'register person',
  personId: ID,
  name: 'Sam Example',
  dateOfBirth: '1991-04-02',
  sex: 'male',
  ethnicity: 'A',
  residence: 'E08000012',
  identifiers: { pnc: '2024/9000001Z' },
  nearMatches: [],
};
const registered = given(person).when(register).then();
const recognise: Extract<PersonCommand, { do: 'recognise person' }> = {
  do: 'recognise person',
  dateOfBirth: '1991-04-02',
  identifiers: {},
  nearMatches: [],
};
const quayside = { organisation: 'ld-quayside', kind: 'liaison-diversion' } as const;

describe('Registering somebody', () => {
  it('records who they are, where they live, and the month they were born for counting', () =>
    given(person).when(register).thenRecords({
      type: 'PersonRegistered',
      organisation: 'custody-brunswick',
      birthMonth: '1991-04',
      residence: 'E08000012',
    }));

  it.each(['no-fixed-abode', 'not-known', 'W06000015'])('may say that they live in %s', (residence) =>
    given(person)
      .when({ ...register, residence })
      .thenRecords({ type: 'PersonRegistered', residence }),
  );

  it.each(['E07000105', 'Liverpool', 'S12000036'])('may not say that they live in %s', (residence) =>
    given(person)
      .when({ ...register, residence })
      .thenRefused('UNKNOWN_AUTHORITY', 'residence'),
  );

  it.each(['2026-03-03', '1991-02-29', 'spring 1991'])('is refused with the date of birth %s', (dateOfBirth) =>
    given(person)
      .when({ ...register, dateOfBirth })
      .thenRefused('DATE_OF_BIRTH_IMPOSSIBLE', 'dateOfBirth'),
  );

  it('happens once', () => registered.when(register).thenRefused('ALREADY_REGISTERED'));

  it('comes before anything else', () =>
    given(person).when({ do: 'change residence', residence: 'E08000003' }).thenRefused('NOT_REGISTERED'));
});

describe('Meeting somebody again', () => {
  it('is recorded once for each service', () => {
    const met = registered.when(recognise, { by: quayside });
    met.thenRecords({ type: 'PersonRecognised', organisation: 'ld-quayside' });
    met.then().when(recognise, { by: quayside }).thenRecordsNothing();
    registered.when(recognise).thenRecordsNothing();
  });

  it('adds the identifiers that were not known', () => {
    const identifiers = { pnc: '2024/9000001Z', crn: 'X100001' };
    const met = registered.when({ ...recognise, identifiers, nearMatches: [OTHER] }, { by: quayside });
    met.thenRecords(
      { type: 'PersonRecognised' },
      { type: 'IdentifiersAdded', identifiers: { crn: 'X100001' }, nearMatches: [OTHER] },
    );
    met
      .then()
      .when({ ...recognise, identifiers }, { by: quayside })
      .thenRecordsNothing();
  });

  it('is refused with another date of birth', () =>
    registered.when({ ...recognise, dateOfBirth: '1991-04-03' }).thenRefused('DIFFERENT_PERSON'));
});

describe('Where somebody lives', () => {
  const moved = registered
    .when({ do: 'change residence', residence: 'E08000003' }, { now: '2026-05-01T09:00:00Z' })
    .then();

  it('is known for every day, also the days before they moved', () => {
    expect(moved.state.residence).toBe('E08000003');
    expect(residenceAt(moved.state, '2026-04-30T12:00:00Z')).toBe('E08000012');
    expect(residenceAt(moved.state, '2020-01-01T00:00:00Z')).toBe('E08000012');
  });

  it('is still the latest place where an earlier move is recorded late', () => {
    const late = moved
      .when(
        { do: 'change residence', residence: 'E06000023' },
        { now: '2026-06-01T09:00:00Z', occurredAt: '2026-04-01T09:00:00Z' },
      )
      .then();
    expect(late.state.residence).toBe('E08000003');
    expect(residenceAt(late.state, '2026-04-30T12:00:00Z')).toBe('E06000023');
  });

  it('is recorded only where it changes', () =>
    moved
      .when({ do: 'change residence', residence: 'E08000003' }, { now: '2026-05-02T09:00:00Z' })
      .thenRecordsNothing());
});

describe('A restricted person', () => {
  const restricted = registered.when({ do: 'restrict person', reason: 'works for a party to the case' }).then();
  const granted = restricted.when({ do: 'grant access', user: 'a.lead', reason: 'allocated' }).then();

  it('is seen by those with a named grant until it is withdrawn', () => {
    expect(restricted.state).toMatchObject({ restricted: true, grants: [] });
    expect(granted.state.grants).toEqual(['a.lead']);
    expect(granted.when({ do: 'withdraw access', user: 'a.lead', reason: 'left' }).then().state.grants).toEqual([]);
  });

  it('may be unrestricted', () =>
    expect(restricted.when({ do: 'unrestrict person', reason: 'case closed' }).then().state.restricted).toBe(false));
});

describe('Two records of one person', () => {
  const merged = registered.when({ do: 'merge people', into: OTHER, reason: 'same fingerprints' }).then();

  it('are merged into one, and taken apart again', () => {
    expect(merged.state.mergedInto).toBe(OTHER);
    const apart = merged.when({ do: 'unmerge people', reason: 'not the same after all' });
    apart.thenRecords({ type: 'PersonUnmerged', from: OTHER });
    expect(apart.then().state.mergedInto).toBeUndefined();
  });

  it('are never one record merged into itself', () =>
    registered.when({ do: 'merge people', into: ID, reason: 'slip' }).thenRefused('MERGE_INTO_ITSELF', 'into'));

  it('is not merged in a circle, or into a record that there is not', () => {
    const into = { do: 'merge people', into: OTHER, reason: 'slip' } as const;
    const state = registered.state;
    expect(person.decide(into, state, { ...givenWith({}), leadsTo: [OTHER, ID] })).toMatchObject({
      refused: 'MERGE_INTO_ITSELF',
    });
    expect(person.decide(into, state, { ...givenWith({}), leadsTo: [] })).toMatchObject({ refused: 'NO_SUCH_RECORD' });
  });

  it('are not merged twice, nor taken apart without having been merged', () => {
    merged.when({ do: 'merge people', into: OTHER, reason: 'again' }).thenRefused('ALREADY_MERGED');
    registered.when({ do: 'unmerge people', reason: 'slip' }).thenRefused('NOT_MERGED');
  });
});

describe('An erased person', () => {
  const erased = registered.when({ do: 'erase person', reason: 'retention period ended' }).then();

  it.each<PersonCommand>([
    register,
    recognise,
    { do: 'change residence', residence: 'E08000003' },
    { do: 'restrict person', reason: 'late' },
    { do: 'erase person', reason: 'again' },
  ])('is not $do any more', (command) => erased.when(command).thenRefused('PERSON_ERASED'));

  it('has no date of birth and no identifiers once the key is gone, and still counts', () => {
    const unreadable = { name: ERASED, dateOfBirth: ERASED, identifiers: ERASED as never };
    const facts: PersonFact[] = [
      { type: 'PersonRegistered', occurredAt, ...register, birthMonth: '1991-04', ...unreadable },
      { type: 'PersonErased', occurredAt, reason: ERASED },
    ];
    const { state } = given(person, ...facts);
    expect(state).toMatchObject({ erased: true, identifiers: [], residence: 'E08000012', sex: 'male' });
    expect(state.dateOfBirth).toBeUndefined();
  });
});

describe('A wrong registration', () => {
  it('is corrected with its date of birth, and the month for counting with it', () => {
    const history = (given(person).when(register).decision as readonly PersonFact[]).map((fact) => ({
      id: 'e1',
      fact,
    }));
    const decision = decideCorrection(
      person,
      history,
      { do: 'correct', corrects: 'e1', why: 'misheard', as: { do: 'register person', dateOfBirth: '1991-05-02' } },
      givenWith({ now: '2026-03-03T09:00:00Z' }),
    );
    expect(decision).toMatchObject([
      { type: 'PersonRegisteredCorrected', fact: { dateOfBirth: '1991-05-02', birthMonth: '1991-05', occurredAt } },
    ]);
    const corrected = [...history, { id: 'e2', fact: (decision as readonly [never])[0] }];
    expect(fold(person, corrected).dateOfBirth).toBe('1991-05-02');
  });
});

describe('Whatever is asked about a person', () => {
  const reason = 'because';
  const residence = fc.constantFrom('E08000012', 'E08000003', 'nowhere');
  const user = fc.constantFrom('a.lead', 'b.lead');
  const command: fc.Arbitrary<PersonCommand> = fc.oneof(
    fc.constant(register),
    fc.record({
      do: fc.constant('recognise person'),
      dateOfBirth: fc.constantFrom('1991-04-02', '1991-04-03'),
      identifiers: fc.constantFrom({}, { crn: 'X100001' }, { crn: 'X100002' }),
      nearMatches: fc.constant([]),
    }),
    fc.record({ do: fc.constant('change residence'), residence }),
    fc.record({ do: fc.constant('change details'), name: fc.constantFrom('Sam', 'Samuel') }),
    fc.record({ do: fc.constantFrom('restrict person', 'unrestrict person'), reason: fc.constant(reason) }),
    fc.record({ do: fc.constantFrom('grant access', 'withdraw access'), user, reason: fc.constant(reason) }),
    fc.record({ do: fc.constant('merge people'), into: fc.constantFrom(ID, OTHER), reason: fc.constant(reason) }),
    fc.constantFrom<PersonCommand>({ do: 'unmerge people', reason }, { do: 'erase person', reason }),
  );

  it('twice, happens once', () =>
    askedTwiceHappensOnce(
      person,
      fc.tuple(command, fc.record({ by: fc.constantFrom(quayside, { ...quayside, organisation: 'ld-weaver' }) })),
      [
        'register person',
        'recognise person',
        'change residence',
        'change details',
        'restrict person',
        'unrestrict person',
        'grant access',
        'withdraw access',
        'merge people',
        'unmerge people',
        'erase person',
      ],
    ));
});
