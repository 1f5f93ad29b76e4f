import type { Organisation, Partnership, Reference } from '#pathway/reference';
import { overlap } from '#reference/overlap';
import { InvalidReference } from '#reference/row';

const codes = (rows: readonly { code: string }[]): ReadonlySet<string> => new Set(rows.map(({ code }) => code));

/** A service stays of its kind, and the last of its rows is the latest. */
function whyNotAfter(earlier: readonly Organisation[], { code, kind, from = '' }: Organisation): string | undefined {
  const before = earlier.findLast((row) => row.code === code);
  if (before === undefined) return undefined;
  if (before.kind !== kind) return `it was ${before.kind} before, and cannot become ${kind}. Give that another code.`;
  return from > (before.from ?? '') ? undefined : 'its rows must follow each other, the latest last.';
}

/**
 * Every code in the directory leads somewhere, no authority belongs to two partnerships on one day, no source speaks for
 * two, and the rows of one organisation come one after the other and are of one kind.
 * @throws InvalidReference
 */
export function checkPlaces(reference: Reference, file: string): void {
  const authorities = codes(reference.authorities);
  const regions = codes(reference.regions);
  const spoken = new Map<string, string>();

  const known = (where: string, rows: readonly string[], among: ReadonlySet<string>, what: string) => {
    const unknown = rows.find((code) => !among.has(code));
    if (unknown !== undefined) throw new InvalidReference(`${file}, ${where}`, `${unknown} is not ${what}.`);
  };
  const AUTHORITY = 'an authority in authorities.yaml: give the county instead of its district';

  const partnership = (row: Partnership, index: number) => {
    known(row.code, row.authorities, authorities, AUTHORITY);
    known(row.code, [row.region], regions, 'a region in regions.yaml');
    for (const earlier of reference.partnerships.slice(0, index).filter((one) => overlap(one, row))) {
      const both = row.authorities.find((member) => earlier.authorities.includes(member));
      if (both !== undefined)
        throw new InvalidReference(
          `${file}, ${row.code}`,
          `${both} already belongs to ${earlier.code} on the same days. Say from and to when it belongs to which.`,
        );
    }
  };
  const liaison = codes(reference.organisations.filter(({ kind }) => kind === 'liaison-diversion'));
  const forces = codes(reference.policeForces);
  const partnerships = codes(reference.partnerships);
  const organisation = (row: Organisation, index: number) => {
    const wrong = whyNotAfter(reference.organisations.slice(0, index), row);
    if (wrong !== undefined) throw new InvalidReference(`${file}, ${row.code}`, wrong);
    known(row.code, row.authorities, authorities, AUTHORITY);
    known(row.code, row.liaison ? [row.liaison] : [], liaison, 'a Liaison and Diversion service in this directory');
    known(row.code, row.force ? [row.force] : [], forces, 'a force in police-forces.yaml');
    known(row.code, row.partnership ? [row.partnership] : [], partnerships, 'a partnership in this directory');
    for (const source of row.sources ?? []) {
      const other = spoken.get(source);
      if (other && other !== row.code)
        throw new InvalidReference(`${file}, ${row.code}`, `the source ${source} speaks for ${other} already.`);
      spoken.set(source, row.code);
    }
  };

  reference.partnerships.forEach(partnership);
  reference.organisations.forEach(organisation);
  for (const { area } of reference.baselines) known(`baseline of ${area}`, [area], authorities, AUTHORITY);
  for (const { area, similar } of reference.comparators)
    known(`comparators of ${area}`, [area, ...similar], authorities, AUTHORITY);
  for (const { purpose, area } of reference.deadlines)
    known(`deadlines of ${purpose}`, area ? [area] : [], authorities, AUTHORITY);
}
