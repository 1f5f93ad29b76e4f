import { court, liaison } from '#test/pages/before';
import { aNewcomer, on, type Rows } from '#test/pages/rows/row';

const referral = on('liaison-referral', (before) => before.referral());
const closed = on('liaison-referral', async (before) => {
  const id = await before.referral();
  await before.setUp.recorded(liaison, `/liaison-referral/${id}/close-referral`, { outcome: 'completed' });
  return id;
});

export const ofLiaisonReferral: Rows = {
  'refer-to-liaison': { user: court, opens: aNewcomer(), done: 'Referred to Liaison and Diversion' },
  'screen-and-assess': {
    user: liaison,
    opens: referral,
    done: 'Screening and assessment recorded',
    otherwise: [
      { opens: referral, answers: { 'consent-to-assess-answer': 'refused' }, done: 'Screening recorded' },
      { opens: closed, refused: 'REFERRAL_CLOSED' },
    ],
  },
  'refer-onward': {
    user: liaison,
    opens: referral,
    answers: { 'share-ground': 'safeguarding' },
    done: 'Referred onward',
    otherwise: [
      { opens: referral, answers: { 'share-ground': 'consent' }, done: 'Referred onward' },
      { opens: closed, refused: 'REFERRAL_CLOSED' },
    ],
  },
  'record-consent': {
    user: liaison,
    opens: referral,
    done: 'Consent recorded',
    otherwise: [{ opens: closed, refused: 'REFERRAL_CLOSED' }],
  },
  'close-a-referral': {
    user: liaison,
    opens: referral,
    done: 'Referral closed',
    otherwise: [{ opens: closed, answers: { 'close-referral-outcome': 'died' }, refused: 'REFERRAL_CLOSED' }],
  },
};
