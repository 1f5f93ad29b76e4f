import type { FormContext, Known } from '#casework/forms/question';
import type { TimelineStep } from '#casework/person/timelines';
import { factInWords, midSentence } from '#casework/pages/fact-words';
import { day } from '#pathway/spoken';
import { organisation } from '#pathway/reference';
import type { StageFact } from '#pathway/stages';

type FactOf<Type extends StageFact['type']> = Extract<StageFact, { type: Type }>;

/** The fields of a step as they stand, corrected or not; undefined where they are not for this caller. */
export const fieldsOf = ({ content, correctedBy }: TimelineStep): object | undefined =>
  correctedBy === undefined ? content : (content as { fact?: object } | undefined)?.fact;

/** The newest step of these types, on the timeline as its caller sees it, that says something of what is asked. */
export const recordedBefore =
  <Type extends StageFact['type']>(types: readonly Type[], says: (fact: FactOf<Type>) => unknown) =>
  async ({ steps, reference }: FormContext): Promise<Known | undefined> => {
    const wanted = (await steps()).filter(({ type }) => types.some((one) => one === type));
    for (const step of wanted.toReversed()) {
      const fields = fieldsOf(step);
      const value =
        fields && says({ ...fields, type: step.type, occurredAt: step.occurredAt } as unknown as FactOf<Type>);
      const by = organisation(reference, step.organisation)?.name ?? step.organisation;
      const from = `what ${by} recorded on ${day(step.occurredAt)} (${midSentence(factInWords(step.type))})`;
      if (value !== undefined) return { value, from };
    }
    return undefined;
  };
