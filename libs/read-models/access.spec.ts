import type { Json } from '#pathway/decider';
import type { StageName } from '#pathway/stages';
import { accessView } from '#read-models/access';
import { justiceConsent, partiesOf, peopleSeenBy, sees, wasHanded } from '#read-models/access/queries';
import { peopleView } from '#read-models/people';
import { idOf, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';
import { reference } from '#test/support/reference';

const mo = idOf('Mo');
const referral = idOf('L1');
const asked = idOf('the handover');

const on = (
  stage: StageName,
  instance: string,
  type: string,
  more: Readonly<Record<string, Json>> = {},
  personId = mo,
): Said => ({ stage, instance, personId, fact: { type, occurredAt: '2026-01-05T10:00:00Z', ...more } });

const registered = (name: string): Said =>
  on(
    'person',
    idOf(name),
    'PersonRegistered',
    {
      personId: idOf(name),
      organisation: 'court-albion-crown',
      name,
      dateOfBirth: '1975-05-05',
      birthMonth: '1975-05',
      sex: 'male',
      ethnicity: 'K',
      residence: 'E06000023',
      identifiers: {},
      nearMatches: [],
    },
    idOf(name),
  );

const opened = on('liaison-referral', referral, 'LiaisonReferralOpened', {
  personId: mo,
  point: 'probation',
  referrer: 'probation-liverpool',
  service: 'ld-quayside',
});
const consent = (answer: string, occurredAt: string, scope = 'share-justice'): Said => {
  const said = on('liaison-referral', referral, 'ConsentRecorded', { scope, answer });
  return { ...said, fact: { ...said.fact, occurredAt } };
};
const requested = on('handover', asked, 'HandoverRequested', {
  personId: mo,
  purpose: 'onward-referral',
  sender: 'ld-quayside',
  receiver: 'provider-harbour',
  openedBy: { stage: 'liaison-referral', instance: referral, event: idOf('onward') },
  area: 'E06000023',
});
const reassigned = (to: string) => on('handover', asked, 'HandoverReassigned', { to, reason: 'moved' });

describe('A person is seen', () => {
  let view: Projected;
  const seenBy = async (...organisations: string[]) => {
    const seen = await Promise.all(organisations.map((code) => sees(view.dataSource, code, mo)));
    return organisations.filter((_, index) => seen[index]);
  };

  beforeEach(async () => {
    view = await Projected.of(peopleView, accessView(reference));
  });
  afterEach(() => view.end());

  it('not by the service that only registered them', async () => {
    await view.told(registered('Mo'));
    expect(await seenBy('court-albion-crown')).toEqual([]);
    expect(await peopleSeenBy(view.dataSource, 'court-albion-crown')).toEqual([]);
  });

  it('by the service that works on a referral and by who made it', async () => {
    await view.told(registered('Mo'), opened, consent('given', '2026-01-05T10:30:00Z'));
    expect(await seenBy('ld-quayside', 'probation-liverpool', 'provider-harbour')).toEqual([
      'ld-quayside',
      'probation-liverpool',
    ]);
    expect(await partiesOf(view.dataSource, [referral])).toEqual(
      new Map([[referral, { runs: ['ld-quayside'], handed: [] }]]),
    );
  });

  it('by the current receiver of a handover, and no longer by the one before', async () => {
    await view.told(registered('Mo'), opened, consent('given', '2026-01-05T10:30:00Z'), requested);
    expect(await seenBy('provider-harbour', 'provider-weald')).toEqual(['provider-harbour']);
    await view.told(reassigned('provider-weald'));
    expect(await seenBy('provider-harbour', 'provider-weald', 'ld-quayside')).toEqual([
      'provider-weald',
      'ld-quayside',
    ]);
    const parties = await partiesOf(view.dataSource, [referral, asked]);
    expect(parties.get(referral)).toEqual({ runs: ['ld-quayside'], handed: ['provider-weald'] });
    expect(parties.get(asked)).toEqual({ runs: ['ld-quayside', 'provider-weald'], handed: [] });
    await view.told(reassigned('provider-harbour'));
    expect(await seenBy('provider-harbour', 'provider-weald')).toEqual(['provider-harbour']);
  });

  it.each(['HandoverDeclined', 'HandoverWithdrawn'])('no longer by the receiver after %s', async (type) => {
    await view.told(registered('Mo'), opened, requested);
    expect(await wasHanded(view.dataSource, 'provider-harbour', mo)).toBe(true);
    const [id = ''] = await view.told(on('handover', asked, type, { reason: 'full' }));
    expect(await seenBy('provider-harbour', 'ld-quayside')).toEqual(['ld-quayside']);
    expect(await wasHanded(view.dataSource, 'provider-harbour', mo)).toBe(false);
    await view.told(reassigned('provider-weald'));
    const fact = { type, occurredAt: '2026-01-05T11:00:00Z', reason: 'out of area' };
    await view.told(on('handover', asked, `${type}Corrected`, { corrects: id, why: 'The wrong word.', fact }));
    expect(await seenBy('provider-weald')).toEqual(['provider-weald']);
  });

  it('by the provider still, where it works with them itself', async () => {
    const contact = { personId: mo, provider: 'provider-harbour' };
    await view.told(
      registered('Mo'),
      requested,
      on('treatment', idOf('X1'), 'ContactRecorded', contact),
      on('handover', asked, 'HandoverDeclined', { reason: 'full' }),
    );
    expect(await seenBy('provider-harbour')).toEqual(['provider-harbour']);
  });

  it('under a requirement by the probation unit and the courts that serve its authority', async () => {
    await view.told(
      registered('Mo'),
      on('treatment-requirement', idOf('R1'), 'SuitabilityAssessed', {
        personId: mo,
        kind: 'DRR',
        suitable: true,
        unit: 'probation-liverpool',
      }),
    );
    expect(await seenBy('probation-liverpool', 'court-albion-crown', 'court-weaver-mags')).toEqual([
      'probation-liverpool',
      'court-albion-crown',
    ]);
  });

  it('by the suite that tested them and by the prison that plans their release', async () => {
    await view.told(
      registered('Mo'),
      on('arrest-test', idOf('T1'), 'ArrestTestRequested', { personId: mo, suite: 'custody-brunswick' }),
      on('prison-release', idOf('P1'), 'ReleasePlanned', { personId: mo, prison: 'prison-brookvale' }),
    );
    expect(await seenBy('custody-brunswick', 'custody-hartwell', 'prison-brookvale', 'prison-glanarth')).toEqual([
      'custody-brunswick',
      'prison-brookvale',
    ]);
  });

  it('by the probation unit that a plan of release names, and no longer by one that was named wrongly', async () => {
    const plan = { personId: mo, prison: 'prison-brookvale' };
    const release = idOf('P1');
    const corrected = (supervisedBy?: string) => ({
      ...{ corrects: id, why: 'The wrong unit.' },
      fact: {
        ...{ type: 'ReleasePlanned', occurredAt: '2026-01-05T10:00:00Z', ...plan },
        ...(supervisedBy !== undefined && { supervisedBy }),
      },
    });
    const units = ['probation-liverpool', 'probation-manchester', 'prison-brookvale'] as const;
    const [, id = ''] = await view.told(
      registered('Mo'),
      on('prison-release', release, 'ReleasePlanned', { ...plan, supervisedBy: 'probation-liverpool' }),
    );
    expect(await seenBy(...units)).toEqual(['probation-liverpool', 'prison-brookvale']);
    await view.told(on('prison-release', release, 'ReleasePlannedCorrected', corrected('probation-manchester')));
    expect(await seenBy(...units)).toEqual(['probation-manchester', 'prison-brookvale']);
    expect((await partiesOf(view.dataSource, [release])).get(release)?.runs).toEqual([
      'prison-brookvale',
      'probation-manchester',
    ]);
    expect(await peopleSeenBy(view.dataSource, 'probation-liverpool')).toEqual([]);
    await view.told(on('prison-release', release, 'ReleasePlannedCorrected', corrected()));
    expect(await seenBy(...units)).toEqual(['prison-brookvale']);
    await view.told(on('prison-release', release, 'ReleasePlannedCorrected', corrected('probation-liverpool')));
    expect(await seenBy(...units)).toEqual(['probation-liverpool', 'prison-brookvale']);
  });

  it('under every record that was merged into one', async () => {
    const other = idOf('Mo again');
    await view.told(
      registered('Mo'),
      registered('Mo again'),
      on('prison-release', idOf('P1'), 'ReleasePlanned', { personId: other, prison: 'prison-brookvale' }, other),
    );
    expect(await seenBy('prison-brookvale')).toEqual([]);
    await view.told(on('person', other, 'PersonMerged', { into: mo, reason: 'the same' }, other));
    expect(await seenBy('prison-brookvale')).toEqual(['prison-brookvale']);
    expect(await peopleSeenBy(view.dataSource, 'prison-brookvale')).toEqual([mo]);
  });

  it('in no list once they have been erased', async () => {
    await view.told(registered('Mo'), opened, consent('given', '2026-01-05T10:30:00Z'));
    expect(await peopleSeenBy(view.dataSource, 'ld-quayside')).toEqual([mo]);
    await view.told(on('person', mo, 'PersonErased', { reason: 'asked for' }));
    expect(await peopleSeenBy(view.dataSource, 'ld-quayside')).toEqual([]);
  });
});

describe('Consent to share with justice', () => {
  let view: Projected;
  beforeEach(async () => {
    view = await Projected.of(peopleView, accessView(reference));
    await view.told(registered('Mo'), opened);
  });
  afterEach(() => view.end());

  it('stands while the newest answer is that it is given', async () => {
    expect(await justiceConsent(view.dataSource, mo)).toBe(false);
    await view.told(consent('given', '2026-01-05T10:30:00Z', 'share-health'));
    expect(await justiceConsent(view.dataSource, mo)).toBe(false);
    await view.told(consent('given', '2026-01-05T10:30:00Z'));
    expect(await justiceConsent(view.dataSource, mo)).toBe(true);
    await view.told(consent('refused', '2026-01-04T10:30:00Z'));
    expect(await justiceConsent(view.dataSource, mo)).toBe(true);
    await view.told(consent('withdrawn', '2026-01-06T10:30:00Z'));
    expect(await justiceConsent(view.dataSource, mo)).toBe(false);
  });

  it('does not stand where it was recorded wrongly', async () => {
    const [id = ''] = await view.told(consent('given', '2026-01-05T10:30:00Z'));
    await view.told(
      on('liaison-referral', referral, 'ConsentRecordedCorrected', {
        corrects: id,
        why: 'The wrong box.',
        fact: {
          type: 'ConsentRecorded',
          occurredAt: '2026-01-05T10:30:00Z',
          scope: 'share-justice',
          answer: 'refused',
        },
      }),
    );
    expect(await justiceConsent(view.dataSource, mo)).toBe(false);
  });
});
