import { openedBy } from '#commands/ids';
import type { Log, LoggedFact } from '#commands/log';
import type { About } from '#commands/recordable';
import type { Surroundings } from '#commands/surroundings';
import { civilDate } from '#pathway/calendar';
import { fold, type Recorded, standing } from '#pathway/corrections';
import type { GivenPerson } from '#pathway/given';
import { type GivenHandover, handover, type HandoverCommand, type HandoverState, isOpen } from '#pathway/handover';
import type { GivenReferral, LiaisonReferralCommand, OnwardReferralMade } from '#pathway/liaison-referral';
import type { LiaisonReferralState } from '#pathway/liaison-referral/state';
import {
  type CommunityReferralMade,
  type GivenRelease,
  prisonRelease,
  type PrisonReleaseCommand,
  type ReconnectReferralMade,
  releaseClock,
} from '#pathway/prison-release';
import type { PrisonReleaseState } from '#pathway/prison-release/state';
import type { PathwayFact, StageFact } from '#pathway/stages';
import type { GivenRequirement, TreatmentRequirementCommand } from '#pathway/treatment-requirement';
import type { ProviderView } from '#pathway/treatment-requirement/reviews';
import type { RequirementState } from '#pathway/treatment-requirement/state';
import type { GivenTreatment, TreatmentCommand, TreatmentFact, TreatmentState } from '#pathway/treatment';

const recorded = <F extends StageFact>(facts: readonly LoggedFact[]) => facts as unknown as readonly Recorded<F>[];

type Referral = CommunityReferralMade | ReconnectReferralMade | OnwardReferralMade;
const isReferral = (fact: PathwayFact): fact is Referral =>
  ['CommunityReferralMade', 'ReconnectReferralMade', 'OnwardReferralMade'].includes(fact.type);

async function handoverOf(log: Log, id: string): Promise<HandoverState> {
  const { facts } = await log.read('handover', id, true);
  return fold(handover, recorded(facts));
}

/** The handover that a start names, or that the start being corrected named. */
function namedBy({ command, facts }: About<TreatmentCommand, TreatmentState>): string | undefined {
  const start = command.do === 'correct' ? command.as : command;
  if ('handover' in start && start.handover !== undefined) return start.handover;
  const recordedStart = standing(recorded<TreatmentFact>(facts)).find(({ fact }) => fact.type === 'TreatmentStarted');
  return command.do === 'correct' && recordedStart?.fact.type === 'TreatmentStarted'
    ? recordedStart.fact.handover
    : undefined;
}

/** A start that names a handover is decided on what that handover has come to. */
export const gatherTreatment =
  (log: Log) =>
  async (given: GivenPerson, about: About<TreatmentCommand, TreatmentState>): Promise<GivenTreatment> => {
    const id = namedBy(about);
    const named = id === undefined ? undefined : await handoverOf(log, id);
    if (!named || named.status === 'not requested') return given;
    const { receiver, personId, requestedAt } = named;
    const own = named.treatment?.id === about.instance;
    return { ...given, handover: { receiver, personId, requested: requestedAt, open: own || isOpen(named) } };
  };

/** Who holds an open handover by one of these facts, or is about to be asked. */
async function holders(log: Log, facts: readonly LoggedFact[]): Promise<readonly string[]> {
  const referrals = facts.flatMap(({ id, fact }) => (isReferral(fact) ? [{ id, fact }] : []));
  const held = await Promise.all(
    referrals.map(async ({ id, fact }) => {
      const state = await handoverOf(log, openedBy(id));
      if (state.status === 'not requested') return [fact.to];
      return isOpen(state) ? [state.receiver] : [];
    }),
  );
  return held.flat();
}

/** A referral is decided on who holds an open handover of this release already. */
export const gatherRelease =
  (log: Log) =>
  async (
    given: GivenPerson,
    { command, facts }: About<PrisonReleaseCommand, PrisonReleaseState>,
  ): Promise<GivenRelease> => {
    if (command.do !== 'refer to community' && command.do !== 'refer to reconnect') return given;
    return { ...given, openHandoversTo: await holders(log, facts) };
  };

/** The same again is decided on whether the first time still stands. */
export const gatherReferral =
  (log: Log) =>
  async (
    given: GivenPerson,
    { command, facts }: About<LiaisonReferralCommand, LiaisonReferralState>,
  ): Promise<GivenReferral> =>
    command.do === 'refer onward' ? { ...given, openHandoversTo: await holders(log, facts) } : given;

/** A level is raised on what the release and the provider's own treatment have made of the deadline. */
export const gatherHandover =
  (log: Log, surroundings: Surroundings) =>
  async (given: GivenPerson, { command, state }: About<HandoverCommand, HandoverState>): Promise<GivenHandover> => {
    if (command.do !== 'escalate' || state.status === 'not requested') return given;
    const { personId, receiver, requestedAt, openedBy: opener } = state;
    const structuredStart = await surroundings.structuredStart(personId, receiver, requestedAt);
    if (opener.stage !== 'prison-release') return { ...given, structuredStart };
    const { facts } = await log.read('prison-release', opener.instance, true);
    return { ...given, structuredStart, release: releaseClock(fold(prisonRelease, recorded(facts))) };
  };

/** Who holds the handover that the requirement opened last. */
async function holderOf(log: Log, facts: readonly LoggedFact[]): Promise<{ handedTo?: string }> {
  const openers = facts.filter(({ fact: { type } }) => type === 'RequirementImposed' || type === 'RequirementAmended');
  const opened = await Promise.all(openers.map(({ id }) => handoverOf(log, openedBy(id))));
  const last = opened.findLast((state) => state.status !== 'not requested');
  return last ? { handedTo: last.receiver } : {};
}

/** What the provider of a requirement has said of the treatment, in any order. */
export async function providerViews(
  { log, surroundings }: { readonly log: Log; readonly surroundings: Surroundings },
  { to, personId, facts }: { readonly to: string; readonly personId: string; readonly facts: readonly LoggedFact[] },
): Promise<readonly ProviderView[]> {
  const { handedTo = to } = await holderOf(log, facts);
  const instances = await surroundings.treatments(personId, handedTo);
  const read = await Promise.all(instances.map((instance) => log.read('treatment', instance, true)));
  const said = read.flatMap(({ facts }) => standing(recorded<TreatmentFact>(facts))).map(({ fact }) => fact);
  return said.flatMap((fact) =>
    fact.type === 'ProgressReviewed' && fact.summary !== undefined
      ? [{ on: civilDate(fact.occurredAt), summary: fact.summary }]
      : [],
  );
}

/** A review is given what the provider has said of progress, a test who the provider now is. */
export const gatherRequirement =
  (log: Log, surroundings: Surroundings) =>
  async (
    given: GivenPerson,
    { command, state: { imposed }, personId, facts }: About<TreatmentRequirementCommand, RequirementState>,
  ): Promise<GivenRequirement> => {
    const step = command.do === 'correct' ? command.as.do : command.do;
    if (!imposed) return given;
    const { to } = imposed;
    if (step === 'hold review')
      return { ...given, providerViews: await providerViews({ log, surroundings }, { to, personId, facts }) };
    if (step === 'record requirement test') return { ...given, handedTo: to, ...(await holderOf(log, facts)) };
    return given;
  };
