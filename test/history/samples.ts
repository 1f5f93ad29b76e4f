import { deciders } from '#pathway/deciders';
import { type PathwayFact, type StageName, stageNames } from '#pathway/stages';
import { upcast } from '#pathway/upcast';
import { readdirSync, readFileSync } from 'node:fs';

/** One shape in which a fact has shipped: `<stage>/<type>.<shape>.json` holds its fields as the log keeps them. */
export interface Sample {
  readonly stage: StageName;
  readonly type: string;
  readonly file: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const here = new URL('.', import.meta.url);

export const samples: readonly Sample[] = stageNames.flatMap((stage) =>
  readdirSync(new URL(`${stage}/`, here))
    .sort()
    .map((file) => {
      const text = readFileSync(new URL(`${stage}/${file}`, here), 'utf8');
      const [type = ''] = file.split('.');
      return { stage, type, file: `${stage}/${file}`, data: JSON.parse(text) as Sample['data'] };
    }),
);

export const factOf = ({ type, data }: Sample): PathwayFact => upcast(type, data);

/** The fields that are encrypted, of a fact or of its correction. */
export function personalOf({ stage, type }: Pick<Sample, 'stage' | 'type'>): readonly string[] {
  const { personal } = deciders[stage];
  return type.endsWith('Corrected') ? ['why', ...personal.map((path) => `fact.${path}`)] : personal;
}

/** Every string in a fact, by its dotted path; places in lists are left out. */
export function strings(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    strings(part, [path, Array.isArray(value) ? '' : name].filter(Boolean).join('.')),
  );
}
