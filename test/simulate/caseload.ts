import { addDays } from '#pathway/calendar';
import type { Reference } from '#pathway/reference';
import { arrested, atCourt } from '#test/simulate/arrest';
import { type Diary, Writer } from '#test/simulate/diary';
import { dice as diceOf, type Dice } from '#test/simulate/dice';
import { released } from '#test/simulate/release';
import { sentenced } from '#test/simulate/sentence';

/** The services of one place. */
export interface Area {
  readonly authority: string;
  readonly custody: string;
  readonly liaison: string;
  readonly court: string;
  readonly probation: string;
  readonly prison: string;
  readonly provider: string;
}

export const area: Area = {
  authority: 'E08000012',
  custody: 'custody-brunswick',
  liaison: 'ld-quayside',
  court: 'court-albion-crown',
  probation: 'probation-liverpool',
  prison: 'prison-brookvale',
  provider: 'provider-riverside',
};

/** How people come onto the pathway; no published figure says, so that the mix is chosen to fill every metric. */
const ways = { arrested: 50, atCourt: 15, sentenced: 15, released: 20 };
const paths = { arrested, atCourt, sentenced, released };

/** The first and the last day, and everybody's diary between them: the same for the same seed. */
export function caseload(
  reference: Reference,
  { people, from, to, seed }: { people: number; from: string; to: string; seed: number },
): Diary[] {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  return Array.from({ length: people }, (_, index) => {
    const dice = diceOf(seed * 1_000_003 + index);
    const day = addDays(from, Math.floor(dice.next() * days));
    const start = `${day}T${String(dice.between(0, 23)).padStart(2, '0')}:${String(dice.between(10, 59))}:00Z`;
    const writer = new Writer(dice, reference, start, `${to}T00:00:00Z`);
    const way = dice.weighted(ways);
    paths[way](writer, area);
    return { person: person(dice, index, way), steps: writer.steps };
  });
}

const givenNames = ['Alex', 'Bobbie', 'Charlie', 'Dale', 'Ellis', 'Frankie', 'Glen', 'Harper', 'Indy', 'Jules'];
const familyNames = [
  'Ashdown',
  'Birchall',
  'Calder',
  'Denby',
  'Eastwell',
  'Farrow',
  'Garside',
  'Holme',
  'Ingleby',
  'Jarrow',
];

function person(dice: Dice, index: number, way: keyof typeof ways): Diary['person'] {
  const serial = String(index).padStart(4, '0');
  const letters = `${String.fromCharCode(65 + (Math.floor(index / 10_000) % 26))}A`;
  return {
    name: `${dice.pick(givenNames)} ${dice.pick(familyNames)}`,
    dateOfBirth: `${dice.between(1960, 2005)}-${String(dice.between(1, 12)).padStart(2, '0')}-${String(dice.between(1, 28)).padStart(2, '0')}`,
    sex: dice.weighted({ male: 84, female: 16 }),
    ethnicity: dice.weighted({ A: 80, J: 4, M: 5, N: 5, R: 2, Z: 4 }),
    residence: area.authority,
    identifiers: way === 'released' ? { prisonNumber: `A${serial.slice(-4)}${letters}` } : {},
  };
}
