import type { Definition } from '#metrics/definition';

const startedInTime = 'start_days between 0 and 21 and started_at <= :asOf';

export const sentencesAndPrison: readonly Omit<Definition, 'breakdowns'>[] = [
  {
    key: 'requirement-commencement',
    version: 1,
    title: 'Structured treatment within 21 days of sentence',
    dated: 'the sentence',
    denominator: 'Treatment requirements imposed, once 21 days are over.',
    numerator: 'Of those, structured treatment started with any provider on day 0 to 21.',
    limitation:
      'Somebody already in treatment at sentence has no start after it. Any engagement is a contact, an attended appointment or a start of any treatment, and says nothing of its extent. The substance group is what was recorded when structured treatment started, and not known before: by group this is no rate.',
    maturityDays: 21,
    table: 'requirement',
    cohort: 'true',
    counts: startedInTime,
    figures: [
      {
        key: 'any-engagement',
        title: 'Any engagement within 21 days',
        counts: 'engaged_days between 0 and 21 and engaged_at <= :asOf',
      },
    ],
  },
  {
    key: 'requirement-outcomes',
    version: 1,
    title: 'Treatment requirements completed',
    dated: 'the end of the requirement',
    denominator: 'Treatment requirements ended.',
    numerator: 'Of those, completed.',
    limitation:
      'A requirement whose term ran out counts only once somebody records its end. One that was breached may end either way.',
    maturityDays: 0,
    table: 'requirement_end',
    cohort: 'true',
    counts: `ended_as = 'completed'`,
    figures: [
      { key: 'revoked', title: 'Revoked', counts: `ended_as = 'revoked'` },
      { key: 'breached', title: 'Breached', counts: 'breached_at <= :asOf' },
    ],
  },
  {
    key: 'continuity-of-care',
    version: 1,
    title: 'Community treatment within 21 days of release',
    dated: 'the release',
    denominator:
      'Releases of adults resident in England, in structured treatment at release and referred to a community provider by then, once 21 days are over.',
    numerator: 'Of those, community structured treatment started on day 0 to 21.',
    limitation:
      'Counts releases, not people. A referral to RECONNECT is not such a referral. Age is known to the month. Somebody of no fixed abode or unknown residence is not counted. It is not the published indicator of the same name, which is linked by other means.',
    maturityDays: 21,
    table: 'prison_release',
    cohort: `age >= 18 and in_treatment and referred and authority like 'E%'`,
    counts: startedInTime,
    figures: [],
  },
  {
    key: 'release-preparation',
    version: 1,
    title: 'Pre-release meetings',
    dated: 'the release',
    denominator: 'Releases with a treatment need: in structured treatment, or any substance recorded.',
    numerator: 'Of those, a pre-release meeting held.',
    limitation:
      'Not everybody with a need of this kind needs naloxone or medication. Naloxone supplied in approved premises after release counts.',
    maturityDays: 0,
    table: 'prison_release',
    cohort: 'in_need',
    counts: 'meeting_at <= :asOf',
    figures: [
      { key: 'naloxone', title: 'Naloxone supplied', counts: 'naloxone_at <= :asOf' },
      { key: 'medication', title: 'Medication continuity arranged', counts: 'medication_at <= :asOf' },
    ],
  },
  {
    key: 'prison-tests',
    version: 1,
    title: 'Positive drug tests in prison',
    dated: 'the test',
    denominator: 'Drug tests recorded in prison, mandatory or voluntary.',
    numerator: 'Of those, positive.',
    limitation:
      'Counts tests, not people, of those whose release is being planned; it is no measure of drug use in a prison. Void tests count as recorded. The area is where the person lives. The substance group is what was found: where nothing was, it is not known, so that by group this is no rate.',
    maturityDays: 0,
    table: 'prison_test',
    cohort: 'true',
    counts: `result = 'positive'`,
    figures: [],
  },
];
