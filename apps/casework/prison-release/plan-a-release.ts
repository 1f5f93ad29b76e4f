import { livesIn, nearestFirst } from '#casework/forms/directory-options';
import type { Job } from '#casework/forms/job';
import { residences, whoItIs } from '#casework/forms/person-pages';
import { asking, type FormContext, type Known } from '#casework/forms/question';
import { recordedBefore } from '#casework/forms/recorded-before';
import { REGISTER } from '#casework/forms/sending';
import { PlanRelease } from '#casework/prison-release/prison-release.requests';
import { releasePage } from '#casework/prison-release/release';
import { substancesNow, substanceWords } from '#casework/treatment/substance-words';

const plan = asking('plan release', PlanRelease);

function home(context: FormContext): Known | undefined {
  const said = context.answers[REGISTER]?.['residence'];
  if (said !== undefined) return { value: said, from: 'what you entered before' };
  const value = livesIn(context);
  return value === undefined ? undefined : { value, from: "the person's record" };
}

const homeOf = (context: FormContext) => home(context)?.value as string | undefined;

/** From finding the person to the list of what is to be prepared. */
export const planARelease: Job = {
  path: 'plan-a-release',
  title: 'Plan a release',
  kinds: ['prison'],
  stage: 'prison-release',
  about: 'person',
  pages: [
    ...whoItIs,
    {
      path: 'release',
      title: 'The release',
      questions: [
        plan('expected', {
          ask: 'When is the release expected?',
          hint: 'For example, 27 3 2026. Leave it empty if it is not known yet.',
        }),
        plan('residence', { ask: 'Where will the person live?', choose: residences, known: home, needed: true }),
        plan('supervisedBy', {
          ask: 'Which probation unit will supervise the person after release?',
          hint: 'It sees the release from now on, without medication and test results, and can record naloxone in approved premises and a recall.',
          choose: nearestFirst('probation', homeOf),
          none: 'None, or not known yet',
          known: recordedBefore(['ReleasePlanned'], ({ supervisedBy }) => supervisedBy),
        }),
        plan('inTreatment', {
          ask: 'Is the person in structured treatment in prison?',
          hint: 'Structured treatment is pharmacological or psychosocial.',
          missing: 'Select yes if the person is in structured treatment',
        }),
        plan('substances', {
          ask: 'Which substances does the person need help with?',
          hint: 'Select all that apply.',
          missing: 'Select the substances, or that there are none',
          none: 'None',
          options: substanceWords,
          choose: substancesNow,
          known: recordedBefore(['ReleasePlanned', 'TreatmentStarted'], ({ substances }) =>
            substances.length > 0 ? substances : undefined,
          ),
        }),
      ],
    },
  ],
  sends: [{ do: 'plan release', with: ({ caller }) => ({ prison: caller.organisation }) }],
  backTo: releasePage,
  done: 'Release planned',
};
