import { factInWords, midSentence, readInWords } from '#casework/pages/fact-words';

describe('Steps in words', () => {
  it('are what somebody would say, corrected or not', () => {
    expect(factInWords('NonComplianceRecorded')).toBe('Failure to comply recorded');
    expect(factInWords('NonComplianceRecordedCorrected')).toBe('Failure to comply recorded, corrected');
  });

  it('say how somebody left prison to whoever may know', () => {
    const left = { type: 'Released', occurredAt: '2026-05-06T09:00:00Z', date: '2026-05-06', reason: 'died' } as const;
    expect(readInWords(left)).toBe('Died in custody');
    expect(factInWords('Released')).toBe('Left prison');
  });

  it('keep the capitals of names within a sentence', () => {
    expect(midSentence(factInWords('ReconnectReferralMade'))).toBe('referred to RECONNECT');
  });
});
