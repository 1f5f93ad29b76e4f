import type { CivilDate } from '#pathway/decider';
import { isOpen } from '#pathway/handover/state';
import {
  lastOf,
  type OpenedHandover,
  openedHandovers,
  type Scene,
  type Step,
  toHandover,
} from '#pathway/journey/scene';
import type { LiaisonReferralOpened, OnwardReferralMade } from '#pathway/liaison-referral';
import type { Residence } from '#pathway/person';
import type { CommunityReferralMade, ReconnectReferralMade } from '#pathway/prison-release';
import type { Purpose } from '#pathway/reference';
import type { StageFact } from '#pathway/stages';
import type { RequirementAmended, RequirementImposed } from '#pathway/treatment-requirement';

/** One service asks another: what a step that refers somebody says of the handover it opens. */
export interface Referral {
  readonly purpose: Purpose;
  readonly sender: string;
  readonly receiver: string;
  readonly sentenced?: CivilDate;
  /** Where the person is going to live, where that is what the referral is about. */
  readonly area?: Residence;
  readonly copiedTo?: readonly string[];
}

/** The handover that a fact opens, among the facts of its stream and recorded by whom; undefined where it opens none. */
type Refers<F> = (fact: F, facts: readonly StageFact[], by: string) => Referral | undefined;

/** A referral that came from a notification goes back to that one and opens no handover of its own. */
export const toLiaison: Refers<LiaisonReferralOpened> = ({ referrer, service, notification }) =>
  notification ? undefined : { purpose: 'notification', sender: referrer, receiver: service };

/** The sender is the service that works on the referral now: it may have been handed on since it was made. */
export const toProvider: Refers<OnwardReferralMade> = ({ to }, _facts, by) => ({
  purpose: 'onward-referral',
  sender: by,
  receiver: to,
});

export const byCourt = ({ court, to, sentenced }: RequirementImposed, facts: readonly StageFact[]): Referral => {
  const unit = lastOf(facts, 'SuitabilityAssessed')?.unit;
  const copiedTo = unit === undefined ? [] : [unit];
  return { purpose: 'requirement', sender: court, receiver: to, sentenced, copiedTo };
};

const fromPrison = (facts: readonly StageFact[], purpose: Purpose, receiver: string): Referral | undefined => {
  const planned = lastOf(facts, 'ReleasePlanned');
  if (!planned) return undefined;
  const area = planned.residence === 'not-known' ? {} : { area: planned.residence };
  return { purpose, sender: planned.prison, receiver, ...area };
};
export const toCommunity: Refers<CommunityReferralMade> = ({ to }, facts) => fromPrison(facts, 'release', to);
export const toReconnect: Refers<ReconnectReferralMade> = ({ to }, facts) => fromPrison(facts, 'reconnect', to);

/** Requests a handover whose id derives from the event told. */
export function request(scene: Scene, referral: Referral): Step {
  const { told, context } = scene;
  const { stage, instance, id: event, personId } = told;
  const openedBy = { stage, instance, event };
  return toHandover(scene, event, { do: 'request handover', personId, openedBy, area: context.area, ...referral });
}

const WHY = 'The referral was corrected.';

/** What a corrected referral changes in the handover it opened: its receiver, its day, its sentence date. */
function restate(scene: Scene, { event, request: corrects }: OpenedHandover, was: Referral, is: Referral): Step[] {
  const moved = scene.was?.occurredAt !== scene.fact.occurredAt;
  const steps: Step[] = [];
  if (moved || was.sentenced !== is.sentenced) {
    const as = { do: 'request handover', ...(is.sentenced !== undefined && { sentenced: is.sentenced }) } as const;
    const occurredAt = moved ? scene.fact.occurredAt : undefined;
    steps.push(toHandover(scene, event, { do: 'correct', corrects, why: WHY, occurredAt, as }));
  }
  if (was.receiver !== is.receiver)
    steps.push(toHandover(scene, event, { do: 'reassign', to: is.receiver, reason: WHY }));
  return steps;
}

/** A step that refers somebody opens a handover; its correction restates that one. */
export const referring = <F extends StageFact>(refers: Refers<F>) => ({
  told: (scene: Scene<F>): readonly Step[] => {
    const referral = refers(scene.fact, scene.now, scene.told.organisation);
    return referral ? [request(scene, referral)] : [];
  },
  corrected: (scene: Scene<F>): readonly Step[] => {
    const opened = openedHandovers(scene).find(({ event }) => event === scene.origin);
    const by = scene.told.organisation;
    const was = scene.was && refers(scene.was, scene.before, by);
    const is = refers(scene.fact, scene.now, by);
    return opened && was && is ? restate(scene, opened, was, is) : [];
  },
});

/**
 * Another provider: the handover of the requirement goes there. One that was withdrawn or already led to treatment stays
 * as it is, and a new one is opened; where treatment had started, the clock from the sentence has been met.
 */
function sendElsewhere(scene: Scene, to: string): readonly Step[] {
  const imposed = lastOf(scene.now, 'RequirementImposed');
  const referral = imposed && byCourt({ ...imposed, to }, scene.now);
  const last = openedHandovers(scene).at(-1);
  if (!referral || last?.state.receiver === to) return [];
  if (last && (isOpen(last.state) || last.state.status === 'declined'))
    return [toHandover(scene, last.event, { do: 'reassign', to, reason: 'The court amended the requirement.' })];
  return [request(scene, last?.state.treatment ? { ...referral, sentenced: undefined } : referral)];
}

export const amending = {
  told: (scene: Scene<RequirementAmended>): readonly Step[] =>
    scene.fact.to === undefined ? [] : sendElsewhere(scene, scene.fact.to),
  corrected: (scene: Scene<RequirementAmended>): readonly Step[] =>
    scene.fact.to === undefined || scene.fact.to === scene.was?.to ? [] : sendElsewhere(scene, scene.fact.to),
};
