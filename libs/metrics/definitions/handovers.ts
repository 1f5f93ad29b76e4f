import type { Definition } from '#metrics/definition';

const inTime = 'acknowledged_at <= acknowledge_due and acknowledged_at <= :asOf';
const request = 'A reassignment is a request of the new receiver on its own day.';

export const handovers: readonly Omit<Definition, 'breakdowns'>[] = [
  {
    key: 'referrals',
    version: 1,
    title: 'Referrals accepted',
    dated: 'the request',
    denominator: 'Handovers requested of a receiver.',
    numerator: 'Of those, accepted by that receiver.',
    limitation: `Counts requests from the day they are made, so that the latest may still be open. ${request}`,
    maturityDays: 0,
    table: 'handover',
    cohort: 'true',
    counts: 'accepted_at <= :asOf',
    figures: [
      { key: 'declined', title: 'Declined', counts: 'declined_at <= :asOf' },
      { key: 'withdrawn', title: 'Withdrawn or reassigned', counts: 'closed_at <= :asOf' },
    ],
  },
  {
    key: 'acknowledged-in-time',
    version: 1,
    title: 'Referrals acknowledged in time',
    dated: 'the request',
    denominator: 'Handovers requested of a receiver whose deadline to acknowledge has passed.',
    numerator: 'Of those, acknowledged by that deadline; asking, accepting or declining acknowledges.',
    limitation: `A request withdrawn or reassigned before it was acknowledged still counts, as not acknowledged; how many there were stands beside. ${request}`,
    maturityDays: 0,
    table: 'handover',
    cohort: 'acknowledge_due < :asOf',
    counts: inTime,
    figures: [
      {
        key: 'taken-away',
        title: 'Withdrawn or reassigned by the deadline, unacknowledged',
        counts: 'closed_at <= acknowledge_due and closed_at <= :asOf and acknowledged_at is null',
      },
    ],
  },
  {
    key: 'time-to-acknowledge',
    version: 1,
    title: 'Time to acknowledge a referral',
    dated: 'the request',
    denominator: 'Handovers requested of a receiver whose deadline to acknowledge has passed.',
    numerator:
      'Of those, acknowledged, in time or late. The median and 90th percentile are of their working hours: 9am to 5pm, Monday to Friday, outside bank holidays.',
    limitation: `What was never acknowledged has no time and is in neither percentile: read them beside the share acknowledged. ${request}`,
    maturityDays: 0,
    table: 'handover',
    cohort: 'acknowledge_due < :asOf',
    counts: 'acknowledged_at <= :asOf',
    figures: [],
    minutes: 'acknowledge_minutes',
  },
  {
    key: 'waiting-time',
    version: 1,
    title: 'Structured treatment within 21 days of an onward referral',
    dated: 'the request',
    denominator: 'Onward referrals requested of a provider, once 21 days are over.',
    numerator: 'Of those, structured treatment started by that provider on day 0 to 21.',
    limitation: `Counts every request, also one declined or withdrawn. Treatment with another provider is not a start of this one. ${request}`,
    maturityDays: 21,
    table: 'handover',
    cohort: `purpose = 'onward-referral'`,
    counts: 'start_days between 0 and 21 and started_at <= :asOf',
    figures: [],
  },
];
