import type { FormContext } from '#casework/forms/question';
import { optionsOf } from '#casework/forms/question-view';
import { screenAndAssess } from '#casework/liaison-referral/screen-and-assess';
import { planARelease } from '#casework/prison-release/plan-a-release';
import { recordAPrisonTest } from '#casework/prison-release/prepare-a-release';
import { startTreatment } from '#casework/treatment/start-treatment';
import { reference } from '#test/support/reference';

const substances = reference.substances.map((row) => (row.code === 'nps' ? { ...row, to: '2026-03-31' } : row));

const offered = async (job: typeof startTreatment, now: string, more: Partial<FormContext> = {}) => {
  const question = job.pages
    .flatMap(({ questions }) => questions)
    .find(({ field }) => /substances|results/.test(field));
  if (!question) throw new Error(`${job.title} asks for no substance.`);
  const context = { reference: { ...reference, substances }, now, ...more } as unknown as FormContext;
  return (await optionsOf(question, context)).map(({ value }) => value);
};

describe('The substances that a form offers', () => {
  it.each([screenAndAssess, planARelease, startTreatment, recordAPrisonTest])(
    'are those of the day, and any where a step is put right: $title',
    async (job) => {
      const then = await offered(job, '2026-03-31T12:00:00Z');
      expect(then).toContain('nps');
      expect(await offered(job, '2026-04-01T12:00:00Z')).toEqual(then.filter((code) => code !== 'nps'));
      expect(await offered(job, '2026-04-01T12:00:00Z', { correcting: true })).toEqual(then);
    },
  );
});
