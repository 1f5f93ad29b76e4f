import type { OrganisationKind } from '#pathway/reference';
import type { StageName } from '#pathway/stages';

/**
 * How an organisation must stand to an episode to record a step of it:
 * `opens` the step opens an episode; `runs` it runs the episode; `met` it sees the person;
 * `handed` it runs the episode, or the person was handed to it; `serves` it runs the episode, sees the person, or serves
 * the area where the person lives; `anyone` no tie is needed (information governance).
 */
export type Tie = 'opens' | 'runs' | 'met' | 'handed' | 'serves' | 'anyone';

export interface Right {
  readonly kinds: readonly OrganisationKind[];
  readonly tie: Tie;
}

const service: readonly OrganisationKind[] = [
  'police-custody',
  'liaison-diversion',
  'court',
  'probation',
  'prison',
  'treatment-provider',
  'reconnect',
];
const custody: Right = { kinds: ['police-custody'], tie: 'runs' };
const liaison: Right = { kinds: ['liaison-diversion'], tie: 'runs' };
const court: Right = { kinds: ['court'], tie: 'runs' };
const probation: Right = { kinds: ['probation'], tie: 'runs' };
const prison: Right = { kinds: ['prison'], tie: 'runs' };
const provider: Right = { kinds: ['treatment-provider'], tie: 'runs' };
const governance: Right = { kinds: ['information-governance'], tie: 'anyone' };
const party: Right = { kinds: service, tie: 'runs' };

/** Who records what (the pathway's table of that name). A command without a row is a policy's alone. */
export const rights: { readonly [Stage in StageName]: Readonly<Record<string, Right>> } = {
  person: {
    'register person': { kinds: service, tie: 'opens' },
    'recognise person': { kinds: service, tie: 'opens' },
    'change details': { kinds: service, tie: 'met' },
    'change residence': { kinds: service, tie: 'met' },
    'restrict person': governance,
    'unrestrict person': governance,
    'grant access': governance,
    'withdraw access': governance,
    'merge people': governance,
    'unmerge people': governance,
    'erase person': governance,
  },
  'arrest-test': {
    'request test': { kinds: ['police-custody'], tie: 'opens' },
    'record sample': custody,
    'record result': custody,
    'dispute result': custody,
    'record laboratory result': custody,
    'impose required assessment': custody,
    'record assessment': { kinds: ['liaison-diversion', 'treatment-provider'], tie: 'handed' },
  },
  'liaison-referral': {
    'refer to liaison': { kinds: ['police-custody', 'court', 'probation'], tie: 'opens' },
    screen: liaison,
    'record consent': liaison,
    assess: liaison,
    'refer onward': liaison,
    'close referral': liaison,
  },
  'treatment-requirement': {
    'assess suitability': { kinds: ['probation'], tie: 'opens' },
    'record willingness': court,
    'impose requirement': court,
    'schedule review': court,
    'hold review': court,
    'record requirement test': { kinds: ['probation', 'treatment-provider'], tie: 'handed' },
    'record non-compliance': probation,
    'impose sanction': court,
    'amend requirement': court,
    'revoke requirement': court,
    'complete requirement': probation,
  },
  'prison-release': {
    'plan release': { kinds: ['prison'], tie: 'opens' },
    'change release date': prison,
    'refer to community': prison,
    'record pre-release meeting': prison,
    'refer to reconnect': prison,
    'arrange medication': prison,
    'supply naloxone': { kinds: ['prison', 'probation'], tie: 'serves' },
    'decline naloxone': { kinds: ['prison', 'probation'], tie: 'serves' },
    'record prison test': prison,
    'record release': prison,
    'record recall': { kinds: ['prison', 'probation'], tie: 'serves' },
  },
  treatment: {
    'start treatment': { kinds: ['treatment-provider'], tie: 'opens' },
    'record contact': provider,
    'review progress': provider,
    'end treatment': provider,
  },
  handover: {
    'confirm delivery': party,
    acknowledge: party,
    'request information': party,
    'provide information': party,
    accept: party,
    decline: party,
    'offer appointment': party,
    'record appointment': party,
    withdraw: party,
    reassign: party,
  },
};

/** A registration opens no episode that anybody runs: whoever sees the person may correct it. */
export const tieToCorrect = (stage: StageName, { tie }: Right): Tie =>
  stage === 'person' && tie === 'opens' ? 'met' : tie;

export const rightTo = (stage: StageName, command: string): Right | undefined => rights[stage][command];
