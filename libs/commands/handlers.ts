import { Detentions } from '#commands/detentions';
import { gatherHandover, gatherReferral, gatherRelease, gatherRequirement, gatherTreatment } from '#commands/gather';
import { derive } from '#commands/ids';
import type { LoggedFact } from '#commands/log';
import type { Recordable } from '#commands/recordable';
import { Recording } from '#commands/recording';
import { Refused } from '#commands/refused';
import { referralHeldBy } from '#commands/referral-holder';
import { HeldMeanwhile, Registry } from '#commands/register';
import {
  type Answer,
  ArrestTestStep,
  HandoverStep,
  LiaisonReferralStep,
  PersonStep,
  PrisonReleaseStep,
  TreatmentRequirementStep,
  TreatmentStep,
} from '#commands/step';
import { type ArrestTestCommand, type ArrestTestFact, arrestTest, runBy as testRunBy } from '#pathway/arrest-test';
import type { ArrestTestState } from '#pathway/arrest-test/state';
import type { Correct } from '#pathway/corrections';
import type { GivenPerson } from '#pathway/given';
import { handover, runBy as handoverRunBy } from '#pathway/handover';
import { liaisonReferral } from '#pathway/liaison-referral';
import { type GivenMerge, person, type PersonCommand, type PersonFact } from '#pathway/person';
import type { PersonState } from '#pathway/person/state';
import { prisonRelease, runBy as releaseRunBy } from '#pathway/prison-release';
import { runBy as requirementRunBy, treatmentRequirement } from '#pathway/treatment-requirement';
import { runBy as treatmentRunBy, treatment } from '#pathway/treatment';
import type { MasterKey } from '#privacy/keys';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

export const MASTER_KEY = Symbol('MasterKey');

const asGiven = (given: GivenPerson): Promise<GivenPerson> => Promise.resolve(given);

/** Registering answers alike whether the person was new or known already: nothing is revealed that was not typed. */
const unrevealing = (answer: Answer): Answer => ({ ...answer, revision: 0n, events: [] });

const correctsRegistration = (command: PersonStep['command']): command is Correct<PersonCommand> =>
  command.do === 'correct' && command.as.do === 'register person';

/** Whoever corrects a registration, it stays with the service that met the person first. */
function whoRegistered(facts: readonly LoggedFact[]): { organisation?: string } {
  const registered = facts.find(({ fact }) => fact.type === 'PersonRegistered');
  return registered ? { organisation: registered.organisation } : {};
}

/** They are claimed across the whole log, so that nobody is two people: a correction cannot move a claim. */
const identifiersStand = () =>
  new Refused(
    'invalid',
    'IDENTIFIERS_STAND',
    'Identifiers cannot be corrected here. Add the right one, and ask information governance about the wrong one.',
    'identifiers',
  );

const ATTEMPTS = 8;

/** Somebody else has registered the person, or is about to. */
const metMeanwhile = (error: unknown): boolean =>
  error instanceof HeldMeanwhile || (error instanceof Refused && error.code === 'ALREADY_REGISTERED');

@CommandHandler(PersonStep)
export class PersonHandler implements ICommandHandler<PersonStep> {
  readonly #stage = {
    decider: person,
    runBy: () => [],
    gather: async (given, { command, facts }) => {
      if (command.do === 'merge people') return { ...given, leadsTo: await this.#leadsTo(command.into) };
      return correctsRegistration(command) ? { ...given, by: { ...given.by, ...whoRegistered(facts) } } : given;
    },
  } satisfies Recordable<PersonCommand, PersonFact, PersonState, GivenMerge>;

  constructor(
    private readonly recording: Recording,
    private readonly registry: Registry,
  ) {}

  /** The record and those it was merged into in turn; none where it does not exist or was erased. */
  async #leadsTo(record: string): Promise<readonly string[]> {
    const state = await this.recording.person(record);
    if (!state || state.erased) return [];
    return [record, ...(state.mergedInto === undefined ? [] : await this.#leadsTo(state.mergedInto))];
  }

  async execute({ instance, command, envelope }: PersonStep): Promise<Answer> {
    if (correctsRegistration(command) && 'identifiers' in command.as) throw identifiersStand();
    if (command.do !== 'register person') return this.recording.record(this.#stage, { instance, command, envelope });
    const { caller, key } = envelope;
    const commandId = derive('command', caller.organisation, caller.user, key);
    for (let left = ATTEMPTS; ; left -= 1) {
      const met = await this.registry.prepare(command, caller, commandId);
      try {
        const asking = { instance: met.personId, command: met.command, envelope };
        return unrevealing(await this.recording.record({ ...this.#stage, follows: met.claim }, asking, command));
      } catch (error) {
        if (!metMeanwhile(error) || left === 1) throw error instanceof HeldMeanwhile ? error.cause : error;
      }
    }
  }
}

const numberIn = (command: ArrestTestStep['command']): string =>
  'custodyRecord' in command ? command.custodyRecord : '';

@CommandHandler(ArrestTestStep)
export class ArrestTestHandler implements ICommandHandler<ArrestTestStep> {
  readonly #stage = {
    decider: arrestTest,
    runBy: testRunBy,
    gather: asGiven,
    /** A detention has one test. */
    opens: (command, { organisation }) => this.#detentions.first(organisation, numberIn(command)),
    opensInstead: (command, { organisation }) => this.#detentions.next(organisation, numberIn(command)),
    follows: ({ instance, facts }, decided) => this.#detentions.follow(instance, facts, decided),
  } satisfies Recordable<ArrestTestCommand, ArrestTestFact, ArrestTestState, GivenPerson>;

  readonly #detentions: Detentions;

  constructor(
    private readonly recording: Recording,
    @Inject(MASTER_KEY) master: MasterKey,
  ) {
    this.#detentions = new Detentions(recording.log, recording.clock, master);
  }

  execute(step: ArrestTestStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}

@CommandHandler(LiaisonReferralStep)
export class LiaisonReferralHandler implements ICommandHandler<LiaisonReferralStep> {
  readonly #stage;

  constructor(private readonly recording: Recording) {
    this.#stage = {
      decider: liaisonReferral,
      runBy: referralHeldBy(recording.log),
      gather: gatherReferral(recording.log),
    };
  }

  execute(step: LiaisonReferralStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}

@CommandHandler(TreatmentRequirementStep)
export class TreatmentRequirementHandler implements ICommandHandler<TreatmentRequirementStep> {
  readonly #stage;

  constructor(private readonly recording: Recording) {
    const { log, surroundings } = recording;
    const gather = gatherRequirement(log, surroundings);
    this.#stage = { decider: treatmentRequirement, runBy: requirementRunBy, gather };
  }

  execute(step: TreatmentRequirementStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}

@CommandHandler(PrisonReleaseStep)
export class PrisonReleaseHandler implements ICommandHandler<PrisonReleaseStep> {
  readonly #stage;

  constructor(private readonly recording: Recording) {
    this.#stage = { decider: prisonRelease, runBy: releaseRunBy, gather: gatherRelease(recording.log) };
  }

  execute(step: PrisonReleaseStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}

@CommandHandler(TreatmentStep)
export class TreatmentHandler implements ICommandHandler<TreatmentStep> {
  readonly #stage;

  constructor(private readonly recording: Recording) {
    this.#stage = { decider: treatment, runBy: treatmentRunBy, gather: gatherTreatment(recording.log) };
  }

  execute(step: TreatmentStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}

@CommandHandler(HandoverStep)
export class HandoverHandler implements ICommandHandler<HandoverStep> {
  readonly #stage;

  constructor(private readonly recording: Recording) {
    const { log, surroundings } = recording;
    this.#stage = { decider: handover, runBy: handoverRunBy, gather: gatherHandover(log, surroundings) };
  }

  execute(step: HandoverStep): Promise<Answer> {
    return this.recording.record(this.#stage, step);
  }
}
