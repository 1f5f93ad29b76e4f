import type { Job } from '#casework/forms/job';
import { whoItIs } from '#casework/forms/person-pages';
import { asking, type FormContext, type Known } from '#casework/forms/question';
import { ReferToLiaison } from '#casework/liaison-referral/liaison-referral.requests';
import { organisation } from '#pathway/reference';

const referral = asking('refer to liaison', ReferToLiaison);

/** A custody suite and a probation unit refer from where they are; which kind of court it is nobody knows but the court. */
function whereWeAre({ caller, reference }: FormContext): Known | undefined {
  const from = organisation(reference, caller.organisation)?.name ?? caller.organisation;
  return caller.kind === 'police-custody' || caller.kind === 'probation' ? { value: caller.kind, from } : undefined;
}

export const referToLiaison: Job = {
  path: 'refer-to-liaison',
  title: 'Refer to Liaison and Diversion',
  kinds: ['police-custody', 'court', 'probation'],
  stage: 'liaison-referral',
  about: 'person',
  pages: [
    ...whoItIs,
    {
      path: 'referral',
      title: 'The referral',
      intro: 'The Liaison and Diversion service of your area is told as soon as you send this.',
      questions: [
        referral('point', {
          ask: 'Where is the person now?',
          missing: 'Select where the person is',
          known: whereWeAre,
          options: {
            'police-custody': 'In police custody',
            'voluntary-attendance': 'Attending a police station voluntarily',
            'magistrates-court': "At a magistrates' court",
            'youth-court': 'At a youth court',
            'crown-court': 'At the Crown Court',
            probation: 'With probation',
            other: 'Elsewhere',
          },
        }),
        referral('reason', { ask: 'What should they know?', hint: 'For example, what worries you. Not the offence.' }),
      ],
    },
  ],
  sends: [{ do: 'refer to liaison' }],
  done: 'Referred to Liaison and Diversion',
};
