import {
  consentAnswers,
  type GivenReferral,
  liaisonReferral,
  type LiaisonReferralCommand,
  needs,
  runBy,
  status,
} from '#pathway/liaison-referral';
import { consentStands } from '#pathway/liaison-referral/state';
import { askedTwiceHappensOnce } from '#test/support/asked-twice';
import { closing, reference } from '#test/support/reference';
import { given } from '#test/support/stage';
import fc from 'fast-check';

const personId = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0aa';
const refer: LiaisonReferralCommand = { do: 'refer to liaison', personId, point: 'police-custody' };
const screen: LiaisonReferralCommand = { do: 'screen', needs: ['substance'], risk: 'low', fullAssessment: true };
const assess: LiaisonReferralCommand = { do: 'assess', substances: ['crack'], summary: 'daily use' };
const onward: Extract<LiaisonReferralCommand, { do: 'refer onward' }> = {
  do: 'refer onward',
  to: 'provider-riverside',
  service: 'structured treatment',
};
const consent = (scope: 'assess' | 'share-health' | 'share-justice', answer: (typeof consentAnswers)[number]) =>
  ({ do: 'record consent', scope, answer }) satisfies LiaisonReferralCommand;
const close = (outcome: 'declined' | 'completed' | 'died') =>
  ({ do: 'close referral', outcome }) satisfies LiaisonReferralCommand;

/** A referral on which these steps were recorded, one after the other. */
const referral = (...steps: readonly LiaisonReferralCommand[]) =>
  steps.reduce((so, step) => {
    const recorded = so.when(step);
    expect(recorded.decision).not.toHaveProperty('refused');
    return recorded.then();
  }, given(liaisonReferral).when(refer).then());

describe('A referral to Liaison and Diversion', () => {
  it.each([
    ['custody-hartwell', 'police-custody', 'ld-weaver'],
    ['court-weaver-mags', 'court', 'ld-weaver'],
    ['probation-liverpool', 'probation', 'ld-quayside'],
  ] as const)('by %s goes to the service of its own area, wherever the person lives', (organisation, kind, service) => {
    const asked = given(liaisonReferral).when(refer, {
      by: { organisation, kind },
      person: { dateOfBirth: '1991-04-02', residence: 'E06000023' },
    });
    asked.thenRecords({ type: 'LiaisonReferralOpened', referrer: organisation, service, personId });
    expect(runBy(asked.then().state)).toEqual([organisation, service]);
  });

  it('goes to the service a custody suite names, also where another serves its area', () => {
    const organisations = reference.organisations.map((place) =>
      place.code === 'custody-brunswick' ? { ...place, liaison: 'ld-weaver' } : place,
    );
    given(liaisonReferral)
      .when(refer, { reference: { ...reference, organisations } })
      .thenRecords({ type: 'LiaisonReferralOpened', service: 'ld-weaver' });
  });

  it('goes past a named service that has closed, to the one that serves the area', () => {
    const { organisations } = closing('ld-quayside', '2026-02-28');
    const heirs = reference.organisations
      .filter(({ code }) => code === 'ld-quayside')
      .map((row) => ({ ...row, code: 'ld-heir' }));
    given(liaisonReferral)
      .when(refer, { reference: { ...reference, organisations: [...organisations, ...heirs] } })
      .thenRecords({ type: 'LiaisonReferralOpened', service: 'ld-heir' });
  });

  it('is refused where no service serves the area', () =>
    given(liaisonReferral)
      .when(refer, { by: { organisation: 'prison-brookvale', kind: 'prison' } })
      .thenRefused('NO_LIAISON_SERVICE'));

  it('is opened by accepting a test’s notification, once', () => {
    const notification = { handover: 'h-1', test: 't-1' };
    const open: LiaisonReferralCommand = {
      do: 'open from notification',
      personId,
      referrer: 'custody-brunswick',
      service: 'ld-quayside',
      notification,
    };
    const opened = given(liaisonReferral).when(open, { by: { organisation: 'throughcare', kind: 'policy' } });
    opened.thenRecords({
      type: 'LiaisonReferralOpened',
      point: 'police-custody',
      notification,
      service: 'ld-quayside',
    });
    opened.then().when(open).thenRecordsNothing();
    const other = { ...open, notification: { handover: 'h-2', test: 't-2' } };
    opened.then().when(other).thenRefused('ALREADY_REFERRED');
  });

  it('happens once, and before anything else', () => {
    referral().when(refer).thenRefused('ALREADY_REFERRED');
    given(liaisonReferral).when(screen).thenRefused('NOT_REFERRED');
    given(liaisonReferral).when(consent('assess', 'withdrawn')).thenRefused('NOT_REFERRED');
    given(liaisonReferral).when(close('completed')).thenRefused('NOT_REFERRED');
  });
});

describe('Screening', () => {
  it('needs no consent, and is not urgent unless it says so', () =>
    referral()
      .when(screen)
      .thenRecords({ type: 'Screened', needs: ['substance'], urgent: false }));

  it('may find something else another time', () => {
    referral(screen).when(screen).thenRecordsNothing();
    referral(screen)
      .when({ ...screen, risk: 'high' })
      .thenRecords({ type: 'Screened', risk: 'high' });
  });
});

describe('Consent', () => {
  it.each(['refused', 'withdrawn', 'lacks-capacity'] as const)('that is %s is not given', (answer) => {
    const { state } = referral(consent('assess', 'given'), consent('assess', answer));
    expect(consentStands(state, 'assess')).toBe(false);
    referral(consent('assess', answer)).when(assess).thenRefused('CONSENT_TO_ASSESS_NEEDED');
    referral(consent('share-health', answer)).when(onward).thenRefused('CONSENT_TO_SHARE_NEEDED');
  });

  it('to one thing is not consent to another', () => {
    referral(consent('share-health', 'given')).when(assess).thenRefused('CONSENT_TO_ASSESS_NEEDED');
    referral(consent('assess', 'given'), consent('share-justice', 'given'))
      .when(onward)
      .thenRefused('CONSENT_TO_SHARE_NEEDED');
  });

  it('that was never asked is not given', () => {
    referral().when(assess).thenRefused('CONSENT_TO_ASSESS_NEEDED');
    referral().when(onward).thenRefused('CONSENT_TO_SHARE_NEEDED');
  });

  it('once given, lets the assessment and the onward referral happen', () => {
    referral(consent('assess', 'given'))
      .when(assess)
      .thenRecords({ type: 'Assessed', substances: ['crack'] });
    referral(consent('assess', 'given'))
      .when({ ...assess, substances: ['sugar'] })
      .thenRefused('UNKNOWN_SUBSTANCE', 'substances');
    referral(consent('share-health', 'given'))
      .when(onward)
      .thenRecords({ type: 'OnwardReferralMade', to: 'provider-riverside', wanted: 'structured treatment' });
  });

  it('may be withdrawn also after the referral is closed, and only withdrawn', () => {
    const closed = referral(consent('share-justice', 'given'), close('completed'));
    const withdrawn = closed.when(consent('share-justice', 'withdrawn'));
    withdrawn.thenRecords({ type: 'ConsentRecorded', answer: 'withdrawn' });
    expect(consentStands(withdrawn.then().state, 'share-justice')).toBe(false);
    expect(status(withdrawn.then().state)).toBe('closed');
    closed.when(consent('share-justice', 'given')).thenRefused('REFERRAL_CLOSED');
  });
});

describe('An onward referral', () => {
  const consented = referral(consent('share-health', 'given'));

  it('without consent says why safeguarding overrides it', () => {
    referral(consent('share-health', 'refused'))
      .when({ ...onward, override: 'immediate risk to a child' })
      .thenRecords({ type: 'OnwardReferralMade', override: 'immediate risk to a child' });
    referral()
      .when({ ...onward, override: ' ' })
      .thenRefused('OVERRIDE_NEEDS_WORDS', 'override');
  });

  it.each(['provider-nowhere', 'ld-weaver', 'probation-liverpool'])('goes to a treatment provider: not to %s', (to) =>
    consented.when({ ...onward, to }).thenRefused('NO_SUCH_PROVIDER', 'to'),
  );

  it('is made once a day to a provider, and may be made again another day, to another, or where the first came to nothing', () => {
    const made = consented.when(onward).then();
    made.when(onward).thenRecordsNothing();
    made.when({ ...onward, to: 'provider-northgate' }).thenRecords({ type: 'OnwardReferralMade' });
    made.when(onward, { now: '2026-03-20T09:00:00Z' }).thenRecords({ type: 'OnwardReferralMade' });
    const declined: Partial<GivenReferral> = { openHandoversTo: [] };
    made.when(onward, declined).thenRecords({ type: 'OnwardReferralMade' });
  });
});

describe('A closed referral', () => {
  it.each([screen, assess, onward, consent('assess', 'given'), close('died')])('takes no more: $do', (step) =>
    referral(consent('share-health', 'given'), close('completed')).when(step).thenRefused('REFERRAL_CLOSED'),
  );

  it('is closed once', () => referral(close('completed')).when(close('completed')).thenRecordsNothing());

  it('that was declined may be offered again: by screening, or by recording consent that was given', () => {
    const declined = referral(consent('assess', 'given'), close('declined'));
    expect(status(declined.when(screen).then().state)).toBe('screened');
    const consenting = declined.when(consent('assess', 'given'));
    consenting.thenRecords({ type: 'ConsentRecorded', answer: 'given' });
    consenting.then().when(assess).thenRecords({ type: 'Assessed' });
  });

  it('that was declined stays closed where the offer is refused again', () => {
    const refused = referral(close('declined')).when(consent('assess', 'refused'));
    refused.thenRecords({ type: 'ConsentRecorded', answer: 'refused' });
    expect(status(refused.then().state)).toBe('closed');
    referral(close('declined')).when(assess).thenRefused('REFERRAL_CLOSED');
  });
});

describe('The state of a referral', () => {
  it.each<[string, LiaisonReferralCommand[]]>([
    ['referred', []],
    ['screened', [screen]],
    ['assessed', [consent('assess', 'given'), assess]],
    ['referred onward', [consent('share-health', 'given'), onward]],
    ['closed', [close('declined')]],
  ])('is %s', (word, steps) => expect(status(referral(...steps).state)).toBe(word));
});

describe('Whatever is asked of a referral', () => {
  const command: fc.Arbitrary<LiaisonReferralCommand> = fc.oneof(
    fc.constant(refer),
    fc.record({
      do: fc.constant('screen'),
      needs: fc.subarray([...needs], { maxLength: 2 }),
      risk: fc.constantFrom('low', 'high'),
      fullAssessment: fc.boolean(),
    }),
    fc.record({
      do: fc.constant('record consent'),
      scope: fc.constantFrom('assess', 'share-health'),
      answer: fc.constantFrom(...consentAnswers),
    }),
    fc.constant(assess),
    fc.record({
      do: fc.constant('refer onward'),
      to: fc.constantFrom('provider-riverside', 'provider-nowhere'),
      service: fc.constantFrom('structured treatment', 'advice'),
      override: fc.constantFrom(undefined, 'a child at risk'),
    }),
    fc.record({ do: fc.constant('close referral'), outcome: fc.constantFrom('declined', 'declined', 'completed') }),
  );

  it('twice, happens once', () =>
    askedTwiceHappensOnce(liaisonReferral, fc.tuple(command, fc.constant({})), [
      'refer to liaison',
      'screen',
      'record consent',
      'assess',
      'refer onward',
      'close referral',
    ]));
});
