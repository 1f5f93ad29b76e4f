import { addDays, civilDate } from '#pathway/calendar';
import type { CivilDate, Instant } from '#pathway/decider';
import type { Released } from '#pathway/prison-release';
import type { StageName } from '#pathway/stages';

/** A step of somebody's way, as the picture of it needs it. */
export interface WayStep {
  readonly type: string;
  readonly stage: StageName;
  readonly occurredAt: Instant;
  /** Recorded by a treatment provider. */
  readonly byProvider: boolean;
  /** Why somebody left prison, where that is for the reader. */
  readonly reason?: Released['reason'];
}

export type WayState = 'done' | 'now' | 'not-recorded' | 'not-reached' | 'not-shown';

export interface Milestone {
  readonly title: string;
  readonly state: WayState;
  /** When it was reached; of what is still to come, when it will be. */
  readonly on?: CivilDate;
  /** Joins the way from a court or a prison. */
  readonly branch?: true;
}

export interface Way {
  readonly milestones: readonly Milestone[];
  /** How and when it came to an end, where it has: `Treatment ended`. */
  readonly ended?: { readonly words: string; readonly on: CivilDate };
}

interface Place {
  readonly title: string;
  /** The stage whose steps lead here. */
  readonly stage: StageName;
  readonly reachedBy: (step: WayStep) => boolean;
}

const by =
  (...types: readonly string[]) =>
  ({ type }: WayStep) =>
    types.includes(type);

const places: readonly Place[] = [
  { title: 'Tested', stage: 'arrest-test', reachedBy: by('ArrestTestResultRecorded') },
  { title: 'Assessed', stage: 'liaison-referral', reachedBy: by('Assessed', 'AssessmentAttended') },
  {
    title: 'Referred to treatment',
    stage: 'liaison-referral',
    reachedBy: by('OnwardReferralMade', 'CommunityReferralMade', 'RequirementImposed'),
  },
  {
    title: 'Accepted',
    stage: 'handover',
    reachedBy: ({ type, byProvider }) =>
      type === 'HandoverTreatmentStarted' || (type === 'HandoverAccepted' && byProvider),
  },
  { title: 'In treatment', stage: 'treatment', reachedBy: by('TreatmentStarted') },
];
const RETAINED_DAYS = 84;
const RETAINED = `${RETAINED_DAYS} days in treatment`;

/** How somebody left prison, in the words of the picture. */
const departures: Readonly<Record<Released['reason'], string>> = {
  released: 'released',
  transferred: 'transferred to another prison',
  court: 'at court',
  hospital: 'in hospital',
  'temporary-absence': 'on temporary absence',
  deported: 'deported',
  died: 'died',
};

const branches: readonly { readonly stage: StageName; readonly words: Readonly<Record<string, string>> }[] = [
  {
    stage: 'treatment-requirement',
    words: {
      SuitabilityAssessed: 'Court: suitability assessed',
      RequirementImposed: 'Court: requirement imposed',
      BreachStarted: 'Court: breach started',
      RequirementRevoked: 'Court: requirement revoked',
      RequirementCompleted: 'Court: requirement completed',
    },
  },
  {
    stage: 'prison-release',
    words: {
      ReleasePlanned: 'Prison: release planned',
      Released: 'Prison: left prison',
      Recalled: 'Prison: recalled',
    },
  },
];
/** What joins the way comes before being referred. */
const JOINS_AT = 2;

const begins = by(
  'ArrestTestRequested',
  'LiaisonReferralOpened',
  'SuitabilityAssessed',
  'ReleasePlanned',
  'TreatmentStarted',
);

/** What closes a way, in words; a recall leaves somebody in prison, the rest leaves nobody anywhere. */
function endingOf({ type, reason }: WayStep): string | undefined {
  if (type === 'TreatmentEnded') return 'Treatment ended';
  if (type === 'Recalled') return 'Recalled to prison';
  if (type !== 'Released') return undefined;
  return { deported: 'Deported', died: 'Died' }[reason as string];
}

/** Each time round, an end closes a way; what begins after it is the next. The last one that began. */
function lastWay(steps: readonly WayStep[]): readonly WayStep[] {
  let start = 0;
  let closed = false;
  steps.forEach((step, index) => {
    if (closed && begins(step)) start = index;
    closed = endingOf(step) !== undefined || (closed && !begins(step));
  });
  return steps.slice(start);
}

const branchesOn = (steps: readonly WayStep[], ended: WayStep | undefined): readonly Milestone[] =>
  branches.flatMap(({ stage, words }): Milestone[] => {
    const last = steps.findLast((step) => step.stage === stage && words[step.type] !== undefined);
    const title =
      last?.type === 'Released' && last.reason ? `Prison: ${departures[last.reason]}` : words[last?.type ?? ''];
    if (!last || title === undefined) return [];
    const state = last === ended && last.type === 'Recalled' ? 'now' : 'done';
    return [{ title, state, on: civilDate(last.occurredAt), branch: true }];
  });

/** 84 days from the start of treatment: over, still to come, or never reached because treatment ended before. */
function retained(started: CivilDate | undefined, endedOn: CivilDate | undefined, today: CivilDate): Milestone {
  if (started === undefined) return { title: RETAINED, state: 'not-reached' };
  const on = addDays(started, RETAINED_DAYS);
  if (endedOn !== undefined)
    return endedOn >= on ? { title: RETAINED, state: 'done', on } : { title: RETAINED, state: 'not-reached' };
  return { title: RETAINED, state: today >= on ? 'now' : 'not-reached', on };
}

/**
 * Where somebody is on the pathway: the places that were reached, from the steps that a caller sees, by when they
 * happened. A stage that the caller is not shown is said to be so, and not to be unreached.
 */
export function wayOf(all: readonly WayStep[], today: CivilDate, isShown: (stage: StageName) => boolean): Way {
  const steps = lastWay(all);
  const reached = places
    .map(({ reachedBy }) => steps.find(reachedBy))
    .map((step) => step && civilDate(step.occurredAt));
  const ended = steps.findLast((step) => endingOf(step) !== undefined);
  const endedOn = ended && civilDate(ended.occurredAt);
  const last = retained(reached.at(-1), endedOn, today);
  const furthest = reached.findLastIndex((on) => on !== undefined);
  // Where more may have happened that the caller is not shown, nobody is said to be anywhere now.
  const unsure = places.some(({ stage }, index) => index > furthest && !isShown(stage));
  const over = ended !== undefined || last.state === 'now' || unsure;
  const milestones = places.map(({ title, stage }, index): Milestone => {
    const on = reached[index];
    if (on !== undefined) return { title, on, state: index === furthest && !over ? 'now' : 'done' };
    if (!isShown(stage)) return { title, state: 'not-shown' };
    return { title, state: index < furthest ? 'not-recorded' : 'not-reached' };
  });
  const retention: Milestone =
    reached.at(-1) === undefined && !isShown('treatment') ? { ...last, state: 'not-shown' } : last;
  return {
    milestones: [
      ...milestones.slice(0, JOINS_AT),
      ...branchesOn(steps, ended),
      ...milestones.slice(JOINS_AT),
      retention,
    ],
    ...(ended && { ended: { words: endingOf(ended) ?? '', on: civilDate(ended.occurredAt) } }),
  };
}
