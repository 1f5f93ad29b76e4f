import { provider, prison } from '#test/pages/before';
import { aNewcomer, on, type Rows, somebodyKnown } from '#test/pages/rows/row';

const STAGE = 'treatment';
const inTreatment = on(STAGE, (before) => before.treatment());
const ended = on(STAGE, async (before) => {
  const id = await before.treatment();
  const end = { date: '2026-05-29', reason: 'dropped-out' };
  await before.setUp.recorded(provider, `/treatment/${id}/end-treatment`, end);
  return id;
});
/** Seen, and not in treatment. */
const seen = on(STAGE, async (before) => {
  const { id: personId } = await before.somebody(provider);
  return before.setUp.recorded(provider, '/treatment/contact', { personId });
});

let births = 0;
const born = () => `19${String(50 + (births += 1))}-07-08`;

/** Handed to Riverside by the prison. */
const handed: Rows[string]['opens'] = (before, job, user) =>
  somebodyKnown(born(), async (_before, dateOfBirth) => {
    const { id } = await before.somebody(prison, dateOfBirth);
    const release = await before.planned(id);
    await before.setUp.recorded(prison, `/prison-release/${release}/refer-to-community`, {
      ...{ to: 'provider-riverside', occurredAt: '2026-05-25T09:00:00Z' },
    });
    return id;
  })(before, job, user);

const whenEnded = [{ opens: ended, refused: 'ENDED' }] as const;
const notStarted = [...whenEnded, { opens: seen, refused: 'NOT_STARTED' }] as const;

export const ofTreatment: Rows = {
  'start-treatment': {
    user: provider,
    opens: handed,
    done: 'Treatment started',
    refuses: {
      TRIAGED_AFTER_START: { 'start-treatment-triaged': '2 6 2026' },
      TRIAGED_BEFORE_REFERRAL: { 'start-treatment-triaged': '1 5 2026' },
    },
    otherwise: [{ opens: aNewcomer(), done: 'Treatment started' }],
  },
  'record-a-first-contact': {
    user: provider,
    opens: aNewcomer(),
    done: 'Contact recorded',
  },
  'record-a-contact': {
    user: provider,
    opens: inTreatment,
    done: 'Contact recorded',
    otherwise: whenEnded,
  },
  'review-progress': {
    user: provider,
    opens: inTreatment,
    done: 'Review recorded',
    refuses: {
      BEFORE_START: { 'review-progress-occurredAt': '1 5 2026 9am' },
    },
  },
  'end-treatment': {
    user: provider,
    opens: inTreatment,
    done: 'Treatment ended',
    refuses: {
      BEFORE_START: { 'end-treatment-date': '1 5 2026' },
      END_IN_FUTURE: { 'end-treatment-date': '2 7 2026' },
    },
    otherwise: notStarted,
  },
};
