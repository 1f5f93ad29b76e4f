import { dutyView } from '#read-models/duty';
import { dutiesOf, dutyCounts } from '#read-models/duty/queries';
import { handoverView } from '#read-models/handover';
import { peopleView } from '#read-models/people';
import { rebuild } from '#read-models/rebuild';
import { releaseView } from '#read-models/release';
import { timelineView } from '#read-models/timeline';
import { idOf, plainly, type Said } from '#test/faults/projector-log';
import { Projected } from '#test/faults/projector-run';
import { reference } from '#test/support/reference';

const fact = (
  stage: Said['stage'],
  name: string,
  type: string,
  fields: object = {},
  at = '2026-03-02T10:00:00Z',
): Said => ({
  stage,
  instance: idOf(`${stage} of ${name}`),
  personId: idOf(name),
  fact: { type, occurredAt: at, ...fields },
  ...(stage === 'treatment' && { organisation: 'provider-riverside' }),
});

const handedOn = (stage: Said['stage'], name: string, receiver: string): Said =>
  fact('handover', name, 'HandoverRequested', {
    ...{ personId: idOf(name), purpose: 'requirement', sender: 'court-albion-crown', receiver, area: 'E08000012' },
    openedBy: { stage, instance: idOf(`${stage} of ${name}`), event: idOf(`opening ${name}`) },
    ...{ sentenced: '2026-02-27', copiedTo: ['probation-liverpool'] },
  });

const suitable = (name: string, at: string) =>
  fact(
    'treatment-requirement',
    name,
    'SuitabilityAssessed',
    { personId: idOf(name), kind: 'DRR', suitable: true, unit: 'probation-liverpool' },
    at,
  );
const imposed = (name: string) =>
  fact('treatment-requirement', name, 'RequirementImposed', {
    ...{ court: 'court-albion-crown', order: 'community', orderMonths: 24, months: 6, to: 'provider-riverside' },
    ...{ convicted: '2026-02-20', sentenced: '2026-02-27' },
  });
const scheduled = (name: string, date: string) => fact('treatment-requirement', name, 'ReviewScheduled', { date });

const registered = (name: string): Said => ({
  ...fact('person', name, 'PersonRegistered', {
    ...{ name, dateOfBirth: '1991-04-02', birthMonth: '1991-04', sex: 'female', ethnicity: 'A' },
    ...{ residence: 'E08000012', identifiers: {}, nearMatches: [] },
  }),
  instance: idOf(name),
});

describe('What a service has to do beside handovers', () => {
  let view: Projected;
  beforeEach(async () => {
    view = await Projected.of(timelineView, peopleView, handoverView(reference), releaseView, dutyView(reference));
  });
  afterEach(() => view.end());

  const whose = (organisation: string, now: string) => ({
    ...{ organisation, user: 'somebody', now },
    soon: new Date(Date.parse(now) + 28 * 86_400_000).toISOString(),
  });
  const who = ['Ali', 'Bea', 'Cat', 'Dee'];
  const names = new Map(who.map((name) => [idOf(name), name]));
  const due = async (organisation: string, now = '2026-03-03T10:00:00Z', page = { skip: 0, take: 50 }) =>
    (await dutiesOf(view.dataSource, whose(organisation, now), page)).map(
      ({ what, personId, overdue }) => `${what} of ${names.get(personId)}${overdue ? ', overdue' : ''}`,
    );

  it('is listed with what falls due first first, and what has no date by how long it has waited', async () => {
    await view.told(suitable('Ali', '2026-03-02T12:00:00Z'), suitable('Bea', '2026-03-01T12:00:00Z'));
    await view.told(suitable('Cat', '2026-02-20T12:00:00Z'), imposed('Cat'), scheduled('Cat', '2026-03-20'));
    await view.told(suitable('Dee', '2026-02-20T12:00:00Z'), imposed('Dee'), scheduled('Dee', '2026-03-02'));
    const court = 'court-albion-crown';
    const all = ['review of Dee, overdue', 'review of Cat', 'sentence of Bea', 'sentence of Ali'];
    expect(await due(court)).toEqual(all);
    expect(await due(court, undefined, { skip: 1, take: 2 })).toEqual(all.slice(1, 3));
    const counts = await dutyCounts(view.dataSource, whose(court, '2026-03-03T10:00:00Z'));
    expect(counts.toSorted((one, other) => (one.what < other.what ? -1 : 1))).toEqual([
      { what: 'review', all: 2, overdue: 1 },
      { what: 'sentence', all: 2, overdue: 0 },
    ]);
    expect(await due('court-weaver-mags')).toEqual([]);
    expect(await due('probation-liverpool')).toEqual(['report of Dee, overdue', 'report of Cat']);
  });

  it('is told four weeks ahead and no earlier, but every release', async () => {
    await view.told(suitable('Ali', '2026-02-20T12:00:00Z'), imposed('Ali'), scheduled('Ali', '2026-04-20'));
    expect(await due('court-albion-crown')).toEqual([]);
    expect(await due('court-albion-crown', '2026-03-25T10:00:00Z')).toEqual(['review of Ali']);
    const plan = { prison: 'prison-brookvale', inTreatment: true, substances: [], residence: 'E08000012' };
    const planned = (name: string, expected?: string) =>
      fact('prison-release', name, 'ReleasePlanned', { ...plan, personId: idOf(name), ...(expected && { expected }) });
    await view.told(planned('Bea', '2026-09-01'), planned('Cat'), planned('Dee', '2026-03-02'));
    expect(await due('prison-brookvale')).toEqual(['release of Dee, overdue', 'release of Bea', 'release of Cat']);
    await view.told(fact('prison-release', 'Dee', 'Released', { reason: 'released', date: '2026-03-02' }));
    expect(await due('prison-brookvale')).toEqual(['release of Bea', 'release of Cat']);
  });

  it('is of whoever was handed the person: an assessment once asked, a screening once accepted', async () => {
    const requested = { suite: 'custody-brunswick', personId: idOf('Ali'), regime: 'any' };
    await view.told(
      fact('arrest-test', 'Ali', 'ArrestTestRequested', requested),
      fact('arrest-test', 'Ali', 'SampleTaken'),
      fact('arrest-test', 'Ali', 'ArrestTestResultRecorded', { results: { opiates: 'positive' } }),
      fact('arrest-test', 'Ali', 'RequiredAssessmentImposed', { initial: '2026-03-04T14:00:00Z' }),
    );
    expect(await due('ld-quayside')).toEqual([]);
    await view.told(handedOn('arrest-test', 'Ali', 'ld-quayside'));
    expect(await due('ld-quayside')).toEqual(['required-assessment of Ali']);
    expect(await due('ld-weaver')).toEqual([]);
    expect(await due('custody-brunswick')).toEqual([]);
    const opened = { personId: idOf('Bea'), service: 'ld-quayside', referrer: 'court-albion-crown' };
    await view.told(
      fact('liaison-referral', 'Bea', 'LiaisonReferralOpened', opened),
      handedOn('liaison-referral', 'Bea', 'ld-quayside'),
    );
    expect(await due('ld-quayside')).toEqual(['required-assessment of Ali']);
    await view.told(fact('handover', 'Bea', 'HandoverAccepted'));
    expect(await due('ld-quayside')).toEqual(['required-assessment of Ali', 'screening of Bea']);
    await view.told(fact('handover', 'Ali', 'HandoverReassigned', { from: 'ld-quayside', to: 'ld-weaver' }));
    expect(await due('ld-quayside')).toEqual(['screening of Bea']);
    expect(await due('ld-weaver')).toEqual(['required-assessment of Ali']);
  });

  it('is the provider’s appointment as last offered and corrected, until it is attended', async () => {
    await view.told(handedOn('treatment-requirement', 'Ali', 'provider-riverside'));
    const at = (when: string) => ({
      type: 'HandoverAppointmentOffered',
      occurredAt: '2026-03-02T10:00:00Z',
      when,
      mode: 'video',
    });
    const [, offer = ''] = await view.told(
      fact('handover', 'Ali', 'HandoverAccepted'),
      fact('handover', 'Ali', 'HandoverAppointmentOffered', at('2026-03-03T09:00:00Z')),
    );
    expect(await due('provider-riverside')).toEqual(['appointment of Ali, overdue']);
    const correction = { corrects: offer, why: 'Mistyped.', fact: at('2026-03-05T09:00:00Z') };
    await view.told(fact('handover', 'Ali', 'HandoverAppointmentOfferedCorrected', correction));
    expect(await due('provider-riverside')).toEqual(['appointment of Ali']);
    await view.told(fact('handover', 'Ali', 'HandoverAppointmentAttended'));
    expect(await due('provider-riverside')).toEqual([]);
  });

  it('is the provider’s view of treatment before a review, until it has said how treatment goes', async () => {
    await view.told(suitable('Ali', '2026-02-20T12:00:00Z'), imposed('Ali'), scheduled('Ali', '2026-03-20'));
    await view.told(handedOn('treatment-requirement', 'Ali', 'provider-riverside'));
    expect(await due('provider-riverside')).toEqual([]);
    await view.told(
      fact('handover', 'Ali', 'HandoverTreatmentStarted', { treatment: idOf('treatment of Ali'), structured: true }),
    );
    expect(await due('provider-riverside')).toEqual(['view of Ali']);
    await view.told(fact('treatment', 'Ali', 'ProgressReviewed', { summary: 'Well.' }));
    expect(await due('provider-riverside')).toEqual([]);
  });

  it('is not told of somebody erased, nor of somebody restricted without a grant', async () => {
    await view.told(registered('Ali'), registered('Bea'));
    await view.told(suitable('Ali', '2026-03-02T12:00:00Z'), suitable('Bea', '2026-03-02T13:00:00Z'));
    const about = (name: string, type: string, fields: object = {}): Said => ({
      ...fact('person', name, type, fields),
      instance: idOf(name),
    });
    await view.told(about('Ali', 'PersonErased'), about('Bea', 'PersonRestricted', { reason: 'At risk.' }));
    expect(await due('court-albion-crown')).toEqual([]);
    await view.told(about('Bea', 'AccessGranted', { user: 'somebody', reason: 'Works with Bea.' }));
    expect(await due('court-albion-crown')).toEqual(['sentence of Bea']);
  });

  it('is the same after a rebuild', async () => {
    await view.told(suitable('Ali', '2026-03-02T12:00:00Z'), suitable('Cat', '2026-02-20T12:00:00Z'), imposed('Cat'));
    await view.told(scheduled('Cat', '2026-03-20'));
    const rows = () => view.dataSource.query('select * from duty.duty order by instance, what');
    const before: unknown = await rows();
    expect(before).toHaveLength(5);
    await view.dataSource.query('delete from duty.duty');
    await rebuild({ store: view.log, view: dutyView(reference), dataSource: view.dataSource, tell: plainly() });
    expect(await rows()).toEqual(before);
  });
});
