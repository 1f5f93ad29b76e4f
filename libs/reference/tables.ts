import type {
  Authority,
  Baseline,
  Comparator,
  DeadlineRule,
  Named,
  OrderLimit,
  Organisation,
  Partnership,
  ReconnectRules,
  RequirementRules,
  Substance,
  TestingRegime,
  TriggerOffence,
} from '#pathway/reference';
import type { Row } from '#reference/row';

const kinds = [
  'police-custody',
  'liaison-diversion',
  'court',
  'probation',
  'prison',
  'treatment-provider',
  'reconnect',
  'partnership-lead',
  'analyst',
  'information-governance',
] as const;
const purposes = ['notification', 'onward-referral', 'requirement', 'release', 'reconnect'] as const;

/** Leaves out what was left out of the file. */
function said<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const optionalText = (row: Row, field: string): string | undefined => row.optional(field, () => row.text(field));

export const organisation = (row: Row): Organisation =>
  said({
    code: row.text('code'),
    kind: row.choice('kind', kinds),
    name: row.text('name'),
    authorities: row.optional('authorities', () => row.list('authorities')) ?? [],
    force: optionalText(row, 'force'),
    liaison: optionalText(row, 'liaison'),
    intensiveSupervision: row.optional('intensiveSupervision', () => row.flag('intensiveSupervision')),
    prison: optionalText(row, 'prison'),
    partnership: optionalText(row, 'partnership'),
    mailbox: row.optional('mailbox', () => row.address('mailbox')),
    sources: row.optional('sources', () => row.list('sources')),
    ...row.openPeriod(),
  });

export const partnership = (row: Row): Partnership => ({
  code: row.text('code'),
  name: row.text('name'),
  authorities: row.list('authorities'),
  region: row.text('region'),
  ...row.openPeriod(),
});

export const named = (row: Row): Named => ({ code: row.text('code'), name: row.text('name') });

export const authority = (row: Row): Authority =>
  said({
    ...named(row),
    jurisdiction: row.choice('jurisdiction', ['ENG', 'WLS']),
    region: optionalText(row, 'region'),
  });

export const bankHoliday = (row: Row): { date: string; title: string } => ({
  date: row.date('date'),
  title: row.text('title'),
});

export const comparator = (row: Row): Comparator => ({ area: row.text('area'), similar: row.list('similar') });

export const baseline = (row: Row): Baseline => ({
  area: row.text('area'),
  baseline: row.count('baseline'),
  target: row.count('target'),
  source: row.text('source'),
  ...row.period(),
});

export const substance = (row: Row): Substance => ({
  code: row.text('code'),
  title: row.text('title'),
  group: row.choice('group', ['opiate', 'non-opiate', 'alcohol']),
  ...row.openPeriod(),
});

export const triggerOffence = (row: Row): TriggerOffence =>
  said({
    code: row.text('code'),
    title: row.text('title'),
    specifiedOnly: row.optional('specifiedOnly', () => row.flag('specifiedOnly')),
    ...row.period(),
  });

export const testingRegime = (row: Row): TestingRegime => ({
  code: row.text('code'),
  arrestAge: row.count('arrestAge'),
  chargeAge: row.count('chargeAge'),
  assessmentAge: row.count('assessmentAge'),
  appropriateAdultUnder: row.count('appropriateAdultUnder'),
  samplesPerDetention: row.count('samplesPerDetention'),
  disputeMinutes: row.count('disputeMinutes'),
  substances: row.list('substances'),
  ...row.period(),
});

export const deadlineRule = (row: Row): DeadlineRule =>
  said({
    purpose: row.choice('purpose', purposes),
    area: optionalText(row, 'area'),
    acknowledge: row.count('acknowledge'),
    decide: row.count('decide'),
    appointment: row.optional('appointment', () =>
      row.nested('appointment', (field) => ({
        workingDays: field.count('workingDays'),
        after: field.choice('after', ['acceptance', 'release']),
      })),
    ),
    start: row.optional('start', () =>
      row.nested('start', (field) => ({
        days: field.count('days'),
        after: field.choice('after', ['referral', 'sentence', 'release']),
      })),
    ),
    ...row.period(),
  });

export const orderLimit = (row: Row): OrderLimit => ({
  order: row.choice('order', ['community', 'suspended']),
  months: row.count('months'),
  ...row.period(),
});

export const requirementRules = (row: Row): RequirementRules => ({
  reviewCourtAboveMonths: row.count('reviewCourtAboveMonths'),
  breachWithinMonthsOfWarning: row.count('breachWithinMonthsOfWarning'),
  sanctionCustodyDays: row.count('sanctionCustodyDays'),
  sanctionCustodyTimes: row.count('sanctionCustodyTimes'),
  ...row.period(),
});

export const reconnectRules = (row: Row): ReconnectRules => ({
  weeksBefore: row.count('weeksBefore'),
  daysAfter: row.count('daysAfter'),
  ...row.period(),
});
