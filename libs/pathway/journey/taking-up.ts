import { standing } from '#pathway/corrections';
import type { HandoverFact, HandoverTreatmentStarted } from '#pathway/handover';
import type { Scene, Step } from '#pathway/journey/scene';
import { isStructured, type TreatmentStarted } from '#pathway/treatment';

/** Treatment that names a handover takes it up. */
function takeUp(scene: Scene<TreatmentStarted>): readonly Step[] {
  const { handover: instance, occurredAt, interventions } = scene.fact;
  const command = { do: 'take up', treatment: scene.told.instance, structured: isStructured(interventions) } as const;
  return instance === undefined ? [] : [{ stage: 'handover', instance, command, occurredAt }];
}

/** What was recorded of this treatment on the handover that it names. */
function recorded({ told, context }: Scene): { id: string; fact: HandoverTreatmentStarted } | undefined {
  const history = standing<HandoverFact>(context.named ?? []);
  return history.find(
    (event): event is { id: string; fact: HandoverTreatmentStarted } =>
      event.fact.type === 'HandoverTreatmentStarted' && event.fact.treatment === told.instance,
  );
}

/** A corrected start takes up a handover that it did not name before, and corrects what it said of one that it did. */
function restate(scene: Scene<TreatmentStarted>): readonly Step[] {
  const { fact, was, at } = scene;
  const { handover: instance, occurredAt } = fact;
  const started = recorded(scene);
  if (instance === undefined || instance !== was?.handover || !started) return takeUp(scene);
  const structured = isStructured(fact.interventions);
  if (started.fact.structured === structured && was.occurredAt === occurredAt) return [];
  const as = { do: 'take up', structured } as const;
  const why = 'The start of treatment was corrected.';
  const command = { do: 'correct', corrects: started.id, why, occurredAt, as } as const;
  return [{ stage: 'handover', instance, command, occurredAt: at }];
}

export const taking = { told: takeUp, corrected: restate };
