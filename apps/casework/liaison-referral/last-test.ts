import type { Beside, ReadsBeside } from '#casework/forms/job';
import type { FormContext, Known } from '#casework/forms/question';
import { fieldsOf } from '#casework/forms/recorded-before';
import { plainly } from '#casework/pages/wording';
import { day } from '#pathway/spoken';
import type { LaboratoryResultRecorded, Results } from '#pathway/arrest-test';
import { overall } from '#pathway/arrest-test/state';
import { Injectable } from '@nestjs/common';

interface LastTest {
  readonly results: Results;
  readonly on: string;
  readonly overturned: boolean;
}

/** The newest test on arrest whose result this service was told. */
async function lastTest({ steps }: FormContext): Promise<LastTest | undefined> {
  const all = await steps();
  const step = all.findLast((one) => one.type === 'ArrestTestResultRecorded' && fieldsOf(one) !== undefined);
  if (!step) return undefined;
  const answers = all.filter(({ type, instance }) => type === 'LaboratoryResultRecorded' && instance === step.instance);
  const overturned = answers.some((one) => (fieldsOf(one) as Partial<LaboratoryResultRecorded>).confirmed === false);
  const { results } = fieldsOf(step) as { results: Results };
  return { results, on: day(step.occurredAt), overturned };
}

/** A positive test that no laboratory has overturned is a need that is known already. */
export async function needOfTest(context: FormContext): Promise<Known | undefined> {
  const test = await lastTest(context);
  const positive = test && !test.overturned && overall(test.results) === 'positive';
  return positive ? { value: ['substance'], from: `the positive drug test of ${test.on}` } : undefined;
}

/** The drug test, beside what is assessed. */
@Injectable()
export class BesideLastTest implements ReadsBeside {
  async beside(context: FormContext): Promise<Beside> {
    const test = await lastTest(context);
    const nothing = 'No drug test on arrest is known to your service.';
    if (!test) return { heading: 'Drug test on arrest', rows: [], nothing };
    const rows = Object.entries(test.results).map(([substance, result]) => ({
      label: plainly(substance),
      value: test.overturned && result === 'positive' ? 'Positive, not confirmed by the laboratory' : plainly(result),
    }));
    return { heading: `Drug test of ${test.on}`, rows, nothing };
  }
}
