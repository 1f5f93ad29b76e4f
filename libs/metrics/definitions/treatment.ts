import type { Definition } from '#metrics/definition';

const reasons = [
  ['transferred-custody', 'Transferred, in custody'],
  ['transferred-community', 'Transferred, not in custody'],
  ['dropped-out', 'Dropped out'],
  ['declined', 'Declined'],
  ['died', 'Died'],
  ['retained-in-custody', 'Retained in custody'],
] as const;

export const treatment: readonly Omit<Definition, 'breakdowns'>[] = [
  {
    key: 'in-treatment',
    version: 1,
    title: 'People in structured treatment',
    dated: 'the last day of the period, or the day asked about where that is earlier',
    denominator: 'None: it is a count.',
    numerator: 'People in structured treatment on the day, the last day of treatment included.',
    limitation:
      'Counts people once in each cell, by where they live and how old they are on the day. Somebody with two providers counts with each. Treatment whose end nobody recorded goes on counting.',
    maturityDays: 0,
    table: 'in_treatment',
    cohort: 'true',
    counts: 'true',
    figures: [],
    count: true,
  },
  {
    key: 'treatment-outcomes',
    version: 1,
    title: 'Treatment completed',
    dated: 'the end of treatment',
    denominator: 'Structured treatment ended.',
    numerator: 'Of those, completed.',
    limitation: 'Counts episodes, not people: a transfer ends one. A later return to treatment is not looked for.',
    maturityDays: 0,
    table: 'treatment_end',
    cohort: 'true',
    counts: `ended_as = 'completed'`,
    figures: reasons.map(([key, title]) => ({ key, title, counts: `ended_as = '${key}'` })),
  },
  {
    key: 'effective-engagement',
    version: 1,
    title: 'Retained in treatment for 84 days',
    dated: 'the start of treatment',
    denominator: 'Structured treatment started, once 84 days are over.',
    numerator: 'Of those, retained 84 days, or completed before.',
    limitation: 'Counts episodes, not people: a transfer within 84 days is not followed to the next provider.',
    maturityDays: 84,
    table: 'treatment',
    cohort: 'true',
    counts: `ended_on is null or ended_on - day >= 84 or ended_as = 'completed'`,
    figures: [],
  },
];
