import type { Reference } from '#pathway/reference';
import { overlap } from '#reference/overlap';
import { checkPlaces } from '#reference/places';
import { InvalidReference, Row } from '#reference/row';
import * as tables from '#reference/tables';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, YAMLParseError } from 'yaml';

/** The data lies beside the source, also for a build: found from the project's root, where its package.json is. */
function dataFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new InvalidReference('libs/reference/data', 'the project was not found.');
    folder = dirname(folder);
  }
  return join(folder, 'libs', 'reference', 'data');
}

async function parsed(path: string): Promise<Row> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InvalidReference(path, 'the file cannot be read.');
  });
  try {
    return new Row(path, parse(text));
  } catch (error) {
    if (error instanceof YAMLParseError) throw new InvalidReference(path, `this is not YAML: ${error.message}`);
    throw error;
  }
}

function section<T extends object>(
  file: Row,
  name: string,
  read: (row: Row) => T,
  key: (row: T) => string,
): readonly T[] {
  const placed = file.rows(name).map((value, index) => new Row(`${file.where}, ${name} ${index + 1}`, value));
  const values = placed.map((row) => row.all(read));
  values.forEach((later, index) => {
    const clash = values.findIndex((earlier) => key(earlier) === key(later) && overlap(earlier, later));
    if (clash < index)
      throw new InvalidReference(
        `${file.where}, ${name} ${index + 1}`,
        `${key(later)} is already there: see ${name} ${clash + 1}.`,
      );
  });
  return values;
}

async function table<T extends object>(
  name: string,
  read: (row: Row) => T,
  key: (row: T) => string,
): Promise<readonly T[]> {
  const file = await parsed(join(dataFolder(), `${name}.yaml`));
  return file.all(() => {
    file.text('source');
    return section(file, 'rows', read, key);
  });
}

const byCode = ({ code }: { code: string }): string => code;

/** The development directory says its source, one's own may. */
async function directory(own: string | undefined) {
  const file = await parsed(own ?? join(dataFolder(), 'directory.yaml'));
  const source = () => file.text('source');
  return file.all(() => {
    if (own === undefined) source();
    else file.optional('source', source);
    return {
      partnerships: section(file, 'partnerships', tables.partnership, byCode),
      organisations: section(file, 'organisations', tables.organisation, byCode),
    };
  });
}

/**
 * Loads and checks the reference data: shapes, codes that come twice, rows of one thing that overlap in time, and codes
 * that lead nowhere. `directory` is the path of the directory of organisations; otherwise the development one.
 * @throws InvalidReference
 */
export async function loadReference(options: { directory?: string } = {}): Promise<Reference> {
  const [
    places,
    authorities,
    regions,
    policeForces,
    comparators,
    baselines,
    substances,
    triggerOffences,
    regimes,
    deadlines,
    orderLimits,
    requirementRules,
    reconnectRules,
    holidays,
  ] = await Promise.all([
    directory(options.directory),
    table('authorities', tables.authority, byCode),
    table('regions', tables.named, byCode),
    table('police-forces', tables.named, byCode),
    table('comparators', tables.comparator, ({ area }) => area),
    table('baselines', tables.baseline, ({ area }) => area),
    table('substances', tables.substance, byCode),
    table('trigger-offences', tables.triggerOffence, byCode),
    table('testing-regimes', tables.testingRegime, () => 'a regime for these days'),
    table('deadlines', tables.deadlineRule, ({ purpose, area }) => (area ? `${purpose} of ${area}` : purpose)),
    table('order-limits', tables.orderLimit, ({ order }) => order),
    table('requirement-rules', tables.requirementRules, () => 'a rule for these days'),
    table('reconnect-rules', tables.reconnectRules, () => 'a rule for these days'),
    table('bank-holidays', tables.bankHoliday, ({ date }) => date),
  ]);
  const reference: Reference = {
    ...places,
    authorities,
    regions,
    policeForces,
    comparators,
    baselines,
    substances,
    triggerOffences,
    regimes,
    deadlines,
    orderLimits,
    requirementRules,
    reconnectRules,
    bankHolidays: new Set(holidays.map(({ date }) => date)),
  };
  checkPlaces(reference, options.directory ?? 'directory.yaml');
  return reference;
}
