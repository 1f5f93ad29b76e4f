import { type ArrestTestState, isPositive } from '#pathway/arrest-test/state';

export const assessmentRefusals = {
  NO_REQUIRED_ASSESSMENT: 'No assessment was required here.',
  ASSESSMENT_CEASED: 'The required assessment ceased when the result was overturned.',
  ASSESSMENT_ALREADY_RECORDED: 'This assessment is already recorded: correct it if it is wrong.',
  INITIAL_ASSESSMENT_FIRST: 'Record the initial assessment first.',
  FOLLOW_UP_ENDED: 'There is no follow-up: the initial assessment was missed, or found it not needed.',
} as const;

/** Source: Drugs Act 2005, sections 10, 12 and 16. */
export function whyNotAssessed(
  which: 'initial' | 'follow-up',
  state: ArrestTestState,
): keyof typeof assessmentRefusals | undefined {
  const { assessment } = state;
  if (!assessment) return 'NO_REQUIRED_ASSESSMENT';
  if (!isPositive(state)) return 'ASSESSMENT_CEASED';
  if (which === 'initial') return assessment.initial && 'ASSESSMENT_ALREADY_RECORDED';
  if (!assessment.initial) return 'INITIAL_ASSESSMENT_FIRST';
  if (!assessment.followUp) return undefined;
  return assessment.followUp === 'ended' ? 'FOLLOW_UP_ENDED' : 'ASSESSMENT_ALREADY_RECORDED';
}
