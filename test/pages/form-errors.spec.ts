import { jobs } from '#casework/forms/jobs';
import { deciders } from '#pathway/deciders';
import { formErrors, refusalsOf } from '#test/pages/form-errors';
import { rows } from '#test/pages/rows/all';
import { unmet } from '#test/pages/rows/unmet';
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

const FILE = 'docs/form-errors.md';
const stages = [...new Set(jobs.map(({ stage }) => stage))];

describe('What forms say of a wrong answer', () => {
  it('stands in docs/form-errors.md as in the code: with WRITE_DOCUMENTS=1 this test writes it', async () => {
    const now = await format(formErrors(), { ...(await resolveConfig(FILE)), parser: 'markdown' });
    if (process.env['WRITE_DOCUMENTS'] === '1') await writeFile(FILE, now);
    expect(await readFile(FILE, 'utf8')).toBe(now);
  });

  it('is walked of every job', () => {
    expect(Object.keys(rows).toSorted()).toEqual(jobs.map(({ path }) => path).toSorted());
  });

  it.each(stages)('names each refusal of the stage %s with the form that meets it, or says why none does', (stage) => {
    const met = jobs.filter((job) => job.stage === stage).flatMap(refusalsOf);
    const all = new Set([...met, ...Object.keys(unmet[stage] ?? {})]);
    const { refusals } = deciders[stage] as { refusals: object };
    expect([...all].toSorted()).toEqual(Object.keys(refusals).toSorted());
    expect(met.filter((code) => code in (unmet[stage] ?? {}))).toEqual([]);
  });
});
