/**
 * What has been published, and so what an invented caseload should come near. Where a rate is not published, the value
 * is chosen so that a published one comes out, and says so.
 */
export const published = {
  /** Home Office, Drug Testing on Arrest, 2023-24: 39,594 of 69,922. */
  testPositive: 0.566,
  /** Home Office, Drug Testing on Arrest, March 2023 to March 2024: trigger 56,141, non-trigger 8,273, not stated 10,275. */
  ground: { trigger: 56_141, inspector: 8_273, 'not-stated': 10_275 },
  /** As quoted of the same data: any cocaine 87 %, both 31 %, opiates 4 %; the rest is spread in proportion. */
  positives: { cocaine: 56, both: 31, opiates: 4 },
  /** As quoted of the same data, a sample: over 90 % of positives led to an assessment. */
  assessed: 0.9,
  /** As quoted of the same data: about half of those assessed were referred to treatment. */
  referredAfterAssessment: 0.5,
  /** OHID, adult treatment 2021-22: about 98 % waited at most three weeks; onward referrals here rarely take as well. */
  waitingAtMost3Weeks: 0.98,
  /** BOLD, 2023: in structured treatment three weeks after sentence. */
  commencement: { DRR: 0.2, ATR: 0.26 },
  /** BOLD, 2023: ever in structured treatment. */
  everCommenced: { DRR: 0.331, ATR: 0.459 },
  /** BOLD follow-up, 2026: up to 90 % had some engagement. */
  anyEngagement: 0.9,
  /** OHID, secure settings 2023-24: continuity of care within three weeks of release, England; North West 66 %. */
  continuityOfCare: 0.53,
  /** Collective Voice, 2018-19: take-home naloxone to releases previously dependent on heroin. */
  naloxone: 0.17,
  /** BOLD, 2023, of those engaged: still in 27 %, dropped out 37 %, completed 35 %, died 1.4 %. */
  treatmentOutcomes: { still: 27, 'dropped-out': 37, completed: 35, died: 1.4 },
  /** UK Focal Point, 2010-11: drug rehabilitation requirements completed. */
  requirementCompleted: 0.56,
  /** RAND, 27 sites: users of liaison and diversion with drug or alcohol misuse. */
  liaisonSubstanceNeed: 0.52,
} as const;
