import type { StageName } from '#pathway/stages';

const asked = 'The form asks for it.';
const offered = 'The form offers only those that there are.';
const begins = 'The form begins with it.';

/** What the pathway refuses and no form leads to, and why: refused all the same to who sends it by other means. */
export const unmet: Readonly<Partial<Record<StageName, Readonly<Record<string, string>>>>> = {
  'arrest-test': {
    AGE_NOT_KNOWN: 'Everybody whom a form finds or describes has a date of birth.',
    NO_TESTING_POWER: 'There has been a power since 2005.',
    RESULT_INCOMPLETE: 'The form says so itself, on the page that asks.',
    NOT_A_TRIGGER_OFFENCE: 'The form offers the trigger offences of the day alone.',
    AUTHORITY_TOO_LATE: 'The form does not ask when the authority was given: it is given when the test is requested.',
    NO_REQUIRED_ASSESSMENT: 'The form has no page where none was imposed.',
    ...{ OFFENCE_NEEDED: asked, AUTHORITY_NEEDED: asked, REASON_NEEDED: asked, NOT_REQUESTED: begins },
  },
  'liaison-referral': {
    ALREADY_REFERRED: 'Every form sent opens a referral of its own.',
    NO_LIAISON_SERVICE: 'Of a directory with a hole in it.',
    CONSENT_TO_ASSESS_NEEDED: 'The form asks for the assessment only where the person agrees to it.',
    CONSENT_TO_SHARE_NEEDED: 'The form asks for the consent, or for what overrides it, where none stands.',
    ...{ NOT_REFERRED: begins, OVERRIDE_NEEDS_WORDS: asked, NO_SUCH_PROVIDER: offered, UNKNOWN_SUBSTANCE: offered },
  },
  'treatment-requirement': {
    MONTHS_NOT_WHOLE: 'The form takes whole months only.',
    REVIEW_COURT_NEEDED: 'The form says so itself, on the page that asks.',
    NOT_ASSESSED: begins,
    ANOTHER_ASSESSMENT: 'The form that assesses again asks for neither the person nor the kind.',
    NOT_WILLING: 'The form asks, and imposes nothing on somebody who is not.',
    NOT_A_FAILURE: 'The form says so itself, on the page that asks.',
    MUST_BE_BREACH: 'The form offers nothing else then.',
    NOT_THE_PROVIDER: 'Another provider does not see the requirement.',
    ...{ UNKNOWN_PROVIDER: offered, UNKNOWN_COURT: offered, NOBODY_NAMED: begins, UNKNOWN_SUBSTANCE: offered },
  },
  'prison-release': {
    ALREADY_PLANNED: 'Every form sent plans a release of its own.',
    PRISON_NOT_YOURS: 'The form plans for the prison of whoever sends it.',
    NO_RECONNECT_SERVICE: asked,
    DAYS_NOT_WHOLE: 'The form takes whole days only.',
    NO_RULES_IN_FORCE: 'The form asks as it is sent, and there have been rules since 2019.',
    ...{ NOT_PLANNED: begins, UNKNOWN_PRISON: offered, UNKNOWN_PROBATION_UNIT: offered, UNKNOWN_AUTHORITY: offered },
    ...{ UNKNOWN_PROVIDER: offered, UNKNOWN_RECONNECT: offered, UNKNOWN_SUBSTANCE: offered },
  },
  treatment: {
    ALREADY_STARTED: 'Every form sent starts a treatment of its own.',
    ANOTHER_PERSON: 'No form names another person than the treatment has.',
    NOT_YOUR_TREATMENT: 'Another provider does not see the treatment.',
    HANDOVER_NOT_YOURS: offered,
    HANDOVER_CLOSED: 'The form asks again which handover it takes up.',
    ...{ NO_INTERVENTION: asked, NOBODY_NAMED: begins, UNKNOWN_SUBSTANCE: offered },
  },
};
