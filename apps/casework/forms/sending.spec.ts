import type { FormContext } from '#casework/forms/question';
import { questionOf } from '#casework/forms/sending';
import { startTreatment } from '#casework/treatment/start-treatment';
import { Refused } from '#commands/refused';

/** Somebody known to a provider, with one handover that is open. */
const context = { answers: {}, personId: 'somebody', handedOver: [{ id: 'one' }] } as unknown as FormContext;
const refused = (field: string) => new Refused('rule', 'A_CODE', 'It is refused.', field, 'start treatment');

describe('What a refusal is about', () => {
  it('is a question of the step that was refused', () => {
    expect(questionOf(refused('triaged'), startTreatment, context)).toMatchObject({
      page: 'start',
      question: { id: 'start-treatment-triaged' },
    });
  });

  it('is a question that the form asks itself, and sends with the step', () => {
    expect(questionOf(refused('handover'), startTreatment, context)).toMatchObject({
      page: 'handover',
      question: { id: 'take-up-handover' },
    });
  });

  it('is no question where none asks for it', () => {
    expect(questionOf(refused('personId'), startTreatment, context)).toBeUndefined();
  });
});
