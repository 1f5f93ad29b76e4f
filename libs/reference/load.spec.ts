import { inForce, organisation, partnershipOf, serving } from '#pathway/reference';
import { substances } from '#pathway/treatment';
import { loadReference } from '#reference/load';
import { reference } from '#test/support/reference';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'throughcare-directory-'));
afterAll(() => rmSync(folder, { recursive: true }));

function directoryOf(yaml: string) {
  const directory = join(folder, 'directory.yaml');
  writeFileSync(directory, yaml);
  return loadReference({ directory });
}

describe('The reference data as shipped', () => {
  it('knows every authority of England and Wales that commissions treatment', () => {
    expect(reference.authorities.filter(({ jurisdiction }) => jurisdiction === 'WLS')).toHaveLength(22);
    const english = reference.authorities.filter(({ jurisdiction }) => jurisdiction === 'ENG');
    expect(new Set(english.map(({ name }) => name)).size).toBe(153);
    expect(new Set(english.map(({ region }) => region)).size).toBe(9);
  });

  it('has the twenty-one trigger offences, three of them only for specified drugs', () => {
    expect(reference.triggerOffences).toHaveLength(21);
    expect(reference.triggerOffences.filter(({ specifiedOnly }) => specifiedOnly)).toHaveLength(3);
  });

  it('has eight bank holidays in each year from 2024 to 2028', () => expect(reference.bankHolidays.size).toBe(40));

  it('has a row for each substance that requests take, and for no other', () => {
    const held = new Set(reference.substances.map(({ code }) => code));
    expect([...held].toSorted()).toEqual([...substances].toSorted());
  });

  it('has one testing regime, from the first day of testing on arrest', () => {
    expect(inForce(reference.regimes, '2005-11-30')).toBeUndefined();
    expect(inForce(reference.regimes, '2026-11-22')?.code).toBe('DTOA_2005');
    expect(reference.regimes).toHaveLength(1);
  });

  it.each([
    ['2026-03-21', 24],
    ['2026-03-22', 36],
  ])('allows supervision under a suspended sentence, convicted on %s, for %i months', (convicted, months) =>
    expect(
      inForce(
        reference.orderLimits.filter(({ order }) => order === 'suspended'),
        convicted,
      )?.months,
    ).toBe(months),
  );

  it('names who serves an authority and which partnership it belongs to', () => {
    expect(serving(reference, 'treatment-provider', 'E08000012', '2026-03-02')?.code).toBe('provider-riverside');
    expect(partnershipOf(reference, 'E10000016', '2026-03-02')?.code).toBe('cdp-kent');
    expect(partnershipOf(reference, 'W06000015', '2026-03-02')).toBeUndefined();
    expect(reference.organisations.find(({ code }) => code === 'prison-brookvale')?.authorities).toEqual([]);
  });
});

const partnership = '{ code: cdp-hull, name: Hull partnership, authorities: [E06000010], region: E12000003 }';
const other = partnership.replace('cdp-hull', 'cdp-other');
const dated = (row: string, period: string) => row.replace(' }', `, ${period} }`);
const service =
  '{ code: ld-humber, kind: liaison-diversion, name: Humber Liaison and Diversion, authorities: [E06000010] }';

describe('A directory of one’s own', () => {
  it('stands in the place of the development one', async () => {
    const own = await directoryOf(`partnerships: [${partnership}]\norganisations: [${service}]`);
    expect(own.organisations.map(({ code }) => code)).toEqual(['ld-humber']);
    expect(own.partnerships.map(({ code }) => code)).toEqual(['cdp-hull']);
  });

  it('may say its source', async () => {
    const own = await directoryOf(`source: Our service desk\npartnerships: [${partnership}]\norganisations: []`);
    expect(own.partnerships).toHaveLength(1);
    await expect(directoryOf('source: 5\npartnerships: []\norganisations: []')).rejects.toThrow(/source must be text/);
  });

  it('moves an authority to another partnership, and back, from one day to the next', async () => {
    const rows = [
      dated(partnership, 'to: 2026-03-31'),
      dated(other, 'from: 2026-04-01, to: 2027-03-31'),
      dated(partnership, 'from: 2027-04-01'),
    ];
    const own = await directoryOf(`partnerships: [${rows.join()}]\norganisations: []`);
    const days = ['2026-03-31', '2026-04-01', '2027-03-31', '2027-04-01'];
    expect(days.map((day) => partnershipOf(own, 'E06000010', day)?.code)).toEqual([
      ...['cdp-hull', 'cdp-other', 'cdp-other', 'cdp-hull'],
    ]);
  });

  it('gives a service another area from a day on, and keeps the name of one that has closed', async () => {
    const moved = service.replace('E06000010', 'E06000011');
    const rows = [dated(service, 'to: 2026-03-31'), dated(moved, 'from: 2026-04-01, to: 2026-06-30')];
    const own = await directoryOf(`partnerships: []\norganisations: [${rows.join()}]`);
    const on = (authority: string) =>
      ['2026-03-31', '2026-04-01', '2026-07-01'].map((day) => serving(own, 'liaison-diversion', authority, day)?.code);
    expect(on('E06000010')).toEqual(['ld-humber', undefined, undefined]);
    expect(on('E06000011')).toEqual([undefined, 'ld-humber', undefined]);
    expect(organisation(own, 'ld-humber')?.name).toBe('Humber Liaison and Diversion');
  });

  it.each([
    ['a code that comes twice', partnership, `${service}, ${service}`, /organisations 2: ld-humber is already there/],
    [
      'a service of two kinds',
      partnership,
      `${dated(service, 'to: 2026-03-31')}, ${dated(service.replace('liaison-diversion', 'court'), 'from: 2026-04-01')}`,
      /ld-humber: it was liaison-diversion before, and cannot become court/,
    ],
    [
      'the later row of a service first',
      partnership,
      `${dated(service, 'from: 2026-04-01')}, ${dated(service, 'to: 2026-03-31')}`,
      /ld-humber: its rows must follow each other/,
    ],
    [
      'an authority that does not exist',
      partnership,
      service.replace('E06000010', 'E06999999'),
      /ld-humber: E06999999 is not/,
    ],
    [
      'a kind that does not exist',
      partnership,
      service.replace('liaison-diversion', 'liason'),
      /organisations 1: kind must be/,
    ],
    ['a misspelt field', partnership, service.replace('name:', 'nane:'), /organisations 1: name must be text/],
    [
      'an unknown field',
      partnership,
      service.replace('}', ', phone: "1" }'),
      /organisations 1: there is no field phone/,
    ],
    ['a number where text belongs', partnership, service.replace('}', ', force: 5 }'), /force must be text/],
    ['a force that does not exist', partnership, service.replace('}', ', force: "02" }'), /02 is not a force/],
    ['an L&D service that is not there', partnership, service.replace('}', ', liaison: ld-none }'), /ld-none is not/],
    ['a region that does not exist', partnership.replace('E12000003', 'E13'), service, /cdp-hull: E13 is not a region/],
    [
      'an authority in two partnerships',
      `${partnership}, ${other}`,
      service,
      /cdp-other: E06000010 already belongs to cdp-hull on the same days/,
    ],
    [
      'an authority in two partnerships on one day',
      `${dated(partnership, 'to: 2026-04-01')}, ${dated(other, 'from: 2026-04-01')}`,
      service,
      /cdp-other: E06000010 already belongs to cdp-hull on the same days/,
    ],
    [
      'a partnership that ends before it begins',
      dated(partnership, 'from: 2026-04-01, to: 2026-03-31'),
      service,
      /partnerships 1: to must not be before from/,
    ],
    [
      'a source that speaks for two',
      partnership,
      `${service.replace('}', ', sources: [/ld] }')}, ${service.replace('ld-humber', 'ld-other').replace('}', ', sources: [/ld] }')}`,
      /ld-other: the source \/ld speaks for ld-humber already/,
    ],
    ['a row that is not one', 'Hull', service, /partnerships 1: this must be a mapping/],
  ])('is refused with %s, in words that say where', async (_, partnerships, organisations, words) =>
    expect(directoryOf(`partnerships: [${partnerships}]\norganisations: [${organisations}]`)).rejects.toThrow(words),
  );

  it('is refused where it is not there or not YAML', async () => {
    await expect(loadReference({ directory: 'nowhere.yaml' })).rejects.toThrow(
      'nowhere.yaml: the file cannot be read.',
    );
    await expect(directoryOf('partnerships: [')).rejects.toThrow(/this is not YAML/);
  });
});
