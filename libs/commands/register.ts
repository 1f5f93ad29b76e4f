import type { Caller } from '#access/caller';
import { type Claim, Claims } from '#commands/claims';
import type { Recording } from '#commands/recording';
import { Refused } from '#commands/refused';
import type { RegisterPerson } from '#commands/step';
import { type EventStore, WrongExpectedVersion } from '#event-store/event-store';
import type { CivilDate } from '#pathway/decider';
import { canonical } from '#pathway/identifiers';
import { type IdentifierKind, identifierKinds, type Identifiers, type PersonCommand } from '#pathway/person';
import type { MasterKey } from '#privacy/keys';

const CLAIMED = 'IdentifierClaimed';
const RELEASED = 'IdentifierReleased';

/** What registering a person comes to: the same person met again, or a new one. */
export interface Registering {
  readonly personId: string;
  readonly command: Extract<PersonCommand, { do: 'register person' | 'recognise person' }>;
  /** Takes the identifiers that nobody holds, once it is decided. @throws HeldMeanwhile */
  readonly claim: () => Promise<void>;
}

/** Somebody else has claimed one of the identifiers just now: what the registration comes to is to be looked at again. */
export class HeldMeanwhile extends Error {
  constructor(override readonly cause: WrongExpectedVersion) {
    super('An identifier was claimed meanwhile.', { cause });
    this.name = 'HeldMeanwhile';
  }
}

/** The identifiers as they are written, checked. @throws Refused naming the identifier that cannot be right */
export function checked(identifiers: Identifiers, today: CivilDate): Identifiers {
  const entries = identifierKinds.flatMap((kind) => {
    const typed = identifiers[kind];
    if (typed === undefined) return [];
    const written = canonical(kind, typed, Number(today.slice(0, 4)));
    if (written !== undefined) return [[kind, written] as const];
    throw new Refused(
      'invalid',
      'IDENTIFIER_NOT_VALID',
      `Check the ${words[kind]}: it cannot be right.`,
      `identifiers.${kind}`,
    );
  });
  return Object.fromEntries(entries);
}

const words: Record<IdentifierKind, string> = {
  pnc: 'PNC number',
  cro: 'CRO number',
  crn: 'case reference number (CRN)',
  prisonNumber: 'prison number',
  nhsNumber: 'NHS number',
};

/**
 * One person across services: an exact identifier with the same date of birth is the existing person; an identifier with
 * another date of birth is a near match, for information governance. Each identifier is held by one person at a time: its
 * stream's name is its keyed hash.
 */
export class Registry {
  readonly #claims: Claims;

  constructor(
    private readonly recording: Recording,
    store: EventStore,
    private readonly master: MasterKey,
  ) {
    this.#claims = new Claims(store, recording.clock, { claimed: CLAIMED, heldBy: 'person' });
  }

  /** Nothing is written before `claim`. @throws Refused naming the identifier that cannot be right */
  async prepare(typed: RegisterPerson, caller: Caller, commandId: string): Promise<Registering> {
    const identifiers = checked(typed.identifiers, this.recording.clock.now());
    const claims = await Promise.all(this.#streams(identifiers).map((stream) => this.#claims.on(stream)));
    const { holders, begun } = await this.#holders(claims);
    const same = holders.find(({ dateOfBirth }) => dateOfBirth === typed.dateOfBirth);
    const nearMatches = holders.filter(({ personId }) => personId !== same?.personId).map(({ personId }) => personId);
    const personId = same?.personId ?? begun ?? this.master.pseudonym(`person:${commandId}`);
    const free = claims.filter(({ holder }) => holder !== personId && holders.every(({ held }) => held !== holder));
    const claim = () => this.#claim(free, personId, caller);
    if (!same)
      return { personId, command: { ...typed, do: 'register person', personId, identifiers, nearMatches }, claim };
    const { dateOfBirth } = typed;
    return { personId, command: { do: 'recognise person', dateOfBirth, identifiers, nearMatches }, claim };
  }

  /**
   * Whom an exact identifier with the same date of birth names, read afresh. Nobody where they name several, or somebody
   * of whom the caller may not know.
   */
  async known(identifiers: Identifiers, dateOfBirth: CivilDate, caller: Caller): Promise<string | undefined> {
    const claims = await Promise.all(this.#streams(identifiers).map((stream) => this.#claims.on(stream)));
    const { holders } = await this.#holders(claims, true);
    const born = holders.filter((holder) => holder.dateOfBirth === dateOfBirth).map(({ personId }) => personId);
    const [personId, ...others] = new Set(born);
    return personId === undefined || others.length > 0 || (await this.#hidden(personId, caller)) ? undefined : personId;
  }

  /** Whether the caller is told of this person under this id. */
  async sees(personId: string, caller: Caller): Promise<boolean> {
    const related = await this.recording.surroundings.sees(caller.organisation, personId);
    return related && !(await this.#hidden(personId, caller));
  }

  async #hidden(personId: string, { user }: Caller): Promise<boolean> {
    const records = new Set([personId, ...(await this.recording.surroundings.records(personId))]);
    const states = await Promise.all([...records].map((id) => this.recording.person(id, true)));
    return states.some((state) => state?.erased || (state?.restricted && !state.grants.includes(user)));
  }

  /** Gives up the identifiers of an erased person, so that the person can be met anew. */
  async release(personId: string, identifiers: Identifiers): Promise<void> {
    for (const stream of this.#streams(identifiers)) {
      const claim = await this.#claims.on(stream);
      if (claim.holder === personId) await this.#claims.write(claim, RELEASED, personId, 'throughcare');
    }
  }

  #streams(identifiers: Identifiers): readonly string[] {
    return Object.entries(identifiers).map(
      ([kind, value]) => `identifier-${this.master.pseudonym(`${kind}:${value}`)}`,
    );
  }

  /** Who holds these identifiers; and who was about to be registered with one when that registration broke off. */
  async #holders(
    claims: readonly Claim[],
    fresh = false,
  ): Promise<{ holders: { held: string; personId: string; dateOfBirth?: CivilDate }[]; begun: string | undefined }> {
    const held = [...new Set(claims.flatMap(({ holder }) => holder ?? []))];
    const people = await Promise.all(
      held.map(async (id) => ({ held: id, state: await this.recording.person(id, fresh) })),
    );
    return {
      holders: people.flatMap(({ held: id, state }) =>
        state && !state.erased ? [{ held: id, personId: state.mergedInto ?? id, dateOfBirth: state.dateOfBirth }] : [],
      ),
      begun: people.find(({ state }) => state === undefined)?.held,
    };
  }

  async #claim(free: readonly Claim[], personId: string, { organisation }: Caller): Promise<void> {
    try {
      for (const claim of free) await this.#claims.write(claim, CLAIMED, personId, organisation);
    } catch (error) {
      throw error instanceof WrongExpectedVersion ? new HeldMeanwhile(error) : error;
    }
  }
}
