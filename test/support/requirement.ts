import type { Recorder } from '#pathway/given';
import { treatmentRequirement } from '#pathway/treatment-requirement';
import type { RequirementKind, TreatmentRequirementCommand } from '#pathway/treatment-requirement';
import { given } from '#test/support/stage';

type Impose = Extract<TreatmentRequirementCommand, { do: 'impose requirement' }>;

export const KIM = '6f1c4a52-0000-4ac9-9a41-3f7be0a1c0aa';
export const probation: Recorder = { organisation: 'probation-liverpool', kind: 'probation' };
export const crown: Recorder = { organisation: 'court-albion-crown', kind: 'court' };
export const magistrates: Recorder = { organisation: 'court-weaver-mags', kind: 'court' };
export const riverside: Recorder = { organisation: 'provider-riverside', kind: 'treatment-provider' };

/** At a London time of British Summer Time. */
const at = (date: string, time = '10:00') => ({
  occurredAt: new Date(`${date}T${time}:00+01:00`).toISOString().replace('.000', ''),
});
export const on = (date: string, by: Recorder) => ({ ...at(date), by });

export const community: Impose = {
  do: 'impose requirement',
  order: 'community',
  orderMonths: 24,
  months: 12,
  convicted: '2026-03-25',
  sentenced: '2026-04-14',
  to: 'provider-riverside',
};
export const suspended: Impose = {
  ...community,
  order: 'suspended',
  orderMonths: 30,
  reviewCourt: 'court-albion-crown',
};
export const intensive = { judge: 'Judge Amari' };
export const SENTENCED = on('2026-04-14', crown);

export const assessed = (kind: RequirementKind, suitable = true) =>
  given(treatmentRequirement)
    .when({ do: 'assess suitability', personId: KIM, kind, suitable }, on('2026-04-01', probation))
    .then();
export const willing = (kind: RequirementKind) =>
  assessed(kind).when({ do: 'record willingness', willing: true }, SENTENCED).then();
export const imposed = (kind: RequirementKind, step: Impose = community) => willing(kind).when(step, SENTENCED).then();
