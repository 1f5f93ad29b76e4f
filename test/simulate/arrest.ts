import type { Area } from '#test/simulate/caseload';
import type { Writer } from '#test/simulate/diary';
import { published } from '#test/simulate/published';
import { appointment, letGo, takeUp, treat } from '#test/simulate/treatment';

const results = {
  cocaine: { cocaine: 'positive', opiates: 'negative' },
  both: { cocaine: 'positive', opiates: 'positive' },
  opiates: { cocaine: 'negative', opiates: 'positive' },
};

/** A drug test on arrest, and what follows where it is positive. */
export function arrested(writer: Writer, area: Area): void {
  const { dice } = writer;
  const ground = dice.weighted(published.ground);
  const authority = { name: 'Inspector Hale', grounds: 'Paraphernalia found.' };
  writer.does(
    area.custody,
    '/arrest-test',
    {
      personId: '$PERSON',
      detention: 'arrested',
      custodyRecord: `CR/${dice.between(100_000_000, 999_999_999)}`,
      ground,
      ...(ground === 'trigger' && { offence: dice.pick(['TA68-1', 'TA68-9', 'MDA71-5-2', 'TA68-8']) }),
      ...(ground === 'inspector' && { authority }),
    },
    { as: 'T' },
  );
  writer.minutes(5, 40);
  if (dice.chance(0.04)) {
    writer.does(area.custody, '/arrest-test/$T/record-sample', { sample: 'refused', warned: true });
    return;
  }
  writer.does(area.custody, '/arrest-test/$T/record-sample', { sample: 'taken' }).minutes(5, 20);
  if (!dice.chance(published.testPositive)) {
    writer.does(area.custody, '/arrest-test/$T/record-result', {
      results: { cocaine: 'negative', opiates: 'negative' },
    });
    return;
  }
  const found = dice.weighted(published.positives);
  const named = { opens: { N: 'ArrestTestResultRecorded' } };
  writer.does(area.custody, '/arrest-test/$T/record-result', { results: results[found] }, named).minutes(5, 30);
  assessed(writer, area, found === 'cocaine' ? 'crack' : 'opiate');
}

function assessed(writer: Writer, area: Area, drug: string): void {
  const { dice } = writer;
  const attends = dice.chance(published.assessed);
  const initial = new Date(Date.parse(writer.now) + dice.between(1, 4) * 86_400_000).toISOString();
  const imposed = { initial: `${initial.slice(0, 19)}Z`, place: 'Riverside House', detained: true };
  writer.does(area.custody, '/arrest-test/$T/impose-required-assessment', imposed);
  writer.days(0, 1).does(area.liaison, '/handover/$N/acknowledge');
  writer.minutes(5, 60).does(area.liaison, '/handover/$N/accept', {}, { opens: { L: 'HandoverAccepted' } });
  writer.days(1, 4);
  const assessment = { which: 'initial', attended: attends, ...(attends && { followUpNeeded: false }) };
  writer.does(area.liaison, '/arrest-test/$T/record-assessment', assessment);
  if (attends) liaison(writer, area, drug, dice.chance(published.referredAfterAssessment));
  else writer.days(10, 20).does(area.liaison, '/liaison-referral/$L/close-referral', { outcome: 'uncontactable' });
}

/** A court sends somebody to liaison and diversion. */
export function atCourt(writer: Writer, area: Area): void {
  const { dice } = writer;
  const body = { personId: '$PERSON', point: 'magistrates-court' };
  writer.days(0, 1).does(area.court, '/liaison-referral', body, { as: 'L', opens: { N: 'LiaisonReferralOpened' } });
  writer.days(0, 2);
  if (dice.chance(0.25)) {
    writer.does(area.liaison, '/liaison-referral/$L/record-consent', { scope: 'assess', answer: 'refused' });
    writer.minutes(5, 20).does(area.liaison, '/liaison-referral/$L/close-referral', { outcome: 'declined' });
    return;
  }
  const misuse = dice.chance(published.liaisonSubstanceNeed);
  liaison(writer, area, dice.pick(['alcohol', 'opiate', 'crack']), misuse && dice.chance(0.7));
}

function liaison(writer: Writer, area: Area, drug: string, referred: boolean): void {
  const { dice } = writer;
  const at = (step: string) => `/liaison-referral/$L/${step}`;
  const needs = [drug === 'alcohol' ? 'alcohol' : 'substance', ...(dice.chance(0.6) ? ['mental-health'] : [])];
  writer
    .minutes(5, 60)
    .does(area.liaison, at('screen'), { needs, risk: dice.pick(['low', 'medium', 'high']), fullAssessment: true });
  writer.minutes(2, 10).does(area.liaison, at('record-consent'), { scope: 'assess', answer: 'given' });
  writer.minutes(20, 60).does(area.liaison, at('assess'), { substances: [drug], summary: 'Uses most days.' });
  if (!referred) {
    writer.days(1, 10).does(area.liaison, at('close-referral'), { outcome: 'completed' });
    return;
  }
  writer.minutes(2, 10).does(area.liaison, at('record-consent'), { scope: 'share-health', answer: 'given' });
  if (dice.chance(0.6))
    writer.minutes(1, 3).does(area.liaison, at('record-consent'), { scope: 'share-justice', answer: 'given' });
  const onward = { to: area.provider, service: 'Structured treatment.' };
  writer.minutes(2, 10).does(area.liaison, at('refer-onward'), onward, { opens: { O: 'OnwardReferralMade' } });
  const passing = { handover: '$O', sender: area.liaison };
  const kept = takeUp(writer, area, passing) && appointment(writer, area, '$O');
  if (!kept || !dice.chance(0.85)) {
    letGo(writer, passing);
    return;
  }
  const prompt = dice.chance(published.waitingAtMost3Weeks);
  writer.days(prompt ? 1 : 20, prompt ? 8 : 40);
  treat(writer, area, { handover: '$O', drug });
}
