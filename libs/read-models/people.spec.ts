import type { Json } from '#pathway/decider';
import { peopleView } from '#read-models/people';
import {
  byIdentifier,
  byNameAndBirth,
  canonicalPeople,
  identifiersOf,
  nearMatches,
  peopleWith,
  residenceOf,
  sameAs,
} from '#read-models/people/queries';
import { likeness } from '#read-models/people/likeness';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';

const said = (
  name: string,
  type: string,
  more: Readonly<Record<string, Json>> = {},
  occurredAt = '2026-03-02T09:00:00Z',
): Said => ({
  stage: 'person',
  instance: idOf(name),
  personId: idOf(name),
  fact: { type, occurredAt, ...more },
});

const registered = (name: string, more: Readonly<Record<string, Json>> = {}): Said =>
  said(name, 'PersonRegistered', {
    personId: idOf(name),
    organisation: 'custody-brunswick',
    name,
    dateOfBirth: '1991-04-02',
    birthMonth: '1991-04',
    sex: 'male',
    ethnicity: 'A',
    residence: 'E08000012',
    identifiers: {},
    nearMatches: [],
    ...more,
  });

const merged = (name: string, into: string) => said(name, 'PersonMerged', { into: idOf(into), reason: 'the same' });

describe('People', () => {
  let view: Projected;
  const names = (found: readonly { person: { name: string | null } }[]) => found.map(({ person }) => person.name);

  beforeEach(async () => {
    view = await Projected.of(peopleView);
  });
  afterEach(() => view.end());

  it('are found by an exact identifier, also one that was added later', async () => {
    await view.told(
      registered('Sam Oakes', { identifiers: { pnc: '2024/9000001Z' } }),
      registered('Ali Reed'),
      said('Ali Reed', 'IdentifiersAdded', { identifiers: { crn: 'X100001' }, nearMatches: [] }),
    );
    expect(names(await byIdentifier(view.dataSource, 'pnc', '2024/9000001Z'))).toEqual(['Sam Oakes']);
    expect(names(await byIdentifier(view.dataSource, 'crn', 'X100001'))).toEqual(['Ali Reed']);
    expect(await byIdentifier(view.dataSource, 'crn', '2024/9000001Z')).toEqual([]);
  });

  it('are found by date of birth and a name spelt nearly so, best first', async () => {
    await view.told(
      registered('Bartholomew Oakes'),
      registered('Bartolomew Oaks'),
      registered('Ned Reed'),
      registered('Bartholomew Oakes the younger', { dateOfBirth: '1992-04-02' }),
    );
    expect(names(await byNameAndBirth(view.dataSource, 'oakes, bartholomew', '1991-04-02'))).toEqual([
      'Bartholomew Oakes',
      'Bartolomew Oaks',
    ]);
  });

  it('count as one when merged, through any number of records, and as two again when unmerged', async () => {
    await view.told(registered('A'), registered('B'), registered('C'), merged('A', 'B'), merged('B', 'C'));
    expect(await canonicalPeople(view.dataSource, [idOf('A'), idOf('C'), idOf('nobody')])).toEqual(
      new Map([
        [idOf('A'), idOf('C')],
        [idOf('C'), idOf('C')],
        [idOf('nobody'), idOf('nobody')],
      ]),
    );
    const same = await sameAs(view.dataSource, idOf('B'));
    expect(same[0]).toBe(idOf('C'));
    expect(new Set(same)).toEqual(new Set(['A', 'B', 'C'].map(idOf)));
    await view.told(said('B', 'PersonUnmerged', { from: idOf('C'), reason: 'not the same' }));
    expect(new Set(await sameAs(view.dataSource, idOf('A')))).toEqual(new Set(['A', 'B'].map(idOf)));
    expect(await sameAs(view.dataSource, idOf('C'))).toEqual([idOf('C')]);
  });

  it('live where they lived on a date, as far as was known on another', async () => {
    await view.told(registered('Sam Oakes'), {
      ...said('Sam Oakes', 'ResidenceChanged', { residence: 'E08000003' }, '2026-04-01T00:00:00Z'),
      recordedAt: '2026-05-10T09:00:00Z',
    });
    const lived = (when: { effectiveAt?: string; asKnownAt?: string }) =>
      residenceOf(view.dataSource, idOf('Sam Oakes'), when);
    expect(await lived({})).toBe('E08000003');
    expect(await lived({ effectiveAt: '2026-03-15T00:00:00Z' })).toBe('E08000012');
    expect(await lived({ asKnownAt: '2026-05-01T00:00:00Z' })).toBe('E08000012');
    expect(await lived({ asKnownAt: '2026-06-01T00:00:00Z' })).toBe('E08000003');
  });

  it('keep what was said since when what was registered is corrected', async () => {
    const [id = ''] = await view.told(
      registered('Sam Oaks'),
      said('Sam Oaks', 'PersonDetailsChanged', { ethnicity: 'K' }),
    );
    await view.told(
      said('Sam Oaks', 'PersonRegisteredCorrected', {
        corrects: id,
        why: 'A letter was missing.',
        fact: { ...registered('Sam Oaks').fact, name: 'Sam Oakes', dateOfBirth: '1991-04-03' } as Json,
      }),
    );
    expect(await peopleWith(view.dataSource, [idOf('Sam Oaks')])).toMatchObject([
      { name: 'Sam Oakes', dateOfBirth: '1991-04-03', ethnicity: 'K', birthMonth: '1991-04' },
    ]);
  });

  it('are restricted, with grants by name', async () => {
    await view.told(
      registered('Sam Oakes'),
      said('Sam Oakes', 'PersonRestricted', { reason: 'at risk' }),
      said('Sam Oakes', 'AccessGranted', { user: 'one', reason: 'key worker' }),
      said('Sam Oakes', 'AccessGranted', { user: 'two', reason: 'key worker' }),
      said('Sam Oakes', 'AccessWithdrawn', { user: 'one', reason: 'left' }),
    );
    const [row] = await peopleWith(view.dataSource, [idOf('Sam Oakes')]);
    expect(row).toMatchObject({ restricted: true, grants: ['two'] });
  });

  it('who share an identifier but not the date of birth are shown to information governance until they are merged', async () => {
    await view.told(
      registered('A'),
      registered('B', { nearMatches: [idOf('A')] }),
      registered('C', { nearMatches: [idOf('A')] }),
    );
    expect((await nearMatches(view.dataSource)).map(({ personId }) => personId).toSorted()).toEqual(
      [idOf('B'), idOf('C')].toSorted(),
    );
    await view.told(merged('A', 'B'), said('C', 'PersonErased', { reason: 'asked for' }));
    expect(await nearMatches(view.dataSource)).toEqual([]);
  });

  it('leave nothing that names them once erased, and what is counted stays', async () => {
    await view.told(
      registered('Sam Oakes', { identifiers: { pnc: '2024/9000001Z' }, address: '1 Invented Street' }),
      said('Sam Oakes', 'PersonErased', { reason: 'Sam Oakes asked for it' }, '2026-06-01T00:00:00Z'),
    );
    expect(await peopleWith(view.dataSource, [idOf('Sam Oakes')])).toMatchObject([
      {
        name: null,
        dateOfBirth: null,
        birthMonth: '1991-04',
        sex: 'male',
        ethnicity: 'A',
        erasedAt: '2026-06-01T00:00:00Z',
      },
    ]);
    expect(await identifiersOf(view.dataSource, [idOf('Sam Oakes')])).toEqual([]);
    expect(await byIdentifier(view.dataSource, 'pnc', '2024/9000001Z')).toEqual([]);
    const rows = JSON.stringify(await view.dataSource.query('select * from people.person'));
    for (const trace of ['Sam', '1991-04-02', '9000001', 'Invented']) expect(rows).not.toContain(trace);
  });
});

describe('Two names', () => {
  it.each([
    ['Zoë Müller', 'zoe muller', 1, 1],
    ['Oakes Sam', 'Sam Oakes', 1, 1],
    ['Mohammed Khan', 'Mohamed Khan', 0.6, 0.99],
    ['Sam Oakes', 'Ned Reed', 0, 0.1],
    ['', 'Ned Reed', 0, 0],
  ])('%s and %s are alike between %d and %d', (one, other, least, most) => {
    expect(likeness(one, other)).toBeGreaterThanOrEqual(least);
    expect(likeness(one, other)).toBeLessThanOrEqual(most);
    expect(likeness(other, one)).toBe(likeness(one, other));
  });
});
